#include "platform/base/file.h"
#include "tests/support/lib/temp_folder.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void what_is_written_is_read(void **state)
{
    const char *path = temp_folder_path(*state, "a.bin");
    struct buffer content;
    buffer_init(&content, 100);
    assert_true(file_write(path, "one\0two", 7, 0640, NULL));
    assert_true(file_read(path, &content, NULL));
    assert_int_equal(content.length, 7);
    assert_memory_equal(content.data, "one\0two", 7);
    buffer_finish(&content);
}

static void writing_replaces_and_sets_the_mode(void **state)
{
    const char *path = temp_folder_write(*state, "a", "old");
    struct buffer content;
    struct stat about;
    mode_t mask = umask(0777);
    assert_true(file_write(path, "new", 3, 0604, NULL));
    umask(mask);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 07777, 0604);
    buffer_init(&content, 100);
    assert_true(file_read(path, &content, NULL));
    assert_string_equal(buffer_text(&content), "new");
    buffer_finish(&content);
    assert_false(file_exists(temp_folder_path(*state, "a.new")));
}

static void a_failed_write_leaves_the_old_file(void **state)
{
    struct error error;
    const char *path = temp_folder_path(*state, "folder");
    assert_int_equal(mkdir(path, 0700), 0);
    assert_false(file_write(path, "new", 3, 0600, &error));
    assert_non_null(strstr(error.text, path));
    assert_false(file_exists(temp_folder_path(*state, "folder.new")));
}

static void the_limit_is_the_largest_that_is_read(void **state)
{
    struct error error;
    struct buffer content;
    const char *path = temp_folder_write(*state, "a", "12345");
    buffer_init(&content, 5);
    assert_true(file_read(path, &content, NULL));
    buffer_finish(&content);
    buffer_init(&content, 4);
    assert_false(file_read(path, &content, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    buffer_finish(&content);
}

static void a_missing_file_is_named(void **state)
{
    struct error error;
    struct buffer content;
    const char *path = temp_folder_path(*state, "absent");
    buffer_init(&content, 5);
    assert_false(file_read(path, &content, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(error.text, path));
    buffer_finish(&content);
}

static void links_pipes_and_folders_are_not_read(void **state)
{
    struct error error;
    struct buffer content;
    const char *link = temp_folder_path(*state, "link");
    const char *pipe_path = temp_folder_path(*state, "pipe");
    buffer_init(&content, 100);
    assert_int_equal(symlink(temp_folder_write(*state, "a", "text"), link), 0);
    assert_false(file_read(link, &content, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_false(file_read(pipe_path, &content, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_false(file_read("/tmp", &content, &error));
    buffer_finish(&content);
}

static void files_that_report_no_size_are_read_within_the_limit(void **state)
{
    (void)state;
    struct buffer content;
    struct error error;
    buffer_init(&content, 65536);
    assert_true(file_read("/proc/self/status", &content, NULL));
    assert_true(content.length > 100);
    buffer_finish(&content);
    buffer_init(&content, 10);
    assert_false(file_read("/proc/self/status", &content, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    buffer_finish(&content);
}

static void folders_are_made_to_any_depth(void **state)
{
    const char *path = temp_folder_path(*state, "one/two/three");
    struct error error;
    assert_true(file_make_folder(path, 0700, NULL));
    assert_true(file_make_folder(path, 0700, NULL));
    assert_true(file_exists(path));
    const char *file = temp_folder_write(*state, "file", "");
    assert_false(file_make_folder(file, 0700, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
}

static void a_path_that_does_not_fit_is_empty(void **state)
{
    (void)state;
    char path[8];
    assert_true(file_join(path, sizeof path, "abc", "def"));
    assert_string_equal(path, "abc/def");
    assert_false(file_join(path, sizeof path, "abcd", "def"));
    assert_string_equal(path, "");
}

static void the_folder_of_a_path_is_told(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"name", "."}, {"/name", "/"}, {"a/b/name", "a/b"}, {"/srv/ledger.db", "/srv"}};
    char folder[FILE_PATH_MAX], long_path[FILE_PATH_MAX + 2];
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_true(file_folder_of(pairs[i][0], folder, NULL));
        assert_string_equal(folder, pairs[i][1]);
    }
    memset(long_path, 'x', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    assert_false(file_folder_of(long_path, folder, NULL));
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, temp_folder_setup, temp_folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),
        TEST(writing_replaces_and_sets_the_mode),
        TEST(a_failed_write_leaves_the_old_file),
        TEST(the_limit_is_the_largest_that_is_read),
        TEST(a_missing_file_is_named),
        TEST(links_pipes_and_folders_are_not_read),
        TEST(files_that_report_no_size_are_read_within_the_limit),
        TEST(folders_are_made_to_any_depth),
        TEST(a_path_that_does_not_fit_is_empty),
        TEST(the_folder_of_a_path_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
