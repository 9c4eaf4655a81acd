#include "app/central/ledger/ledger.h"
#include "tests/support/lib/ledger_bed.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* ---- versions -------------------------------------------------------------- */

static void change_file(const struct ledger_bed *bed, const char *sql)
{
    sqlite3 *database;

    assert_int_equal(sqlite3_open(bed->location, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

/* Tables as they were, with the rows of today. */
static const char to_the_first_version[] =
    "DROP TABLE retired; DROP TRIGGER batch_in_use; DROP TABLE by_id; DROP TABLE by_look_up;"
    "DROP TRIGGER name_gone; DROP TABLE by_name; DROP TABLE filed;"
    "CREATE TABLE old (id BLOB PRIMARY KEY NOT NULL, kiosk TEXT NOT NULL, outbox BLOB NOT NULL,"
    "  sequence INTEGER NOT NULL, link BLOB NOT NULL, look_up BLOB NOT NULL,"
    "  batch INTEGER NOT NULL REFERENCES batch(number), place INTEGER NOT NULL,"
    "  state INTEGER NOT NULL, state_utc INTEGER NOT NULL) WITHOUT ROWID;"
    "INSERT INTO old SELECT id, kiosk, outbox, sequence, link, look_up, batch, place, state,"
    "  state_utc FROM record;"
    "DROP TRIGGER record_gone; DROP TABLE record; ALTER TABLE old RENAME TO record;"
    "CREATE UNIQUE INDEX record_place ON record(batch, place);"
    "CREATE INDEX record_look_up ON record(look_up); CREATE INDEX record_kiosk ON record(kiosk);"
    "CREATE TABLE change (number INTEGER PRIMARY KEY, record BLOB NOT NULL REFERENCES record(id),"
    "  state INTEGER NOT NULL, utc INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL);"
    "INSERT INTO change SELECT * FROM state_change; DROP TABLE state_change;"
    "ALTER TABLE change RENAME TO state_change;"
    "ALTER TABLE kiosk DROP COLUMN received; PRAGMA user_version = 1";

static void test_an_older_ledger_opens_with_what_it_has(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[3];

    bed_store(bed, 'a', 1, 3, results);
    ledger_close(bed->ledger);
    change_file(bed, to_the_first_version);
    bed_open(bed, LEDGER_READ);
    assert_int_equal(bed_kiosk(bed).received, 3);
    assert_int_equal(bed_count_records(bed), 3);
    ledger_close(bed->ledger);
    bed_open(bed, LEDGER_MAKE);
    bed_store(bed, 'a', 4, 2, results);
    assert_int_equal(bed_kiosk(bed).received, 5);
}

/* What came before there was a way from names to requests. */
static void test_requests_of_an_older_ledger_are_found_by_their_names(void **state)
{
    static const char without_names[] =
        "DROP TRIGGER name_gone; DROP TABLE by_name; PRAGMA user_version = 4";
    static const char without_numbers[] =
        "DROP INDEX batch_numbers; ALTER TABLE batch DROP first, DROP last;"
        "UPDATE ledger_version SET version = 2";
    struct ledger_bed *bed = *state;
    struct ledger_state_change change;
    enum ledger_result results[3];
    struct bed_walk walk = {0};

    bed_store(bed, 'a', 1, 3, results);
    change = bed_change(bed, 1, LEDGER_OPENED); /* brings SQLite's tables up to date */
    assert_true(ledger_set_state(bed->ledger, &change, NULL));
    ledger_close(bed->ledger);
    if (bed->cluster != NULL)
        postgres_cluster_run(bed->cluster, without_numbers);
    else
        change_file(bed, without_names);
    bed_open(bed, LEDGER_MAKE);
    bed_store(bed, 'b', 2, 1, results);
    assert_true(ledger_each_named(bed->ledger, "0417", 2, bed_take_record, &walk, NULL));
    assert_int_equal(walk.records, 2);
}

static void test_a_newer_ledger_is_refused_in_a_sentence(void **state)
{
    struct ledger_bed *bed = *state;
    struct error error = {0};

    ledger_close(bed->ledger);
    if (bed->cluster != NULL)
        postgres_cluster_run(bed->cluster, "UPDATE ledger_version SET version = version + 90");
    else
        change_file(bed, "PRAGMA user_version = 92");
    bed->ledger = ledger_open(bed->location, LEDGER_MAKE, &error);
    if (bed->cluster != NULL)
        postgres_cluster_run(bed->cluster, "UPDATE ledger_version SET version = version - 90");
    assert_null(bed->ledger);
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, "use the newer program"));
}

/* ---- a database and its server --------------------------------------------- */

static void test_a_failure_tells_no_password(void **state)
{
    struct error error = {0};

    (void)state;
    assert_null(ledger_open("postgresql://office:geheim@%2Fnowhere/ledger", LEDGER_READ, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_null(strstr(error.text, "geheim"));
    assert_null(ledger_open("dbname=ledger password='geheim", LEDGER_READ, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_null(strstr(error.text, "geheim"));
}

static void test_a_password_in_a_location_is_seen(void **state)
{
    (void)state;
    assert_true(ledger_tells_password("postgresql://office:geheim@host/ledger"));
    assert_true(ledger_tells_password("dbname=ledger password=geheim"));
    assert_true(ledger_tells_password("postgresql://host/ledger?password=geheim"));
    assert_true(ledger_tells_password("dbname=ledger sslpassword=geheim"));
    assert_false(ledger_tells_password("postgresql://office@host/ledger"));
    assert_false(ledger_tells_password("service=ledger"));
    assert_false(ledger_tells_password("/srv/password=geheim"));
}

static void test_nobody_waits_for_a_database_that_is_given_up(void **state)
{
    struct ledger_bed *bed = *state;
    const struct ledger_health health = {.kiosk = "0417", .json = "{}", .received_utc = BED_NOW};
    struct error error = {0};

    ledger_give_up(bed->ledger);
    assert_int_equal(ledger_store_health(bed->ledger, &health, &error), bed->cluster == NULL);
    assert_int_equal(error.kind, bed->cluster == NULL ? ERROR_NONE : ERROR_UNAVAILABLE);
}

/* The server is tried again once a second at most. */
static void store_when_it_is_back(struct ledger_bed *bed, const struct ledger_intake *intake,
                                  enum ledger_result *results)
{
    const struct timespec nap = {.tv_nsec = 50000000};
    struct error error = {0};

    for (int i = 0; i < 400; i++) {
        if (ledger_store_batch(bed->ledger, intake, results, &error))
            return;
        assert_int_equal(error.kind, ERROR_UNAVAILABLE);
        nanosleep(&nap, NULL);
    }
    fail_msg("%s", error.text);
}

static void test_a_server_that_went_away_is_found_again(void **state)
{
    struct ledger_bed *bed = *state;
    struct postgres_cluster *cluster = (struct postgres_cluster *)(uintptr_t)bed->cluster;
    struct ledger_intake_record records[3];
    struct ledger_intake intake = bed_make_intake(records, 'a', 1, 3);
    enum ledger_result results[3];
    struct error error = {0};
    bool stored;

    bed_store_intake(bed, &intake, results);
    postgres_cluster_kill(cluster);
    stored = ledger_store_batch(bed->ledger, &intake, results, &error);
    postgres_cluster_restart(cluster);
    assert_false(stored);
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    store_when_it_is_back(bed, &intake, results);
    assert_int_equal(results[0], LEDGER_KNOWN);
    assert_int_equal(bed_count_records(bed), 3);
}

/* A listener in the server's place that answers nothing. */
static int listen_silently(const struct postgres_cluster *cluster)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", cluster->folder);
    (void)unlink(address.sun_path);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 8), 0);
    return listener;
}

static int count_callers(int listener)
{
    int count = 0, caller;

    while ((caller = accept(listener, NULL, NULL)) >= 0) {
        close(caller);
        count++;
    }
    return count;
}

static void open_impatiently(struct ledger_bed *bed)
{
    ledger_close(bed->ledger);
    strcat(bed->location, " connect_timeout=2"); /* the least that libpq takes */
    bed_open(bed, LEDGER_MAKE);
}

/* Trying takes time that those wait who brought something. */
static void test_a_silent_server_is_left_alone_for_as_long_as_it_was_tried(void **state)
{
    const struct timespec longer_than_usual = {.tv_sec = 1, .tv_nsec = 200000000};
    struct ledger_bed *bed = *state;
    struct postgres_cluster *cluster = (struct postgres_cluster *)(uintptr_t)bed->cluster;
    const struct ledger_health health = {.kiosk = "0417", .received_utc = BED_NOW, .json = "{}"};
    int listener, callers, answered = 0;

    open_impatiently(bed);
    postgres_cluster_kill(cluster);
    listener = listen_silently(cluster);
    for (int i = 0; i < 3; i++)
        answered += ledger_store_health(bed->ledger, &health, NULL) ? 1 : 0;
    nanosleep(&longer_than_usual, NULL);
    answered += ledger_store_health(bed->ledger, &health, NULL) ? 1 : 0;
    callers = count_callers(listener);
    close(listener);
    postgres_cluster_restart(cluster);
    assert_int_equal(answered, 0);
    assert_int_equal(callers, 1);
}

/* libpq takes roots and client certificate from there where the connection string names none. */
static void test_who_connects_again_may_read_its_users_certificates(void **state)
{
    struct ledger_bed *bed = *state;
    const char *home = getenv("HOME");
    char before[256] = "", wanted[128];
    struct ledger_needs needs;
    size_t i = 0;

    snprintf(before, sizeof before, "%s", home != NULL ? home : "");
    snprintf(wanted, sizeof wanted, "%s/.postgresql", bed->folder);
    ledger_close(bed->ledger);
    assert_int_equal(setenv("HOME", bed->folder, 1), 0);
    bed_open(bed, LEDGER_MAKE);
    ledger_needs(bed->ledger, &needs);
    while (needs.read[i] != NULL && strcmp(needs.read[i], wanted) != 0)
        i++;
    assert_non_null(needs.read[i]);
    assert_int_equal(home != NULL ? setenv("HOME", before, 1) : unsetenv("HOME"), 0);
}

static void grant_roles(const struct ledger_bed *bed)
{
    char grants[4096] = "";
    FILE *file = fopen("docs/examples/ledger-roles.sql", "r");

    assert_non_null(file);
    assert_true(fread(grants, 1, sizeof grants - 1, file) > 0);
    fclose(file);
    postgres_cluster_run(bed->cluster, "CREATE ROLE ledger_receive LOGIN;"
                                       "CREATE ROLE ledger_open LOGIN;"
                                       "CREATE ROLE ledger_read LOGIN");
    postgres_cluster_run(bed->cluster, grants);
}

static void open_as(struct ledger_bed *bed, const char *role, enum ledger_access access)
{
    ledger_close(bed->ledger);
    snprintf(bed->location, sizeof bed->location, "host=%s user=%s dbname=postgres",
             bed->cluster->folder, role);
    bed_open(bed, access);
}

static void test_each_role_can_do_its_work_and_no_more(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[4];
    struct ledger_state_change change;
    struct error error = {0};

    grant_roles(bed);
    open_as(bed, "ledger_receive", LEDGER_MAKE);
    bed_store(bed, 'a', 1, 2, results);
    bed_store(bed, 'a', 1, 4, results);
    change = bed_change(bed, 1, LEDGER_OPENED);
    assert_false(ledger_set_state(bed->ledger, &change, &error));
    assert_non_null(strstr(error.text, "permission denied"));
    open_as(bed, "ledger_open", LEDGER_WRITE);
    assert_true(ledger_set_state(bed->ledger, &change, NULL));
    assert_int_equal(bed_count_records(bed), 4);
    open_as(bed, "ledger_read", LEDGER_READ);
    assert_int_equal(bed_kiosk(bed).received, 4);
    assert_int_equal(bed_chain(bed).requests, 4);
}

int main(void)
{
    struct postgres_cluster cluster;
    struct bed_place file = {NULL}, database = {&cluster};
    const struct CMUnitTest tests[] = {
        IN_BOTH(test_a_newer_ledger_is_refused_in_a_sentence),
        IN(&file, test_an_older_ledger_opens_with_what_it_has),
        IN_BOTH(test_requests_of_an_older_ledger_are_found_by_their_names),
        IN_BOTH(test_nobody_waits_for_a_database_that_is_given_up),
        IN(&database, test_a_server_that_went_away_is_found_again),
        IN(&database, test_a_silent_server_is_left_alone_for_as_long_as_it_was_tried),
        IN(&database, test_who_connects_again_may_read_its_users_certificates),
        IN(&database, test_each_role_can_do_its_work_and_no_more),
        cmocka_unit_test(test_a_failure_tells_no_password),
        cmocka_unit_test(test_a_password_in_a_location_is_seen),
    };
    int failed;

    postgres_cluster_start(&cluster);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    postgres_cluster_stop(&cluster);
    return failed;
}
