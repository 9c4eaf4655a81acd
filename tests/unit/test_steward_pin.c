/* The PIN, its tries and its locks. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/steward_bed.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct steward_answer check(struct steward_bed *bed, const char *pin)
{
    struct steward_answer answer;
    assert_true(pin_check(&bed->steward.pins, pin, strlen(pin), &answer, NULL));
    return answer;
}

/* Tries are quick to count where no hash is computed: a PIN of a wrong form is wrong at once. */
static void be_wrong(struct steward_bed *bed, int times)
{
    for (int i = 0; i < times; i++) {
        assert_int_not_equal(check(bed, "x").result, STEWARD_FINE);
    }
}

static void reboot(struct steward_bed *bed)
{
    bed->monotonic = 5000;
    strcat(bed->steward.pins.boot_id, "+");
}

static void the_right_pin_is_fine_and_others_are_wrong(void **state)
{
    struct steward_bed *bed = *state;
    steward_bed_set_pin(bed, "482913");
    assert_int_equal(check(bed, "482914").result, STEWARD_WRONG);
    assert_int_equal(check(bed, "4829130").result, STEWARD_WRONG);
    assert_int_equal(check(bed, "").result, STEWARD_WRONG);
    assert_int_equal(check(bed, "482913").result, STEWARD_FINE);
}

static void without_a_pin_nobody_gets_in(void **state)
{
    assert_int_equal(check(*state, "482913").result, STEWARD_UNSET);
}

static void a_pin_is_six_digits(void **state)
{
    struct steward_bed *bed = *state;
    static const char *const wrong[] = {"", "12345", "1234567", "12345a", "12 456"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct error error;
        assert_false(pin_set(&bed->steward.pins, wrong[i], strlen(wrong[i]), &error));
        assert_int_equal(error.kind, ERROR_INPUT);
    }
    assert_false(pin_is_set(&bed->steward.pins));
}

