/*
 * A ledger of a test's own, as a SQLite file or in a PostgreSQL database, and made-up batches to put into
 * it. A batch's records are told apart by `mark`, one letter a history, and their sequence numbers.
 * Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_LEDGER_BED_H
#define TESTS_SUPPORT_LIB_LEDGER_BED_H

#include "app/central/ledger/ledger.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/postgres.h"

#define BED_NOW 1795300000 /* when made-up batches were received, seconds */

/* Where a test's ledger is: a file of its own, or the program's database, emptied. */
struct bed_place {
    const struct postgres_cluster *cluster; /* NULL: a file */
};

struct ledger_bed {
    const struct postgres_cluster *cluster;
    char folder[64];
    char location[POSTGRES_LOCATION_SIZE];
    struct ledger *ledger;
};

/* *state is a struct bed_place before, a struct ledger_bed after. */
int bed_set_up(void **state);
int bed_tear_down(void **state);

/* Rows of a test table; `file` and `database` are the program's two places. */
#define IN(place_, test_)                                                                          \
    cmocka_unit_test_prestate_setup_teardown(test_, bed_set_up, bed_tear_down, place_)
#define IN_BOTH(test_)                                                                             \
    {"file: " #test_, test_, bed_set_up, bed_tear_down, &file},                                    \
    {                                                                                              \
        "database: " #test_, test_, bed_set_up, bed_tear_down, &database                           \
    }

/* Opens the ledger again, after the test has closed it. */
void bed_open(struct ledger_bed *bed, enum ledger_access access);

/* LEDGER_HASH_BYTES; `kind` is 'i' for an id, 'l' for a link, 'u' for a look-up. Of 0: zeros. */
void bed_hash(uint8_t *hash, char kind, char mark, uint64_t sequence);
void bed_make_records(struct ledger_intake_record *records, char mark, uint64_t first,
                      size_t count);
/* Of kiosk 0417; borrows `records`, which it fills. */
struct ledger_intake bed_make_intake(struct ledger_intake_record *records, char mark,
                                     uint64_t first, size_t count);

void bed_store_intake(struct ledger_bed *bed, const struct ledger_intake *intake,
                      enum ledger_result *results);
/* At most 8 records. */
void bed_store(struct ledger_bed *bed, char mark, uint64_t first, size_t count,
               enum ledger_result *results);

/* The only kiosk that the ledger knows. */
struct ledger_kiosk bed_kiosk(struct ledger_bed *bed);

/* The only chain. */
struct ledger_chain bed_chain(struct ledger_bed *bed);

struct bed_walk {
    size_t records;
    int64_t batches[16];
    uint64_t sequences[16];
    struct ledger *change; /* set each record's state during the walk; NULL: none */
};

/* For ledger_each_record, with a struct bed_walk. */
bool bed_take_record(void *context, const struct ledger_record *record,
                     const struct ledger_batch *batch);
size_t bed_count_records(struct ledger_bed *bed);

/* Of the record of history 'a' in that place. */
enum ledger_state bed_state(struct ledger_bed *bed, uint64_t sequence);
struct ledger_state_change bed_change(struct ledger_bed *bed, uint64_t sequence,
                                      enum ledger_state state);

#endif
