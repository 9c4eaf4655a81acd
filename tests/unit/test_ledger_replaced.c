/* Files of a ledger that are not those that were there; see test_outbox_replaced.c. */
#include "app/central/ledger/ledger.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/replaced_bed.h"

#include <string.h>

#define LOG_HEADER 32u

static void fill_ledger(struct replaced_bed *bed)
{
    outbox_folder_insert(&bed->kiosk, 1, 3 * BATCH);
    replaced_bed_deliver_all(bed);
}

/* Database and log as a power cut leaves them. */
static void cut_ledger(struct replaced_bed *bed, struct buffer *database, struct buffer *log)
{
    *database = replaced_bed_content_of(bed, LEDGER_NAME);
    *log = replaced_bed_content_of(bed, LEDGER_NAME "-wal");
    ledger_close(bed->ledger);
    bed->ledger = NULL;
    replaced_bed_put(bed, LEDGER_NAME, database->data, database->length);
}

static void assert_ledger_is_refused(const struct replaced_bed *bed, const char *word)
{
    struct error error = {.kind = ERROR_NONE};
    struct ledger *ledger = ledger_open(bed->ledger_path, LEDGER_MAKE, &error);

    if (ledger != NULL) {
        ledger_close(ledger);
        fail_msg("the ledger was opened");
    }
    assert_non_null(strstr(error.text, LEDGER_NAME));
    assert_non_null(strstr(error.text, word));
}

static void a_ledger_whose_log_is_damaged_forgets_nothing(void **state)
{
    struct replaced_bed *bed = *state;
    struct buffer database, log;

    fill_ledger(bed);
    cut_ledger(bed, &database, &log);
    replaced_bed_put(bed, LEDGER_NAME "-wal", log.data, log.length);
    replaced_bed_open_ledger(bed);
    assert_int_equal(replaced_bed_at_the_centre(bed).received, 3 * BATCH);
    ledger_close(bed->ledger);
    bed->ledger = NULL;
    replaced_bed_put(bed, LEDGER_NAME, database.data, database.length);
    log.data[LOG_HEADER + 24 + 100] ^= 1;
    replaced_bed_put(bed, LEDGER_NAME "-wal", log.data, log.length);
    assert_ledger_is_refused(bed, "safe place");
    buffer_finish(&database);
    buffer_finish(&log);
}

static void an_empty_ledger_beside_a_log_is_refused(void **state)
{
    struct replaced_bed *bed = *state;
    struct buffer database, log;

    fill_ledger(bed);
    cut_ledger(bed, &database, &log);
    replaced_bed_put(bed, LEDGER_NAME "-wal", log.data, log.length);
    replaced_bed_put(bed, LEDGER_NAME, "", 0);
    assert_ledger_is_refused(bed, "safe place");
    buffer_finish(&database);
    buffer_finish(&log);
}

static void an_outbox_in_the_ledgers_place_is_refused(void **state)
{
    struct replaced_bed *bed = *state;
    struct buffer outbox;

    replaced_bed_close_outbox(bed);
    ledger_close(bed->ledger);
    bed->ledger = NULL;
    outbox = replaced_bed_content_of(bed, OUTBOX_FILE_NAME);
    replaced_bed_put(bed, LEDGER_NAME, outbox.data, outbox.length);
    assert_ledger_is_refused(bed, "not a ledger");
    buffer_finish(&outbox);
}

/* Each page in turn: it opens, or says which file and what to do. */
static void a_ledger_with_a_damaged_page_opens_or_says_why(void **state)
{
    const size_t page = 4096;
    struct replaced_bed *bed = *state;
    struct buffer database;
    unsigned refused = 0;

    fill_ledger(bed);
    ledger_close(bed->ledger);
    bed->ledger = NULL;
    database = replaced_bed_content_of(bed, LEDGER_NAME);
    for (size_t at = 0; at < database.length; at += page) {
        struct error error = {.kind = ERROR_NONE};
        struct ledger *ledger;

        memset(database.data + at, 0xa5, 64);
        replaced_bed_take_away(bed, LEDGER_NAME "-wal");
        replaced_bed_put(bed, LEDGER_NAME, database.data, database.length);
        ledger = ledger_open(bed->ledger_path, LEDGER_MAKE, &error);
        refused += ledger == NULL;
        assert_true(ledger != NULL || strstr(error.text, LEDGER_NAME) != NULL);
        ledger_close(ledger);
    }
    assert_true(refused > 0);
    buffer_finish(&database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOUSE_TEST(a_ledger_whose_log_is_damaged_forgets_nothing),
        HOUSE_TEST(an_empty_ledger_beside_a_log_is_refused),
        HOUSE_TEST(an_outbox_in_the_ledgers_place_is_refused),
        HOUSE_TEST(a_ledger_with_a_damaged_page_opens_or_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
