/* A picker and a writer at the same time. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/outbox_folder.h"

#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Makes record 1 wait, in a transaction that is open when `begun` gets its byte and ends later. */
static int write_slowly(const char *folder, int begun)
{
    char path[128];
    sqlite3 *db = NULL;
    bool fine;

    (void)snprintf(path, sizeof path, "%s/%s", folder, OUTBOX_FILE_NAME);
    fine = sqlite3_open(path, &db) == SQLITE_OK &&
           sqlite3_exec(db, "BEGIN IMMEDIATE; UPDATE record SET state = 0", NULL, NULL, NULL) ==
               SQLITE_OK &&
           write(begun, "b", 1) == 1;
    (void)poll(NULL, 0, 300);
    fine = fine && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    (void)sqlite3_close(db);
    return fine ? 0 : 1;
}

static void test_an_empty_pick_lets_a_writer_finish_and_looks_again(void **state)
{
    struct outbox_folder folder;
    struct outbox_pick pick;
    int begun[2], status = 1;
    char byte;
    pid_t writer;

    (void)state;
    outbox_folder_create(&folder, NULL);
    outbox_folder_insert(&folder, 1, 1);
    outbox_folder_sql(&folder, "UPDATE record SET state = 1");
    assert_int_equal(pipe(begun), 0);
    writer = fork();
    if (writer == 0) {
        _exit(write_slowly(folder.path, begun[1]));
    }
    assert_int_equal(read(begun[0], &byte, 1), 1);
    assert_true(outbox_pick(folder.outbox,
                            &(struct outbox_wish){.count_max = 10, .bytes_max = BATCH_BYTES_MAX},
                            &pick, NULL));
    assert_int_equal(pick.count, 1);
    outbox_pick_finish(&pick);
    assert_int_equal(waitpid(writer, &status, 0), writer);
    assert_int_equal(status, 0);
    (void)close(begun[0]);
    (void)close(begun[1]);
    outbox_folder_destroy(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_pick_lets_a_writer_finish_and_looks_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
