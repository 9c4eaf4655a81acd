#include "app/outbox/outbox.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/outbox_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REQUESTS     18 /* the first DELIVERED of them are gone */
#define DELIVERED    4
#define PAGE         2048u
#define LOG_HEADER   32u
#define FRAME        (PAGE + 24u)
#define FLIPPED      8u
#define LOST_FLIPPED 2 /* rows that a few wrong bytes may cost */
#define LOST_ZEROED  8 /* rows that may stand in one page */

enum part { PART_DATABASE, PART_LOG, PART_ID, PARTS };
static const char *const names[PARTS] = {OUTBOX_FILE_NAME, OUTBOX_FILE_NAME "-wal", "outbox.id"};

/* In memory: hundreds of outboxes are made, and nothing here is about syncs. */
#define FOLDER "/dev/shm"

/* The files of an outbox before anything is wrong with them. */
struct picture {
    struct outbox_folder folder;
    struct buffer parts[PARTS];
};

static void path_of(const struct picture *picture, const char *name, char path[FILE_PATH_MAX])
{
    assert_true(file_join(path, FILE_PATH_MAX, picture->folder.path, name));
}

static void take_picture(struct picture *picture)
{
    char path[FILE_PATH_MAX];

    for (size_t i = 0; i < PARTS; i++) {
        buffer_init(&picture->parts[i], 16u << 20);
        path_of(picture, names[i], path);
        assert_true(!file_exists(path) || file_read(path, &picture->parts[i], NULL));
    }
}

static void deliver(struct outbox_folder *folder, size_t count)
{
    const struct outbox_wish wish = {.count_max = count, .bytes_max = BATCH_BYTES_MAX};
    struct answer_record answers[DELIVERED];
    struct outbox_pick picked;

    assert_true(outbox_pick(folder->outbox, &wish, &picked, NULL));
    outbox_folder_answers(&picked, ANSWER_STORED, answers);
    assert_true(outbox_acknowledge(folder->outbox, 1, count, answers, picked.count, NULL, NULL));
    outbox_pick_finish(&picked);
}

/* Half of it in the file, half in the log, when the power goes. */
static int set_up(void **state)
{
    struct picture *picture = test_malloc(sizeof *picture);

    outbox_folder_create(&picture->folder, FOLDER);
    outbox_folder_insert(&picture->folder, 1, REQUESTS / 2);
    deliver(&picture->folder, DELIVERED);
    outbox_folder_insert(&picture->folder, REQUESTS / 2 + 1, REQUESTS);
    take_picture(picture);
    outbox_close(picture->folder.outbox);
    picture->folder.outbox = NULL;
    *state = picture;
    return 0;
}

static int tear_down(void **state)
{
    struct picture *picture = *state;

    for (size_t i = 0; i < PARTS; i++) {
        buffer_finish(&picture->parts[i]);
    }
    outbox_folder_destroy(&picture->folder);
    test_free(picture);
    return 0;
}

static void forget_all(const struct picture *picture)
{
    static const char *const others[] = {"-shm", ".damaged-1", "-wal.damaged-1", "-shm.damaged-1"};
    static const char *const markers[] = {"outbox.failed", "outbox.salvage"};
    char path[FILE_PATH_MAX], name[64];

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        (void)snprintf(name, sizeof name, "%s%s", OUTBOX_FILE_NAME, others[i]);
        path_of(picture, name, path);
        (void)unlink(path);
    }
    for (size_t i = 0; i < sizeof markers / sizeof markers[0]; i++) {
        path_of(picture, markers[i], path);
        (void)unlink(path);
    }
}

/* As it was, but for one part, of which `damaged` (NULL: nothing) is there instead. */
static void restore(const struct picture *picture, enum part part, const struct buffer *damaged)
{
    char path[FILE_PATH_MAX];

    forget_all(picture);
    for (size_t i = 0; i < PARTS; i++) {
        const struct buffer *content = i == (size_t)part ? damaged : &picture->parts[i];

        path_of(picture, names[i], path);
        (void)unlink(path);
        if (content != NULL) {
            assert_true(file_write(path, content->data, content->length, 0660, NULL));
        }
    }
}

