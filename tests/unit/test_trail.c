#include "app/central/opening/trail.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define NOW 1795300000

struct fixture {
    char folder[64], path[96];
    struct trail *trail;
    struct trail_requests *requests;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    strcpy(fixture->folder, "/tmp/trail-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/trail.jsonl", fixture->folder);
    fixture->trail = trail_open(fixture->path, NULL);
    fixture->requests = trail_requests_create(NULL);
    assert_non_null(fixture->trail);
    assert_non_null(fixture->requests);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    trail_close(fixture->trail);
    trail_requests_destroy(fixture->requests);
    unlink(fixture->path);
    rmdir(fixture->folder);
    free(fixture);
    return 0;
}

static void add(struct fixture *fixture, const char *kiosk, uint64_t sequence)
{
    struct ledger_record record = {.sequence = sequence, .outbox = {1}};

    snprintf(record.kiosk, sizeof record.kiosk, "%s", kiosk);
    memcpy(record.id, &sequence, sizeof sequence);
    trail_requests_add(fixture->requests, &record);
}

static bool append_as(struct fixture *fixture, const char *output, struct error *error)
{
    static const struct trail_person person = {.user = 7, .name = "clerk"};
    const struct trail_entry entry = {.utc = NOW,
                                      .person = &person,
                                      .command = "open",
                                      .ledger = "ledger.db",
                                      .opened = 1,
                                      .requests = fixture->requests,
                                      .output = output,
                                      .output_digest = "00"};

    return trail_append(fixture->trail, &entry, error);
}

static void append(struct fixture *fixture)
{
    struct error error = {0};

    if (!append_as(fixture, "opened.jsonl", &error))
        fail_msg("%s", error.text);
}

static struct trail_summary walk(struct fixture *fixture)
{
    struct trail_summary summary;

    assert_true(trail_walk(fixture->path, NULL, NULL, &summary, NULL));
    return summary;
}

static void rewrite(struct fixture *fixture, void (*change)(char *text, size_t *length))
{
    struct buffer content;
    size_t length;

    buffer_init(&content, 1u << 20);
    assert_true(file_read(fixture->path, &content, NULL));
    (void)buffer_text(&content);
    length = content.length;
    change((char *)content.data, &length);
    assert_true(file_write(fixture->path, content.data, length, 0600, NULL));
    buffer_finish(&content);
    trail_close(fixture->trail);
    fixture->trail = trail_open(fixture->path, NULL);
    assert_non_null(fixture->trail);
}

static void test_lines_follow_one_another(void **state)
{
    for (int i = 0; i < 3; i++)
        append(*state);
    assert_int_equal(walk(*state).lines, 3);
    assert_int_equal(walk(*state).torn, 0);
    assert_int_equal(walk(*state).broken_at, 0);
}

static void change_user(char *text, size_t *length)
{
    (void)length;
    memcpy(strstr(strchr(text, '\n'), "clerk"), "cleek", 5);
}

static void test_a_changed_line_breaks_the_chain_behind_it(void **state)
{
    for (int i = 0; i < 3; i++)
        append(*state);
    rewrite(*state, change_user);
    assert_int_equal(walk(*state).broken_at, 3);
}

static void take_out_first(char *text, size_t *length)
{
    const size_t first = (size_t)(strchr(text, '\n') - text) + 1;

    *length -= first;
    memmove(text, text + first, *length);
}

static void test_a_line_taken_out_breaks_the_chain(void **state)
{
    for (int i = 0; i < 3; i++)
        append(*state);
    rewrite(*state, take_out_first);
    assert_int_equal(walk(*state).broken_at, 1);
}

static void cut_off(char *text, size_t *length)
{
    (void)text;
    *length -= 20;
}

static void test_a_line_that_was_cut_off_stays_and_the_next_follows_from_it(void **state)
{
    append(*state);
    append(*state);
    rewrite(*state, cut_off);
    append(*state);
    assert_int_equal(walk(*state).lines, 3);
    assert_int_equal(walk(*state).torn, 1);
    assert_int_equal(walk(*state).broken_at, 0);
}

static void count_spans(void *context, const char *text, size_t length,
                        const struct trail_line *line)
{
    struct trail_line *seen = context;

    (void)text;
    (void)length;
    seen->is_listed = line->is_listed;
    seen->span_count = line->span_count;
    seen->number = line->span_count > 0 ? line->spans[0].last : 0;
}

static void test_requests_are_listed_as_ranges(void **state)
{
    struct fixture *fixture = *state;
    struct trail_line seen;
    struct trail_summary summary;

    for (uint64_t i = 1; i <= 40; i++) {
        add(fixture, "0417", i);
        add(fixture, "0418", 2 * i);
    }
    append(fixture);
    assert_true(trail_walk(fixture->path, count_spans, &seen, &summary, NULL));
    assert_true(seen.is_listed);
    assert_int_equal(seen.span_count, 41);
    assert_int_equal(seen.number, 40);
}

static void test_too_many_ranges_are_not_listed(void **state)
{
    struct fixture *fixture = *state;
    struct trail_line seen;
    struct trail_summary summary;

    for (uint64_t i = 1; i <= TRAIL_SPANS_MAX + 1; i++)
        add(fixture, "0417", 2 * i);
    append(fixture);
    assert_true(trail_walk(fixture->path, count_spans, &seen, &summary, NULL));
    assert_false(seen.is_listed);
    assert_int_equal(seen.span_count, 0);
}

static void test_a_name_that_is_not_utf8_gets_no_line(void **state)
{
    struct error error = {0};

    assert_false(append_as(*state, "\xff\xfe", &error));
    assert_int_equal(walk(*state).lines, 0);
}

static void test_a_full_disk_leaves_no_half_line(void **state)
{
    struct fixture *fixture = *state;
    struct rlimit before, small;
    struct error error = {0};

    append(fixture);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 600;
    assert_ptr_not_equal(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_false(append_as(fixture, "opened.jsonl", &error));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(walk(fixture).lines, 1);
    append(fixture);
    assert_int_equal(walk(fixture).broken_at, 0);
}

static void test_a_trail_that_cannot_be_made_is_an_error(void **state)
{
    struct error error = {0};

    (void)state;
    assert_null(trail_open("/nonexistent/trail.jsonl", &error));
    assert_non_null(strstr(error.text, "--trail"));
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_lines_follow_one_another),
        TEST(test_a_changed_line_breaks_the_chain_behind_it),
        TEST(test_a_line_taken_out_breaks_the_chain),
        TEST(test_a_line_that_was_cut_off_stays_and_the_next_follows_from_it),
        TEST(test_requests_are_listed_as_ranges),
        TEST(test_too_many_ranges_are_not_listed),
        TEST(test_a_name_that_is_not_utf8_gets_no_line),
        TEST(test_a_full_disk_leaves_no_half_line),
        TEST(test_a_trail_that_cannot_be_made_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
