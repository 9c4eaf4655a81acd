#include "platform/base/known_time.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <string.h>

#define NOON INT64_C(1795348800) /* 2026-11-22T12:00:00Z */

static void nothing_is_known_at_first(void **state)
{
    const struct temp_folder *folder = *state;

    assert_int_equal(known_time(folder->path), 0);
}

static void what_is_known_stays_known(void **state)
{
    const struct temp_folder *folder = *state;

    known_time_raise(folder->path, NOON);
    assert_int_equal(known_time(folder->path), NOON);
}

static void it_never_goes_back(void **state)
{
    const struct temp_folder *folder = *state;

    known_time_raise(folder->path, NOON);
    known_time_raise(folder->path, 0);
    known_time_raise(folder->path, NOON - 86400);
    assert_int_equal(known_time(folder->path), NOON);
}

static void the_disk_is_spared_small_steps(void **state)
{
    const struct temp_folder *folder = *state;

    known_time_raise(folder->path, NOON);
    known_time_raise(folder->path, NOON + 3599);
    assert_int_equal(known_time(folder->path), NOON);
    known_time_raise(folder->path, NOON + 3600);
    assert_int_equal(known_time(folder->path), NOON + 3600);
}

static void what_cannot_be_read_is_not_known(void **state)
{
    const struct temp_folder *folder = *state;
    static const char *const texts[] = {"", "yesterday\n", "2026-11-31T12:00:00Z\n",
                                        "2026-11-22T12:00:00Z and much more than that\n"};
    char path[FILE_PATH_MAX];

    assert_true(file_join(path, sizeof path, folder->path, KNOWN_TIME_FILE));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(file_write(path, texts[i], strlen(texts[i]), 0640, NULL));
        assert_int_equal(known_time(folder->path), 0);
    }
    known_time_raise(folder->path, NOON);
    assert_int_equal(known_time(folder->path), NOON);
}

static void a_folder_that_is_not_there_harms_nobody(void **state)
{
    (void)state;
    known_time_raise("/nowhere/at/all", NOON);
    assert_int_equal(known_time("/nowhere/at/all"), 0);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, temp_folder_setup, temp_folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_known_at_first),
        TEST(what_is_known_stays_known),
        TEST(it_never_goes_back),
        TEST(the_disk_is_spared_small_steps),
        TEST(what_cannot_be_read_is_not_known),
        TEST(a_folder_that_is_not_there_harms_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
