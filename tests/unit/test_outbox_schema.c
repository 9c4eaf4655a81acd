/*
 * A kiosk whose update fails goes back to the release before, which must be able to read and go on with the
 * outbox that it finds: docs/updates.md. What stands here is frozen: the schema and the statements of the
 * releases that are in the field. A release is added, none is changed.
 */
#include "app/outbox/outbox.h"
#include "platform/base/text.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/outbox_folder.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Of every release up to the one before this. */
static const char schema_1[] =
    "PRAGMA page_size = 2048; PRAGMA journal_mode = WAL;"
    "CREATE TABLE outbox (one INTEGER PRIMARY KEY CHECK (one = 1), kiosk_id TEXT NOT NULL,"
    "  outbox_id BLOB NOT NULL, last_sequence INTEGER NOT NULL, last_link BLOB NOT NULL) STRICT;"
    "CREATE TABLE record (sequence INTEGER PRIMARY KEY, state INTEGER NOT NULL,"
    "  inserted_utc INTEGER NOT NULL, lookup BLOB NOT NULL, previous BLOB NOT NULL,"
    "  link BLOB NOT NULL, reason TEXT, sealed BLOB NOT NULL) STRICT;"
    "CREATE INDEX record_waiting ON record (sequence) WHERE state = 0;"
    "CREATE INDEX record_set_aside ON record (state) WHERE state > 0;"
    "PRAGMA application_id = 1129008962; PRAGMA user_version = 1;"
    "INSERT INTO outbox VALUES (1, '" OUTBOX_KIOSK
    "', x'000102030405060708090a0b0c0d0e07', 0, zeroblob(32));";

/* Which versions of the schema the release before this one reads; it refuses any other. */
static const int64_t read_before = 1;

/* What it does with it. */
static const char *const statements_before[] = {
    "INSERT INTO outbox VALUES (1, 'k', x'00', 0, x'00')",
    "SELECT kiosk_id, outbox_id FROM outbox",
    "SELECT last_sequence, last_link FROM outbox",
    "UPDATE outbox SET last_sequence = 9, last_link = zeroblob(32)",
    "INSERT INTO record (sequence, state, inserted_utc, lookup, previous, link, sealed) "
    "VALUES (9, 0, 1, zeroblob(32), zeroblob(32), zeroblob(32), zeroblob(2200))",
    "SELECT sequence, state, inserted_utc, lookup, previous, link, reason, sealed FROM record",
    "UPDATE record SET state = 1, reason = 'refused' WHERE sequence = 9",
    "UPDATE record SET state = 2 WHERE sequence = 9 AND state = 0",
    "DELETE FROM record WHERE sequence = 9"};

static int64_t number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(statement, 0);
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    return value;
}

static sqlite3 *open_past_the_product(const char *folder)
{
    char path[256];
    sqlite3 *db = NULL;
    assert_true(text_format(path, sizeof path, "%s/%s", folder, OUTBOX_FILE_NAME));
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL),
                     SQLITE_OK);
    return db;
}

static void this_release_reads_what_the_one_before_wrote(void **state)
{
    char folder[] = "/tmp/kiosk-schema-XXXXXX";
    char command[64];
    struct error error = {.kind = ERROR_NONE};
    struct outbox_counts counts;
    uint8_t lookup[CHAIN_HASH_SIZE];
    uint8_t sealed[OUTBOX_SEALED];

    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)umask(0007);
    sqlite3 *db = open_past_the_product(folder);
    assert_int_equal(sqlite3_exec(db, schema_1, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);

    struct outbox *outbox = outbox_open(folder, OUTBOX_KIOSK, &error);
    if (outbox == NULL)
        fail_msg("%s", error.text);
    outbox_folder_request(1, lookup, sealed);
    assert_true(outbox_insert(outbox, lookup, sealed, sizeof sealed, NULL, NULL));
    assert_true(outbox_count(outbox, &counts, NULL));
    assert_int_equal(counts.waiting, 1);
    assert_int_equal(counts.outbox_id[CHAIN_OUTBOX_ID_SIZE - 1], 7);
    outbox_close(outbox);
    assert_true(text_format(command, sizeof command, "rm -r %s", folder));
    assert_int_equal(system(command), 0);
}

static void the_release_before_goes_on_with_what_this_one_wrote(void **state)
{
    struct outbox_folder *folder = *state;
    sqlite3_stmt *statement = NULL;

    outbox_folder_insert(folder, 1, 3);
    sqlite3 *db = open_past_the_product(folder->path);
    assert_int_equal(number(db, "PRAGMA application_id"), 1129008962);
    assert_int_equal(number(db, "PRAGMA user_version"), read_before);
    assert_int_equal(number(db, "SELECT count(*) FROM record WHERE state = 0"), 3);
    assert_int_equal(sqlite3_exec(db, "BEGIN; DELETE FROM outbox", NULL, NULL, NULL), SQLITE_OK);
    for (size_t i = 0; i < sizeof statements_before / sizeof statements_before[0]; i++) {
        if (sqlite3_prepare_v2(db, statements_before[i], -1, &statement, NULL) != SQLITE_OK ||
            (sqlite3_step(statement) != SQLITE_DONE && sqlite3_errcode(db) != SQLITE_ROW))
            fail_msg("%s: %s", statements_before[i], sqlite3_errmsg(db));
        (void)sqlite3_finalize(statement);
    }
    assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(this_release_reads_what_the_one_before_wrote),
        cmocka_unit_test_setup_teardown(the_release_before_goes_on_with_what_this_one_wrote,
                                        outbox_folder_set_up, outbox_folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
