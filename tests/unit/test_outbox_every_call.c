/* Every read, write and sync that an outbox makes is let fail once, and from then on. */
#include "app/outbox/outbox.h"

#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/fault_vfs.h"
#include "tests/support/lib/outbox_folder.h"

#include <string.h>
#include <unistd.h>

#define CALLS_MOST 60u /* an insert makes about 14; the first ones after opening some more */
#define INSERTS    6u
#define BEFORE     3u

struct fixture {
    struct fault_vfs faults;
    struct outbox_folder folder;
};

static int set_up(void **state)
{
    struct fixture *fixture = test_calloc(1, sizeof *fixture);

    fault_vfs_install(&fixture->faults);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    fault_vfs_remove(&fixture->faults);
    test_free(fixture);
    return 0;
}

/* The faults are made, so that a file system in memory will do: hundreds of real syncs take a minute. */
static const char *quick_folder(void)
{
    return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NULL;
}

static bool insert_one(struct outbox *outbox, unsigned number, struct error *error)
{
    uint8_t sealed[OUTBOX_SEALED];
    uint8_t lookup[CHAIN_HASH_SIZE];

    outbox_folder_request(number, lookup, sealed);
    return outbox_insert(outbox, lookup, sealed, sizeof sealed, NULL, error);
}

/* The disk works again, the program starts again: everything accepted is there and inserts go on. */
static void expect_all_is_well(struct fixture *fixture, uint64_t least)
{
    struct outbox_counts counts;
    struct outbox_report report;

    fault_vfs_disarm(&fixture->faults);
    outbox_folder_open(&fixture->folder);
    assert_true(outbox_check(fixture->folder.outbox, &report, NULL));
    assert_true(outbox_report_is_fine(&report));
    assert_true(outbox_count(fixture->folder.outbox, &counts, NULL));
    assert_true(counts.last_sequence >= least);
    assert_int_equal(counts.damaged, 0);
    assert_true(insert_one(fixture->folder.outbox, 99, NULL));
}

/* Whether the fault came before all was done. */
static bool insert_with_fault(struct fixture *fixture, enum fault_call call, unsigned nth,
                              bool for_ever)
{
    struct error error = {.kind = ERROR_NONE};
    unsigned accepted = BEFORE;
    struct outbox *outbox;
    bool came;

    outbox_folder_create(&fixture->folder, quick_folder());
    outbox_folder_insert(&fixture->folder, 1, BEFORE);
    outbox = fixture->folder.outbox;
    fault_vfs_arm(&fixture->faults, call, nth, for_ever);
    while (accepted < BEFORE + INSERTS && insert_one(outbox, accepted + 1, &error)) {
        accepted++;
    }
    came = fixture->faults.failed > 0;
    if (accepted < BEFORE + INSERTS) {
        assert_true(came);
        assert_true(outbox_is_stopped(outbox));
        fault_vfs_disarm(&fixture->faults);
        assert_false(insert_one(outbox, 50, &error));
    }
    expect_all_is_well(fixture, accepted);
    outbox_folder_destroy(&fixture->folder);
    return came;
}

static void insert_under_every_fault(struct fixture *fixture, enum fault_call call)
{
    unsigned came = 0;

    for (unsigned nth = 1; nth <= CALLS_MOST; nth++) {
        came += insert_with_fault(fixture, call, nth, false);
        if (insert_with_fault(fixture, call, nth, true)) {
            came++;
        } else {
            break;
        }
    }
    assert_true(came > 0);
}

static void an_insert_survives_every_failing_write(void **state)
{
    insert_under_every_fault(*state, FAULT_WRITE);
}

static void an_insert_survives_every_failing_sync(void **state)
{
    insert_under_every_fault(*state, FAULT_SYNC);
}

static void an_insert_survives_a_disk_that_fills_at_every_write(void **state)
{
    insert_under_every_fault(*state, FAULT_FULL);
}

/* Deletes all or nothing; whether the fault came. */
static bool acknowledge_with_fault(struct fixture *fixture, enum fault_call call, unsigned nth,
                                   bool for_ever)
{
    struct answer_record answers[5];
    struct outbox_counts counts;
    struct outbox_pick pick;
    bool accepted;
    bool came;

    outbox_folder_create(&fixture->folder, quick_folder());
    outbox_folder_insert(&fixture->folder, 1, 5);
    assert_true(outbox_pick(fixture->folder.outbox,
                            &(struct outbox_wish){.count_max = 5, .bytes_max = BATCH_BYTES_MAX},
                            &pick, NULL));
    outbox_folder_answers(&pick, ANSWER_STORED, answers);
    outbox_pick_finish(&pick);
    fault_vfs_arm(&fixture->faults, call, nth, for_ever);
    accepted = outbox_acknowledge(fixture->folder.outbox, 1, 5, answers, 5, NULL, NULL);
    came = fixture->faults.failed > 0;
    assert_true(accepted || came);
    fault_vfs_disarm(&fixture->faults);
    outbox_folder_open(&fixture->folder);
    assert_true(outbox_count(fixture->folder.outbox, &counts, NULL));
    assert_true(counts.waiting == 0 || (counts.waiting == 5 && !accepted));
    expect_all_is_well(fixture, 5);
    outbox_folder_destroy(&fixture->folder);
    return came;
}

static void acknowledge_under_every_fault(struct fixture *fixture, enum fault_call call)
{
    unsigned came = 0;

    for (unsigned nth = 1; nth <= CALLS_MOST; nth++) {
        came += acknowledge_with_fault(fixture, call, nth, false);
        if (acknowledge_with_fault(fixture, call, nth, true)) {
            came++;
        } else {
            break;
        }
    }
    assert_true(came > 0);
}

static void an_acknowledgement_survives_every_failing_write(void **state)
{
    acknowledge_under_every_fault(*state, FAULT_WRITE);
}

static void an_acknowledgement_survives_every_failing_sync(void **state)
{
    acknowledge_under_every_fault(*state, FAULT_SYNC);
}

static void an_acknowledgement_survives_every_failing_read(void **state)
{
    acknowledge_under_every_fault(*state, FAULT_READ);
}

#define FAULT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(an_insert_survives_every_failing_write),
        FAULT_TEST(an_insert_survives_every_failing_sync),
        FAULT_TEST(an_insert_survives_a_disk_that_fills_at_every_write),
        FAULT_TEST(an_acknowledgement_survives_every_failing_write),
        FAULT_TEST(an_acknowledgement_survives_every_failing_sync),
        FAULT_TEST(an_acknowledgement_survives_every_failing_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
