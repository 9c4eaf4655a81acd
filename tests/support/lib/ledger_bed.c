#include "tests/support/lib/ledger_bed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void bed_open(struct ledger_bed *bed, enum ledger_access access)
{
    struct error error = {0};

    bed->ledger = ledger_open(bed->location, access, &error);
    if (bed->ledger == NULL)
        fail_msg("%s", error.text);
}

/* Quicker than other tables for each test: those are three dozen files. */
static void empty_database(const struct postgres_cluster *cluster)
{
    postgres_cluster_run(cluster,
                         "DO $$ DECLARE name text; BEGIN FOR name IN SELECT relname FROM pg_class"
                         " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
                         " AND NOT relispartition AND relname <> 'ledger_version'"
                         " LOOP EXECUTE 'DELETE FROM ' || name; END LOOP; END $$");
}

int bed_set_up(void **state)
{
    const struct bed_place *place = *state;
    struct ledger_bed *bed = calloc(1, sizeof *bed);

    strcpy(bed->folder, "/tmp/ledger-XXXXXX");
    assert_non_null(mkdtemp(bed->folder));
    bed->cluster = place->cluster;
    if (place->cluster != NULL)
        postgres_cluster_location(place->cluster, "", bed->location);
    else
        snprintf(bed->location, sizeof bed->location, "%s/ledger.db", bed->folder);
    bed_open(bed, LEDGER_MAKE);
    *state = bed;
    return 0;
}

int bed_tear_down(void **state)
{
    struct ledger_bed *bed = *state;
    char command[128];

    ledger_close(bed->ledger);
    if (bed->cluster != NULL)
        empty_database(bed->cluster);
    snprintf(command, sizeof command, "rm -rf %s", bed->folder);
    assert_int_equal(system(command), 0);
    free(bed);
    return 0;
}

/* ---- made-up batches: `mark` tells records of two histories apart ---------- */

void bed_hash(uint8_t *hash, char kind, char mark, uint64_t sequence)
{
    memset(hash, 0, LEDGER_HASH_BYTES);
    if (sequence == 0)
        return;
    /* What differs comes first, as in any hash: the ledger looks by the first bytes. */
    memcpy(hash, &sequence, sizeof sequence);
    hash[6] = (uint8_t)kind;
    hash[7] = (uint8_t)mark;
}

void bed_make_records(struct ledger_intake_record *records, char mark, uint64_t first, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bed_hash(records[i].id, 'i', mark, first + i);
        bed_hash(records[i].link, 'l', mark, first + i);
        bed_hash(records[i].look_up, 'u', mark, first + i);
        records[i].rejected = false;
    }
}

struct ledger_intake bed_make_intake(struct ledger_intake_record *records, char mark,
                                     uint64_t first, size_t count)
{
    static const uint8_t bytes[] = "batch bytes", certificate[] = "certificate";
    struct ledger_intake intake = {
        .batch = {.kiosk = "0417",
                  .received_utc = BED_NOW,
                  .bytes = bytes,
                  .length = sizeof bytes,
                  .certificate = certificate,
                  .certificate_length = sizeof certificate},
        .outbox = {1},
        .first_sequence = first,
        .records = records,
        .count = count,
    };

    bed_make_records(records, mark, first, count);
    bed_hash(intake.previous_link, 'l', mark, first - 1);
    return intake;
}

void bed_store_intake(struct ledger_bed *bed, const struct ledger_intake *intake,
                      enum ledger_result *results)
{
    struct error error = {0};

    if (!ledger_store_batch(bed->ledger, intake, results, &error))
        fail_msg("%s", error.text);
}

void bed_store(struct ledger_bed *bed, char mark, uint64_t first, size_t count,
               enum ledger_result *results)
{
    struct ledger_intake_record records[8];
    struct ledger_intake intake = bed_make_intake(records, mark, first, count);

    bed_store_intake(bed, &intake, results);
}

static bool bed_take_kiosk(void *context, const struct ledger_kiosk *kiosk)
{
    *(struct ledger_kiosk *)context = *kiosk;
    return true;
}

struct ledger_kiosk bed_kiosk(struct ledger_bed *bed)
{
    struct ledger_kiosk kiosk = {0};

    assert_true(ledger_each_kiosk(bed->ledger, bed_take_kiosk, &kiosk, NULL));
    return kiosk;
}

static bool take_chain(void *context, const struct ledger_chain *chain)
{
    *(struct ledger_chain *)context = *chain;
    return true;
}

struct ledger_chain bed_chain(struct ledger_bed *bed)
{
    struct ledger_chain chain = {0};

    assert_true(ledger_each_chain(bed->ledger, take_chain, &chain, NULL));
    return chain;
}

bool bed_take_record(void *context, const struct ledger_record *record,
                     const struct ledger_batch *batch)
{
    struct bed_walk *walk = context;

    assert_string_equal((const char *)batch->bytes, "batch bytes");
    assert_string_equal((const char *)batch->certificate, "certificate");
    walk->batches[walk->records] = batch->number;
    walk->sequences[walk->records++] = record->sequence;
    if (walk->change != NULL) {
        struct ledger_state_change change = {.state = LEDGER_OPENED, .utc = BED_NOW, .who = "t"};

        memcpy(change.id, record->id, sizeof change.id);
        assert_true(ledger_set_state(walk->change, &change, NULL));
    }
    return true;
}

size_t bed_count_records(struct ledger_bed *bed)
{
    struct bed_walk walk = {0};

    assert_true(ledger_each_record(bed->ledger, 0, bed_take_record, &walk, NULL));
    return walk.records;
}

enum ledger_state bed_state(struct ledger_bed *bed, uint64_t sequence)
{
    uint8_t look_up[LEDGER_HASH_BYTES];
    struct ledger_record record;

    bed_hash(look_up, 'u', 'a', sequence);
    assert_true(ledger_find_receipt(bed->ledger, look_up, &record, NULL));
    return record.state;
}

struct ledger_state_change bed_change(struct ledger_bed *bed, uint64_t sequence,
                                      enum ledger_state state)
{
    uint8_t look_up[LEDGER_HASH_BYTES];
    struct ledger_record record;
    struct ledger_state_change change = {.state = state, .utc = BED_NOW, .who = "t"};

    bed_hash(look_up, 'u', 'a', sequence);
    assert_true(ledger_find_receipt(bed->ledger, look_up, &record, NULL));
    memcpy(change.id, record.id, sizeof change.id);
    return change;
}