/* Every record that is picked is one that was saved, byte for byte. */
static void mark_sent(const struct outbox_pick *picked, bool sent[REQUESTS + 2])
{
    for (size_t i = 0; i < picked->count; i++) {
        const struct outbox_record *record = &picked->records[i];
        const uint8_t *bytes = picked->sealed.data + record->offset;
        uint8_t lookup[CHAIN_HASH_SIZE], sealed[OUTBOX_SEALED];
        unsigned number = 0;

        assert_int_equal(record->length, OUTBOX_SEALED);
        assert_int_equal(sscanf((const char *)bytes, "sealed request %u", &number), 1);
        assert_in_range(number, 1, REQUESTS + 1);
        outbox_folder_request(number, lookup, sealed);
        assert_memory_equal(bytes, sealed, sizeof sealed);
        assert_memory_equal(record->lookup, lookup, sizeof lookup);
        sent[number] = true;
    }
}

static void send_all(struct outbox *outbox, bool sent[REQUESTS + 2])
{
    struct outbox_wish wish = {.count_max = BATCH_RECORDS_MAX, .bytes_max = BATCH_BYTES_MAX};
    struct error error = {.kind = ERROR_NONE};
    struct outbox_pick picked;
    bool more = true;

    while (more && outbox_pick(outbox, &wish, &picked, &error)) {
        mark_sent(&picked, sent);
        more = picked.count > 0;
        wish.after = more ? picked.records[picked.count - 1].sequence : 0;
        outbox_pick_finish(&picked);
    }
    if (more) {
        assert_non_null(strstr(error.text, OUTBOX_FILE_NAME));
    }
}

/* What the kiosk's programs do with it: they go on, or say what to do. */
static void use(const struct picture *picture, bool sent[REQUESTS + 2])
{
    struct error error = {.kind = ERROR_NONE};
    uint8_t lookup[CHAIN_HASH_SIZE], sealed[OUTBOX_SEALED];
    struct outbox *outbox = outbox_open(picture->folder.path, OUTBOX_KIOSK, &error);

    if (outbox == NULL) {
        assert_non_null(strstr(error.text, OUTBOX_FILE_NAME));
        assert_non_null(strstr(error.text, "; "));
        return;
    }
    outbox_folder_request(REQUESTS + 1, lookup, sealed);
    if (!outbox_is_ready(outbox, &error) ||
        !outbox_insert(outbox, lookup, sealed, sizeof sealed, NULL, &error)) {
        assert_non_null(strstr(error.text, OUTBOX_FILE_NAME));
    }
    send_all(outbox, sent);
    outbox_close(outbox);
}

static struct outbox_salvaged salvage(const struct picture *picture, const char *kiosk)
{
    struct error error = {.kind = ERROR_NONE};
    struct outbox_salvaged result;

    if (!outbox_salvage(picture->folder.path, kiosk, &result, &error)) {
        fail_msg("%s", error.text);
    }
    return result;
}

static unsigned lost(const struct picture *picture, bool sent[REQUESTS + 2])
{
    struct error error = {.kind = ERROR_NONE};
    struct outbox *outbox = outbox_open(picture->folder.path, OUTBOX_KIOSK, &error);
    struct outbox_report report;
    unsigned count = 0;

    if (outbox == NULL) {
        fail_msg("%s", error.text);
    }
    assert_true(outbox_check(outbox, &report, NULL));
    assert_true(outbox_report_is_fine(&report));
    send_all(outbox, sent);
    outbox_close(outbox);
    for (size_t number = DELIVERED + 1; number <= REQUESTS; number++) {
        count += !sent[number];
    }
    return count;
}

/* Once as the programs leave it, once before any of them has touched it. */
static void try_damage(const struct picture *picture, enum part part, const struct buffer *damaged,
                       unsigned lost_most)
{
    for (int used = 0; used < 2; used++) {
        bool sent[REQUESTS + 2] = {false};

        restore(picture, part, damaged);
        if (used == 1) {
            use(picture, sent);
        }
        (void)salvage(picture, OUTBOX_KIOSK);
        assert_in_range(lost(picture, sent), 0, lost_most);
    }
}

static void try_places(const struct picture *picture, enum part part, size_t first, size_t step,
                       bool zeroed)
{
    const struct buffer *whole = &picture->parts[part];
    size_t length = zeroed ? step : FLIPPED;

    assert_true(whole->length > first + step);
    for (size_t at = first; at + step <= whole->length; at += step) {
        size_t place = zeroed ? at : at + at * 7919 % (step - FLIPPED);
        struct buffer damaged;

        buffer_init(&damaged, whole->length);
        assert_true(buffer_append(&damaged, whole->data, whole->length));
        for (size_t i = place; i < place + length; i++) {
            damaged.data[i] = zeroed ? 0 : (uint8_t)~damaged.data[i];
        }
        try_damage(picture, part, &damaged, zeroed ? LOST_ZEROED : LOST_FLIPPED);
        buffer_finish(&damaged);
    }
}

