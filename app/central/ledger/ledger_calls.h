/*
 * What a database must be able to do to hold the ledger: one row of calls.
 * For the ledger's own files; everybody else uses ledger.h, which says what
 * each call promises.
 */
#ifndef APP_CENTRAL_LEDGER_LEDGER_CALLS_H
#define APP_CENTRAL_LEDGER_LEDGER_CALLS_H

#include "app/central/ledger/ledger.h"

/* Which records a walk visits: all, or those that one of the keys leads to. */
struct ledger_filter {
    int64_t since_utc;
    const uint8_t *look_up; /* NULL: any */
    const uint8_t *id;      /* NULL: any */
    const char *kiosk;      /* its requests of that number; NULL: any */
    uint64_t sequence;
};

struct ledger_calls {
    /* Takes those marked `stored`, and takes the mark and gives a reason where one cannot be. */
    bool (*store_batches)(struct ledger *ledger, struct ledger_storing *batches, size_t count,
                          struct error *error);
    bool (*store_health)(struct ledger *ledger, const struct ledger_health *health,
                         struct error *error);
    bool (*set_states)(struct ledger *ledger, const struct ledger_state_change *changes,
                       size_t count, struct error *error);
    bool (*each_record)(struct ledger *ledger, const struct ledger_filter *filter,
                        ledger_record_visit *visit, void *context, struct error *error);
    bool (*each_kiosk)(struct ledger *ledger, ledger_kiosk_visit *visit, void *context,
                       struct error *error);
    bool (*each_chain)(struct ledger *ledger, ledger_chain_visit *visit, void *context,
                       struct error *error);
    bool (*find_place)(struct ledger *ledger, const char *kiosk, const uint8_t *outbox,
                       uint64_t sequence, const uint8_t *link, enum ledger_place *place,
                       struct error *error);
    bool (*retire)(struct ledger *ledger, const struct ledger_retirement *order,
                   struct ledger_retired *retired, struct error *error);    /* over zeros */
    void (*needs)(const struct ledger *ledger, struct ledger_needs *needs); /* over zeros */
    void (*give_up)(struct ledger *ledger); /* NULL: nothing waits for anybody */
    void (*close)(struct ledger *ledger);
};

/* The first member of every kind of ledger. */
struct ledger {
    const struct ledger_calls *calls;
    char *name; /* owned; as ledger_name says */
};

struct ledger *ledger_open_sqlite(const char *path, enum ledger_access access,
                                  struct error *error) MUST_USE;
struct ledger *ledger_open_postgres(const char *location, enum ledger_access access,
                                    struct error *error) MUST_USE;

#endif