static void the_pin_itself_is_not_on_the_disk(void **state)
{
    struct steward_bed *bed = *state;
    struct buffer content;
    struct stat about;
    steward_bed_set_pin(bed, "482913");
    buffer_init(&content, 4096);
    assert_true(file_read(bed->steward.pins.hash_path, &content, NULL));
    assert_null(strstr(buffer_text(&content), "482913"));
    buffer_finish(&content);
    assert_int_equal(stat(bed->steward.pins.hash_path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

static void five_wrong_tries_lock_for_fifteen_minutes(void **state)
{
    struct steward_bed *bed = *state;
    steward_bed_set_pin(bed, "482913");
    for (int left = 4; left >= 1; left--) {
        assert_int_equal(check(bed, "x").tries_left, left);
    }
    struct steward_answer answer = check(bed, "x");
    assert_int_equal(answer.result, STEWARD_LOCKED);
    assert_int_equal(answer.locked_seconds, 900);
    assert_int_equal(pin_locked_for(&bed->steward.pins), 900);
    steward_bed_pass(bed, 899);
    answer = check(bed, "482913");
    assert_int_equal(answer.result, STEWARD_LOCKED);
    assert_int_equal(answer.locked_seconds, 1);
    steward_bed_pass(bed, 1);
    assert_int_equal(pin_locked_for(&bed->steward.pins), 0);
    assert_int_equal(check(bed, "482913").result, STEWARD_FINE);
}

static void each_lock_is_twice_as_long_up_to_a_day(void **state)
{
    struct steward_bed *bed = *state;
    int64_t expected = 900;
    steward_bed_set_pin(bed, "482913");
    for (int i = 0; i < 10; i++) {
        be_wrong(bed, 3);
        assert_int_equal(check(bed, "x").locked_seconds, expected); /* told before */
        assert_int_equal(check(bed, "x").locked_seconds, expected);
        steward_bed_pass(bed, expected);
        expected = expected * 2 < 86400 ? expected * 2 : 86400;
    }
    assert_int_equal(check(bed, "482913").result, STEWARD_FINE);
    be_wrong(bed, 4);
    assert_int_equal(check(bed, "x").locked_seconds, 900);
}

static void the_right_pin_forgets_wrong_ones(void **state)
{
    struct steward_bed *bed = *state;
    steward_bed_set_pin(bed, "482913");
    be_wrong(bed, 4);
    assert_int_equal(check(bed, "482913").result, STEWARD_FINE);
    assert_int_equal(check(bed, "x").tries_left, 4);
}

static void tries_survive_a_restart(void **state)
{
    struct steward_bed *bed = *state;
    steward_bed_set_pin(bed, "482913");
    be_wrong(bed, 4);
    reboot(bed);
    assert_int_equal(check(bed, "x").result, STEWARD_LOCKED);
    reboot(bed);
    steward_bed_pass(bed, 60);
    assert_int_equal(check(bed, "482913").locked_seconds, 840);
    steward_bed_pass(bed, 840);
    assert_int_equal(check(bed, "482913").result, STEWARD_FINE);
}

static void setting_the_clock_shortens_nothing(void **state)
{
    struct steward_bed *bed = *state;
    steward_bed_set_pin(bed, "482913");
    be_wrong(bed, 5);
    bed->utc += 100000;
    assert_int_equal(check(bed, "482913").locked_seconds, 900);
    bed->utc -= 900000;
    assert_int_equal(check(bed, "482913").locked_seconds, 900);
    bed->monotonic += 900000;
    assert_int_equal(check(bed, "482913").result, STEWARD_FINE);
}

static void after_a_restart_a_doubtful_clock_begins_the_lock_anew(void **state)
{
    struct steward_bed *bed = *state;
    steward_bed_set_pin(bed, "482913");
    be_wrong(bed, 5);
    reboot(bed);
    bed->utc = 0; /* no battery, no network */
    bed->synchronised = false;
    assert_int_equal(check(bed, "482913").locked_seconds, 900);
    bed->monotonic += 600000;
    assert_int_equal(check(bed, "482913").locked_seconds, 300);
    reboot(bed);
    bed->utc = 1795996900; /* far ahead, but the lock's beginning was not trusted */
    bed->synchronised = true;
    assert_int_equal(check(bed, "482913").locked_seconds, 900);
    steward_bed_pass(bed, 900);
    assert_int_equal(check(bed, "482913").result, STEWARD_FINE);
}

static void files_that_are_gone_or_damaged_lock(void **state)
{
    struct steward_bed *bed = *state;
    steward_bed_set_pin(bed, "482913");
    assert_int_equal(unlink(bed->steward.pins.tries_path), 0);
    assert_int_equal(check(bed, "482913").result, STEWARD_LOCKED);
    temp_folder_write(bed->folder, "pin.tries", "{\"wrong\": -7}");
    assert_int_equal(check(bed, "482913").result, STEWARD_LOCKED);
    steward_bed_pass(bed, 900);
    assert_int_equal(check(bed, "482913").result, STEWARD_FINE);
}

static void a_try_that_cannot_be_counted_is_not_made(void **state)
{
    struct steward_bed *bed = *state;
    struct steward_answer answer;
    struct error error;
    steward_bed_set_pin(bed, "482913");
    /* A folder in the place of the new file: not even root can write it. */
    assert_int_equal(mkdir(temp_folder_path(bed->folder, "pin.tries.new"), 0700), 0);
    assert_false(pin_check(&bed->steward.pins, "482913", 6, &answer, &error));
    assert_int_equal(answer.result, STEWARD_FAILED);
}

static void the_count_is_on_the_disk_before_the_pin_is_looked_at(void **state)
{
    struct steward_bed *bed = *state;
    struct steward_answer answer;
    struct tries tries;
    steward_bed_set_pin(bed, "482913");
    temp_folder_write(bed->folder, "pin.hash", "damaged");
    assert_false(pin_check(&bed->steward.pins, "482913", 6, &answer, NULL));
    assert_int_equal(answer.result, STEWARD_FAILED);
    assert_true(tries_load(bed->steward.pins.tries_path, &tries, NULL));
    assert_int_equal(tries.wrong, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_right_pin_is_fine_and_others_are_wrong),
        TEST(without_a_pin_nobody_gets_in),
        TEST(a_pin_is_six_digits),
        TEST(the_pin_itself_is_not_on_the_disk),
        TEST(five_wrong_tries_lock_for_fifteen_minutes),
        TEST(each_lock_is_twice_as_long_up_to_a_day),
        TEST(the_right_pin_forgets_wrong_ones),
        TEST(tries_survive_a_restart),
        TEST(setting_the_clock_shortens_nothing),
        TEST(after_a_restart_a_doubtful_clock_begins_the_lock_anew),
        TEST(files_that_are_gone_or_damaged_lock),
        TEST(a_try_that_cannot_be_counted_is_not_made),
        TEST(the_count_is_on_the_disk_before_the_pin_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
