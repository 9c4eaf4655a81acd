/* What the two halves of writing batches to PostgreSQL share. For them only. */
#ifndef APP_CENTRAL_LEDGER_LEDGER_POSTGRES_WRITE_H
#define APP_CENTRAL_LEDGER_LEDGER_POSTGRES_WRITE_H

#include "app/central/ledger/ledger_course.h"
#include "app/central/ledger/ledger_postgres.h"

/* One record on its way in: sorted by id, then by batch and place. */
struct arriving {
    const struct ledger_intake_record *record;
    uint32_t batch, place; /* of the batches at hand */
    bool sent;             /* asked to be stored: the first of its id */
};

/* One outbox that batches at hand belong to. */
struct touched {
    const struct ledger_intake *intake; /* of the first of them: kiosk and outbox */
    size_t batch;                       /* its index */
    int64_t number;
    bool is_new;  /* never seen before */
    bool changed; /* the chain went on */
    struct ledger_course course;
};

struct writing {
    struct postgres_ledger *ledger;
    struct ledger_storing *batches[LEDGER_BATCHES_MAX]; /* those to store */
    size_t count;
    struct touched touched[LEDGER_BATCHES_MAX];
    size_t touched_of[LEDGER_BATCHES_MAX]; /* index into touched */
    size_t touched_count;
    struct arriving *arriving;
    size_t arriving_count;
    uint8_t *links[LEDGER_BATCHES_MAX];  /* each batch's, one behind the other */
    int64_t numbers[LEDGER_BATCHES_MAX]; /* 0: the batch brought nothing new */
    int64_t fresh[LEDGER_BATCHES_MAX];   /* records that are new */
    struct ledger_verdict verdicts[LEDGER_BATCHES_MAX];
    size_t rejected; /* records not to be stored */
    size_t sent;     /* statements on the way back, the commit not counted */
    PGresult *spans; /* what the chains' spans from the database point into */
    struct error *error;
};

bool postgres_no_memory(struct writing *writing);

void postgres_init_arrays(struct postgres_array *arrays, const enum postgres_type *types,
                          size_t count);
/* Sends with the arrays as parameters, in their order, and releases them. */
bool postgres_send_arrays(struct writing *writing, enum postgres_statement which,
                          struct postgres_array *arrays, size_t count) MUST_USE;

/* The second half: what the first one's statements answered, the verdicts, the rest, the commit. */
bool postgres_come_back(struct writing *writing) MUST_USE;

#endif
