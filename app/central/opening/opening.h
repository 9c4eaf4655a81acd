/*
 * Opening what the ledger holds into a file. This process reads the ledger
 * and owns the file; a child that holds the key opens, and its plaintext goes
 * from a pipe into the file without passing through this process's memory.
 */
#ifndef APP_CENTRAL_OPENING_OPENING_H
#define APP_CENTRAL_OPENING_OPENING_H

#include "app/central/ledger/ledger.h"
#include "app/central/opening/opening_child.h"
#include "app/central/opening/trail.h"

struct opening; /* opaque: the child and its pipes */

/* Starts the child and waits until it has the key and is confined. The order is copied by the fork. */
struct opening *opening_start(const struct opening_child_order *order,
                              struct error *error) MUST_USE;
/* Ends the child. NULL is fine. */
void opening_destroy(struct opening *opening);

struct opening_choice {
    int64_t since_utc;   /* received at or after; 0: all */
    bool new_only;       /* only those that nobody has opened */
    const char *request; /* "0417-1318": only this; NULL: all */
    const char *state;   /* only those in this state, as ledger_state_name calls it; NULL: all */
    bool keep_states;    /* the ledger is not told */
    const char *who;     /* for the ledger's history */
    int64_t now_utc;
    struct trail *trail;               /* must be there: without a line in it there is no output */
    const struct trail_person *person; /* for the trail, and so are: */
    const char *command;               /* "open", "export" */
    bool with_pins;                    /* the output holds PINs */
};

struct opening_result {
    uint64_t opened;
    uint64_t refused;   /* each was logged with its reason */
    uint64_t withdrawn; /* left out */
    uint64_t retired;   /* left out: their bytes are deleted */
};

/*
 * Opens what `choice` says into a new file (0600; ERROR_INPUT when it exists), in the ledger's order.
 * It is written as OUTPUT.part. When it is whole and synced, a line about it goes into the trail, and only
 * when that is on the disk the file gets its name; then the ledger is told that the requests are opened. A request that does not verify is logged, counted and left sealed; the
 * others go on. A withdrawn one is never opened. On failure there is no file.
 */
bool opening_run(struct opening *opening, struct ledger *ledger,
                 const struct opening_choice *choice, const char *output,
                 struct opening_result *result, struct error *error) MUST_USE;

#endif
