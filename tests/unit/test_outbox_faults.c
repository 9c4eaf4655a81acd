#include "app/outbox/outbox.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/outbox_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define KILLS            40
#define WRITERS          4
#define RECORDS_A_WRITER 25

static bool insert_number(struct outbox *outbox, unsigned number, struct error *error)
{
    uint8_t sealed[OUTBOX_SEALED];
    uint8_t lookup[CHAIN_HASH_SIZE];

    outbox_folder_request(number, lookup, sealed);
    return outbox_insert(outbox, lookup, sealed, sizeof sealed, NULL, error);
}

/* Runs in a process of its own, so that a limit or a namespace goes with it. 0: all was as it must be. */
static void in_child(int (*run)(struct outbox_folder *folder), struct outbox_folder *folder)
{
    int status = 0;
    pid_t child;

    outbox_close(folder->outbox);
    folder->outbox = NULL;
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        status = run(folder);
        (void)umount2(folder->path, MNT_DETACH);
        _exit(status);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int write_over_a_file_limit(struct outbox_folder *folder)
{
    struct rlimit limit = {.rlim_cur = 60000, .rlim_max = RLIM_INFINITY};
    struct error error = {.kind = ERROR_NONE};
    struct outbox *outbox = outbox_open(folder->path, OUTBOX_KIOSK, NULL);
    unsigned number = 0;

    if (outbox == NULL || signal(SIGXFSZ, SIG_IGN) == SIG_ERR ||
        setrlimit(RLIMIT_FSIZE, &limit) != 0) {
        return 1;
    }
    while (number < 100 && insert_number(outbox, number, &error)) {
        number++;
    }
    if (number == 0 || number == 100 || error.kind != ERROR_IO || !outbox_is_stopped(outbox)) {
        return 2;
    }
    limit.rlim_cur = RLIM_INFINITY; /* the disk works again, but what it holds is not known */
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || insert_number(outbox, number, &error) ||
        outbox_is_ready(outbox, NULL)) {
        return 3;
    }
    outbox_close(outbox);
    outbox = outbox_open(folder->path, OUTBOX_KIOSK, NULL);
    if (outbox == NULL || !outbox_is_ready(outbox, NULL) || !insert_number(outbox, number, NULL)) {
        return 4;
    }
    outbox_close(outbox);
    return 0;
}

static void a_write_error_stops_intake_until_opened_anew(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_report report;
    char marker[FILE_PATH_MAX];

    in_child(write_over_a_file_limit, folder);
    assert_true(file_join(marker, sizeof marker, folder->path, "outbox.failed"));
    assert_false(file_exists(marker));
    outbox_folder_open(folder);
    assert_true(outbox_check(folder->outbox, &report, NULL));
    assert_true(outbox_report_is_fine(&report));
}