static void wrong_bytes_in_any_page_cost_no_more_than_their_rows(void **state)
{
    try_places(*state, PART_DATABASE, 0, PAGE, false);
}

static void any_page_that_is_gone_costs_no_more_than_its_rows(void **state)
{
    try_places(*state, PART_DATABASE, 0, PAGE, true);
}

static void wrong_bytes_in_any_frame_of_the_log_cost_no_more_than_their_rows(void **state)
{
    try_places(*state, PART_LOG, LOG_HEADER, FRAME, false);
}

static void any_frame_that_is_gone_costs_no_more_than_its_rows(void **state)
{
    try_places(*state, PART_LOG, LOG_HEADER, FRAME, true);
}

static void the_heads_of_file_and_log_cost_nothing(void **state)
{
    const struct picture *picture = *state;

    for (enum part part = PART_DATABASE; part <= PART_LOG; part++) {
        const struct buffer *whole = &picture->parts[part];
        struct buffer damaged;

        buffer_init(&damaged, whole->length);
        assert_true(buffer_append(&damaged, whole->data, whole->length));
        memset(damaged.data, 0xa5, LOG_HEADER);
        try_damage(picture, part, &damaged, 0);
        buffer_finish(&damaged);
    }
}

static void a_log_with_damage_in_its_middle_is_not_taken_for_shorter(void **state)
{
    const struct picture *picture = *state;
    struct error error = {.kind = ERROR_NONE};
    struct buffer damaged;

    buffer_init(&damaged, picture->parts[PART_LOG].length);
    assert_true(buffer_append(&damaged, picture->parts[PART_LOG].data, damaged.limit));
    damaged.data[LOG_HEADER + 24 + 100] ^= 1;
    restore(picture, PART_LOG, &damaged);
    buffer_finish(&damaged);
    assert_null(outbox_open(picture->folder.path, OUTBOX_KIOSK, &error));
    assert_int_equal(error.kind, ERROR_CORRUPT);
    assert_non_null(strstr(error.text, "kioskctl salvage"));
    assert_int_equal(salvage(picture, NULL).last_sequence, REQUESTS);
}

static void an_empty_file_beside_a_log_is_not_taken_for_new(void **state)
{
    const struct picture *picture = *state;
    const struct buffer empty = {.data = (uint8_t *)"", .length = 0};
    struct error error = {.kind = ERROR_NONE};
    struct outbox_salvaged result;

    restore(picture, PART_DATABASE, &empty);
    assert_null(outbox_open(picture->folder.path, OUTBOX_KIOSK, &error));
    assert_non_null(strstr(error.text, "kioskctl salvage"));
    result = salvage(picture, OUTBOX_KIOSK);
    assert_in_range(result.taken, REQUESTS / 2, REQUESTS);
}

static void a_log_that_is_left_alone_is_salvaged(void **state)
{
    const struct picture *picture = *state;

    restore(picture, PART_DATABASE, NULL);
    assert_in_range(salvage(picture, OUTBOX_KIOSK).taken, REQUESTS / 2, REQUESTS);
}

static void the_damaged_file_stays_as_it_was(void **state)
{
    const struct picture *picture = *state;
    struct outbox_salvaged result;
    struct buffer kept;

    restore(picture, PARTS, NULL);
    result = salvage(picture, NULL);
    buffer_init(&kept, 16u << 20);
    assert_true(file_read(result.kept, &kept, NULL));
    assert_int_equal(kept.length, picture->parts[PART_DATABASE].length);
    assert_memory_equal(kept.data, picture->parts[PART_DATABASE].data, kept.length);
    assert_int_equal(result.head_sequence, REQUESTS);
    buffer_finish(&kept);
}

static void a_salvage_waits_until_no_program_has_it_open(void **state)
{
    struct picture *picture = *state;
    struct error error = {.kind = ERROR_NONE};
    struct outbox_salvaged result;
    bool sent[REQUESTS + 2] = {false};

    restore(picture, PARTS, NULL);
    outbox_folder_open(&picture->folder);
    assert_false(outbox_salvage(picture->folder.path, NULL, &result, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    outbox_close(picture->folder.outbox);
    picture->folder.outbox = NULL;
    assert_int_equal(lost(picture, sent), 0);
}

static void another_kiosks_rows_are_not_taken_over(void **state)
{
    const struct picture *picture = *state;

    restore(picture, PARTS, NULL);
    assert_int_equal(salvage(picture, "kiosk-8").taken, 0);
}

/* What a crash leaves: the marker, and any of the files moved. */
static void an_interrupted_salvage_can_be_done_again(void **state)
{
    const struct picture *picture = *state;

    for (int moved = 0; moved < 4; moved++) {
        static const char *const suffixes[] = {"-wal", ""};
        bool sent[REQUESTS + 2] = {false};
        struct error error = {.kind = ERROR_NONE};
        char from[FILE_PATH_MAX], to[FILE_PATH_MAX + 16];

        restore(picture, PARTS, NULL);
        path_of(picture, "outbox.salvage", from);
        assert_true(file_write(from, "1\n", 2, 0660, NULL));
        for (int i = 0; i < moved && i < 2; i++) {
            char name[64];

            (void)snprintf(name, sizeof name, "%s%s", OUTBOX_FILE_NAME, suffixes[i]);
            path_of(picture, name, from);
            (void)snprintf(to, sizeof to, "%s.damaged-1", from);
            assert_int_equal(rename(from, to), 0);
        }
        if (moved == 3) { /* and a new one half made */
            path_of(picture, OUTBOX_FILE_NAME, from);
            assert_true(file_write(from, "SQLite", 6, 0660, NULL));
        }
        assert_null(outbox_open(picture->folder.path, OUTBOX_KIOSK, &error));
        assert_non_null(strstr(error.text, "again"));
        assert_int_equal(salvage(picture, OUTBOX_KIOSK).taken, REQUESTS - DELIVERED);
        assert_int_equal(lost(picture, sent), 0);
    }
}

static void a_damaged_file_that_cannot_be_opened_is_not_taken_for_empty(void **state)
{
    const struct picture *picture = *state;
    struct error error = {.kind = ERROR_NONE};
    struct outbox_salvaged result;
    char marker[FILE_PATH_MAX], path[FILE_PATH_MAX], kept[FILE_PATH_MAX], kept_log[FILE_PATH_MAX],
        away[FILE_PATH_MAX];

    restore(picture, PARTS, NULL);
    path_of(picture, "outbox.salvage", marker);
    path_of(picture, OUTBOX_FILE_NAME, path);
    path_of(picture, OUTBOX_FILE_NAME ".damaged-1", kept);
    path_of(picture, "away", away);
    assert_true(file_write(marker, "1\n", 2, 0660, NULL));
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(symlink(away, kept), 0);
    path_of(picture, names[PART_LOG], path);
    path_of(picture, OUTBOX_FILE_NAME "-wal.damaged-1", kept_log);
    assert_int_equal(rename(path, kept_log), 0);
    assert_false(outbox_salvage(picture->folder.path, OUTBOX_KIOSK, &result, &error));
    assert_non_null(strstr(error.text, kept));
    assert_int_equal(rename(away, kept), 0);
    assert_int_equal(salvage(picture, OUTBOX_KIOSK).taken, REQUESTS - DELIVERED);
}

static void a_salvage_of_nothing_says_so(void **state)
{
    const struct picture *picture = *state;
    struct error error = {.kind = ERROR_NONE};
    struct outbox_salvaged result;
    char path[FILE_PATH_MAX];

    restore(picture, PART_DATABASE, NULL);
    path_of(picture, names[PART_LOG], path);
    assert_int_equal(unlink(path), 0);
    assert_false(outbox_salvage(picture->folder.path, OUTBOX_KIOSK, &result, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

#define DAMAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAMAGE_TEST(wrong_bytes_in_any_page_cost_no_more_than_their_rows),
        DAMAGE_TEST(any_page_that_is_gone_costs_no_more_than_its_rows),
        DAMAGE_TEST(wrong_bytes_in_any_frame_of_the_log_cost_no_more_than_their_rows),
        DAMAGE_TEST(any_frame_that_is_gone_costs_no_more_than_its_rows),
        DAMAGE_TEST(the_heads_of_file_and_log_cost_nothing),
        DAMAGE_TEST(a_log_with_damage_in_its_middle_is_not_taken_for_shorter),
        DAMAGE_TEST(an_empty_file_beside_a_log_is_not_taken_for_new),
        DAMAGE_TEST(a_log_that_is_left_alone_is_salvaged),
        DAMAGE_TEST(the_damaged_file_stays_as_it_was),
        DAMAGE_TEST(a_salvage_waits_until_no_program_has_it_open),
        DAMAGE_TEST(another_kiosks_rows_are_not_taken_over),
        DAMAGE_TEST(an_interrupted_salvage_can_be_done_again),
        DAMAGE_TEST(a_damaged_file_that_cannot_be_opened_is_not_taken_for_empty),
        DAMAGE_TEST(a_salvage_of_nothing_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