static void after_a_disk_error_a_log_that_cannot_be_copied_is_not_trusted(void **state)
{
    struct outbox_folder *folder = *state;
    struct error error = {.kind = ERROR_NONE};
    char path[FILE_PATH_MAX];
    sqlite3 *reader = NULL;

    outbox_folder_insert(folder, 1, 2);
    assert_true(file_join(path, sizeof path, folder->path, "outbox.failed"));
    assert_true(file_write(path, "", 0, 0660, NULL));
    assert_true(file_join(path, sizeof path, folder->path, OUTBOX_FILE_NAME));
    assert_int_equal(sqlite3_open(path, &reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT * FROM outbox", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_null(outbox_open(folder->path, OUTBOX_KIOSK, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_int_equal(sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    outbox_folder_open(folder);
    (void)sqlite3_close(reader);
}

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool fine = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

    (void)close(fd);
    return fine;
}

static bool map_id(const char *path, unsigned id)
{
    char map[32];

    (void)snprintf(map, sizeof map, "0 %u 1", id);
    return write_text(path, map);
}

/* Mounts of its own; who is not root becomes root of a user namespace for it. */
static bool enter_namespace(void)
{
    uid_t user = geteuid();
    gid_t group = getegid();
    bool mapped = true;

    if (unshare(user == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) {
        return false;
    }
    if (user != 0) {
        mapped = map_id("/proc/self/uid_map", user) && write_text("/proc/self/setgroups", "deny") &&
                 map_id("/proc/self/gid_map", group);
    }
    /* In a chroot "/" is no mount; then in_child takes back what others may see. */
    return mapped && (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 || errno == EINVAL);
}

static int fill_a_small_disk(struct outbox_folder *folder)
{
    struct error error = {.kind = ERROR_NONE};
    struct outbox_counts counts;
    struct outbox *outbox;
    unsigned number = 0;

    if (!enter_namespace() || mount("small", folder->path, "tmpfs", 0, "size=9m") != 0) {
        return 1;
    }
    outbox = outbox_open(folder->path, OUTBOX_KIOSK, &error);
    while (outbox != NULL && number < 2000 && insert_number(outbox, number, &error)) {
        number++;
    }
    if (number == 0 || number == 2000 || error.kind != ERROR_IO ||
        strstr(error.text, "make room") == NULL || outbox_is_ready(outbox, NULL)) {
        return 2;
    }
    if (!outbox_count(outbox, &counts, NULL) || counts.waiting != number) {
        return 3;
    }
    outbox_close(outbox);
    return 0;
}

static void a_full_disk_is_said_and_keeps_what_was_accepted(void **state)
{
    in_child(fill_a_small_disk, *state);
}

static int insert_into_read_only(struct outbox_folder *folder)
{
    struct error error = {.kind = ERROR_NONE};
    struct outbox *outbox;

    if (!enter_namespace() || mount(folder->path, folder->path, NULL, MS_BIND, NULL) != 0 ||
        mount(NULL, folder->path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) != 0) {
        return 1;
    }
    outbox = outbox_open(folder->path, OUTBOX_KIOSK, &error);
    if (outbox != NULL && insert_number(outbox, 9, &error)) {
        return 2;
    }
    return strstr(error.text, folder->path) != NULL ? 0 : 3;
}

static void a_read_only_disk_is_said(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 1);
    in_child(insert_into_read_only, folder);
}

/* Overwrites the middle of the file's pages behind the first one. */
static void damage_pages(const struct outbox_folder *folder)
{
    char path[FILE_PATH_MAX];
    uint8_t junk[1500];
    struct stat status;
    int fd;

    assert_true(file_join(path, sizeof path, folder->path, OUTBOX_FILE_NAME));
    memset(junk, 0xa5, sizeof junk);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &status), 0);
    for (off_t page = 2048; page < status.st_size; page += 2048) {
        assert_int_equal(pwrite(fd, junk, sizeof junk, page), sizeof junk);
    }
    (void)close(fd);
}

static void damaged_pages_are_reported_and_stop_intake(void **state)
{
    struct outbox_folder *folder = *state;
    struct error error = {.kind = ERROR_NONE};

    outbox_folder_insert(folder, 1, 10);
    outbox_close(folder->outbox);
    folder->outbox = NULL;
    damage_pages(folder);
    assert_null(outbox_open(folder->path, OUTBOX_KIOSK, &error));
    assert_int_equal(error.kind, ERROR_CORRUPT);
    assert_non_null(strstr(error.text, "kioskctl salvage"));
}

static void a_file_that_is_no_database_is_reported(void **state)
{
    struct outbox_folder *folder = *state;
    struct error error = {.kind = ERROR_NONE};
    char path[FILE_PATH_MAX];
    char junk[8192];

    outbox_close(folder->outbox);
    folder->outbox = NULL;
    memset(junk, 'x', sizeof junk);
    assert_true(file_join(path, sizeof path, folder->path, OUTBOX_FILE_NAME));
    assert_true(file_write(path, junk, sizeof junk, 0660, NULL));
    assert_null(outbox_open(folder->path, OUTBOX_KIOSK, &error));
    assert_int_equal(error.kind, ERROR_CORRUPT);
}

/* Inserts until it is killed, and says each accepted sequence number on the pipe. */
static void insert_for_ever(const char *folder, int out)
{
    struct outbox *outbox = outbox_open(folder, OUTBOX_KIOSK, NULL);
    uint8_t sealed[OUTBOX_SEALED] = {1};
    uint8_t lookup[CHAIN_HASH_SIZE] = {2};
    uint64_t sequence;

    while (outbox != NULL &&
           outbox_insert(outbox, lookup, sealed, sizeof sealed, &sequence, NULL) &&
           write(out, &sequence, sizeof sequence) == sizeof sequence) {
        continue;
    }
    _exit(1);
}

/* The last accepted number of an inserter that was killed after a random time, counted from its start or
 * from its first accepted request. */
static uint64_t kill_an_inserter(const char *folder, long after_nanoseconds, bool from_first)
{
    const struct timespec delay = {.tv_nsec = after_nanoseconds};
    uint64_t accepted = 0;
    uint64_t sequence;
    int status;
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(ends[0]);
        insert_for_ever(folder, ends[1]);
    }
    (void)close(ends[1]);
    if (from_first && read(ends[0], &sequence, sizeof sequence) == sizeof sequence) {
        accepted = sequence;
    }
    (void)nanosleep(&delay, NULL);
    assert_int_equal(kill(child, SIGKILL), 0);
    while (read(ends[0], &sequence, sizeof sequence) == sizeof sequence) {
        accepted = sequence;
    }
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    return accepted;
}

static void every_accepted_request_survives_kills_at_random_moments(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_counts counts;
    struct outbox_report report;
    uint64_t accepted = 0;

    outbox_close(folder->outbox);
    folder->outbox = NULL;
    srandom(20261121);
    for (int i = 0; i < KILLS; i++) {
        uint64_t last = kill_an_inserter(folder->path, 1000000 + random() % 30000000, i % 2 == 0);

        accepted = last > accepted ? last : accepted;
        outbox_folder_open(folder);
        assert_true(outbox_count(folder->outbox, &counts, NULL));
        assert_true(counts.last_sequence >= accepted);
        assert_int_equal(counts.waiting, counts.last_sequence);
        outbox_close(folder->outbox);
        folder->outbox = NULL;
    }
    assert_true(accepted >= KILLS / 2);
    outbox_folder_open(folder);
    assert_true(outbox_check(folder->outbox, &report, NULL));
    assert_true(outbox_report_is_fine(&report));
}

static int insert_some(const char *folder)
{
    struct outbox *outbox = outbox_open(folder, OUTBOX_KIOSK, NULL);

    for (unsigned i = 0; i < RECORDS_A_WRITER; i++) {
        if (outbox == NULL || !insert_number(outbox, i, NULL)) {
            return 1;
        }
    }
    outbox_close(outbox);
    return 0;
}

/* Picks and acknowledges what is there; how many rows went. */
static size_t deliver_some(struct outbox *outbox)
{
    struct answer_record answers[8];
    struct outbox_outcome outcome = {.deleted = 0};
    struct outbox_pick pick;

    assert_true(outbox_pick(
        outbox, &(struct outbox_wish){.count_max = 8, .bytes_max = BATCH_BYTES_MAX}, &pick, NULL));
    assert_int_equal(pick.damaged, 0);
    if (pick.count > 0) {
        uint64_t first = pick.records[0].sequence;

        outbox_folder_answers(&pick, ANSWER_STORED, answers);
        assert_true(outbox_acknowledge(outbox, first, first + pick.count - 1, answers, pick.count,
                                       &outcome, NULL));
        assert_int_equal(outcome.deleted, pick.count);
    }
    outbox_pick_finish(&pick);
    return outcome.deleted;
}

static void several_programs_insert_while_one_delivers(void **state)
{
    struct outbox_folder *folder = *state;
    pid_t children[WRITERS];
    size_t delivered = 0;
    int status;

    outbox_close(folder->outbox); /* a database must not be carried across fork */
    folder->outbox = NULL;
    for (size_t i = 0; i < WRITERS; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            _exit(insert_some(folder->path));
        }
    }
    outbox_folder_open(folder);
    while (delivered < (size_t)WRITERS * RECORDS_A_WRITER / 2) {
        delivered += deliver_some(folder->outbox);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    for (size_t more = 1; more > 0; delivered += more) {
        more = deliver_some(folder->outbox);
    }
    assert_int_equal(delivered, WRITERS * RECORDS_A_WRITER);
}

#define OUTBOX_TEST(name)                                                                          \
    cmocka_unit_test_setup_teardown(name, outbox_folder_set_up, outbox_folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OUTBOX_TEST(a_write_error_stops_intake_until_opened_anew),
        OUTBOX_TEST(after_a_disk_error_a_log_that_cannot_be_copied_is_not_trusted),
        OUTBOX_TEST(a_full_disk_is_said_and_keeps_what_was_accepted),
        OUTBOX_TEST(a_read_only_disk_is_said),
        OUTBOX_TEST(damaged_pages_are_reported_and_stop_intake),
        OUTBOX_TEST(a_file_that_is_no_database_is_reported),
        OUTBOX_TEST(every_accepted_request_survives_kills_at_random_moments),
        OUTBOX_TEST(several_programs_insert_while_one_delivers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
