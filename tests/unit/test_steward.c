#include "app/staff/steward/verbs.h"
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct scene {
    struct temp_folder *folder;
    int64_t utc;
    int64_t monotonic; /* ms */
    bool synchronised;
    struct clock_source clock;
    struct steward steward;
};

static int64_t utc_of(void *context)
{
    return ((const struct scene *)context)->utc;
}

static int64_t monotonic_of(void *context)
{
    return ((const struct scene *)context)->monotonic;
}

static bool synchronised_of(void *context)
{
    return ((const struct scene *)context)->synchronised;
}

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    *state = scene;
    scene->utc = 1795296900;
    scene->monotonic = 1000000;
    scene->synchronised = true;
    scene->clock = (struct clock_source){.utc_seconds = utc_of,
                                         .monotonic_milliseconds = monotonic_of,
                                         .context = scene,
                                         .is_synchronised = synchronised_of};
    scene->steward.callers = (struct steward_callers){.screen = 1001, .staff = 1002};
    return temp_folder_setup((void **)&scene->folder) == 0 &&
                   pin_store_init(&scene->steward.pins, scene->folder->path, &scene->clock, NULL) &&
                   secret_start(NULL)
               ? 0
               : -1;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    int result = temp_folder_teardown((void **)&scene->folder);
    free(scene);
    secret_stop();
    return result;
}

static void set(struct scene *scene, const char *pin)
{
    assert_true(pin_set(&scene->steward.pins, pin, strlen(pin), NULL));
}

static struct steward_answer check(struct scene *scene, const char *pin)
{
    struct steward_answer answer;
    assert_true(pin_check(&scene->steward.pins, pin, strlen(pin), &answer, NULL));
    return answer;
}

/* Tries are quick to count where no hash is computed: a PIN of a wrong form is wrong at once. */
static void be_wrong(struct scene *scene, int times)
{
    for (int i = 0; i < times; i++) {
        assert_int_not_equal(check(scene, "x").result, STEWARD_FINE);
    }
}

static void pass(struct scene *scene, int64_t seconds)
{
    scene->utc += seconds;
    scene->monotonic += seconds * 1000;
}

static void reboot(struct scene *scene)
{
    scene->monotonic = 5000;
    strcat(scene->steward.pins.boot_id, "+");
}

static void the_right_pin_is_fine_and_others_are_wrong(void **state)
{
    struct scene *scene = *state;
    set(scene, "482913");
    assert_int_equal(check(scene, "482914").result, STEWARD_WRONG);
    assert_int_equal(check(scene, "4829130").result, STEWARD_WRONG);
    assert_int_equal(check(scene, "").result, STEWARD_WRONG);
    assert_int_equal(check(scene, "482913").result, STEWARD_FINE);
}

static void without_a_pin_nobody_gets_in(void **state)
{
    assert_int_equal(check(*state, "482913").result, STEWARD_UNSET);
}

static void a_pin_is_six_digits(void **state)
{
    struct scene *scene = *state;
    static const char *const wrong[] = {"", "12345", "1234567", "12345a", "12 456"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct error error;
        assert_false(pin_set(&scene->steward.pins, wrong[i], strlen(wrong[i]), &error));
        assert_int_equal(error.kind, ERROR_INPUT);
    }
    assert_false(pin_is_set(&scene->steward.pins));
}

static void the_pin_itself_is_not_on_the_disk(void **state)
{
    struct scene *scene = *state;
    struct buffer content;
    struct stat about;
    set(scene, "482913");
    buffer_init(&content, 4096);
    assert_true(file_read(scene->steward.pins.hash_path, &content, NULL));
    assert_null(strstr(buffer_text(&content), "482913"));
    buffer_finish(&content);
    assert_int_equal(stat(scene->steward.pins.hash_path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

static void five_wrong_tries_lock_for_fifteen_minutes(void **state)
{
    struct scene *scene = *state;
    set(scene, "482913");
    for (int left = 4; left >= 1; left--) {
        assert_int_equal(check(scene, "x").tries_left, left);
    }
    struct steward_answer answer = check(scene, "x");
    assert_int_equal(answer.result, STEWARD_LOCKED);
    assert_int_equal(answer.locked_seconds, 900);
    assert_int_equal(pin_locked_for(&scene->steward.pins), 900);
    pass(scene, 899);
    answer = check(scene, "482913");
    assert_int_equal(answer.result, STEWARD_LOCKED);
    assert_int_equal(answer.locked_seconds, 1);
    pass(scene, 1);
    assert_int_equal(pin_locked_for(&scene->steward.pins), 0);
    assert_int_equal(check(scene, "482913").result, STEWARD_FINE);
}

static void each_lock_is_twice_as_long_up_to_a_day(void **state)
{
    struct scene *scene = *state;
    int64_t expected = 900;
    set(scene, "482913");
    for (int i = 0; i < 10; i++) {
        be_wrong(scene, 4);
        assert_int_equal(check(scene, "x").locked_seconds, expected);
        pass(scene, expected);
        expected = expected * 2 < 86400 ? expected * 2 : 86400;
    }
    assert_int_equal(check(scene, "482913").result, STEWARD_FINE);
    be_wrong(scene, 4);
    assert_int_equal(check(scene, "x").locked_seconds, 900);
}

static void the_right_pin_forgets_wrong_ones(void **state)
{
    struct scene *scene = *state;
    set(scene, "482913");
    be_wrong(scene, 4);
    assert_int_equal(check(scene, "482913").result, STEWARD_FINE);
    assert_int_equal(check(scene, "x").tries_left, 4);
}

static void tries_survive_a_restart(void **state)
{
    struct scene *scene = *state;
    set(scene, "482913");
    be_wrong(scene, 4);
    reboot(scene);
    assert_int_equal(check(scene, "x").result, STEWARD_LOCKED);
    reboot(scene);
    pass(scene, 60);
    assert_int_equal(check(scene, "482913").locked_seconds, 840);
    pass(scene, 840);
    assert_int_equal(check(scene, "482913").result, STEWARD_FINE);
}

static void setting_the_clock_shortens_nothing(void **state)
{
    struct scene *scene = *state;
    set(scene, "482913");
    be_wrong(scene, 5);
    scene->utc += 100000;
    assert_int_equal(check(scene, "482913").locked_seconds, 900);
    scene->utc -= 900000;
    assert_int_equal(check(scene, "482913").locked_seconds, 900);
    scene->monotonic += 900000;
    assert_int_equal(check(scene, "482913").result, STEWARD_FINE);
}

static void after_a_restart_a_doubtful_clock_begins_the_lock_anew(void **state)
{
    struct scene *scene = *state;
    set(scene, "482913");
    be_wrong(scene, 5);
    reboot(scene);
    scene->utc = 0; /* no battery, no network */
    scene->synchronised = false;
    assert_int_equal(check(scene, "482913").locked_seconds, 900);
    scene->monotonic += 600000;
    assert_int_equal(check(scene, "482913").locked_seconds, 300);
    reboot(scene);
    scene->utc = 1795996900; /* far ahead, but the lock's beginning was not trusted */
    scene->synchronised = true;
    assert_int_equal(check(scene, "482913").locked_seconds, 900);
    pass(scene, 900);
    assert_int_equal(check(scene, "482913").result, STEWARD_FINE);
}

static void files_that_are_gone_or_damaged_lock(void **state)
{
    struct scene *scene = *state;
    set(scene, "482913");
    assert_int_equal(unlink(scene->steward.pins.tries_path), 0);
    assert_int_equal(check(scene, "482913").result, STEWARD_LOCKED);
    temp_folder_write(scene->folder, "pin.tries", "{\"wrong\": -7}");
    assert_int_equal(check(scene, "482913").result, STEWARD_LOCKED);
    pass(scene, 900);
    assert_int_equal(check(scene, "482913").result, STEWARD_FINE);
}

static void a_try_that_cannot_be_counted_is_not_made(void **state)
{
    struct scene *scene = *state;
    struct steward_answer answer;
    struct error error;
    set(scene, "482913");
    /* A folder in the place of the new file: not even root can write it. */
    assert_int_equal(mkdir(temp_folder_path(scene->folder, "pin.tries.new"), 0700), 0);
    assert_false(pin_check(&scene->steward.pins, "482913", 6, &answer, &error));
    assert_int_equal(answer.result, STEWARD_FAILED);
}

static void the_count_is_on_the_disk_before_the_pin_is_looked_at(void **state)
{
    struct scene *scene = *state;
    struct steward_answer answer;
    struct tries tries;
    set(scene, "482913");
    temp_folder_write(scene->folder, "pin.hash", "damaged");
    assert_false(pin_check(&scene->steward.pins, "482913", 6, &answer, NULL));
    assert_int_equal(answer.result, STEWARD_FAILED);
    assert_true(tries_load(scene->steward.pins.tries_path, &tries, NULL));
    assert_int_equal(tries.wrong, 1);
}

static enum steward_result ask(struct scene *scene, uid_t user, const char *verb,
                               const char *argument)
{
    struct local_caller caller = {.user = user, .process = 77};
    struct steward_answer answer;
    struct buffer frame;
    buffer_init_secret(&frame, STEWARD_FRAME_MAX);
    assert_true(
        steward_request_encode(verb, (const uint8_t *)argument, strlen(argument), &frame, NULL));
    steward_do(&scene->steward, &caller, frame.data, frame.length, &answer);
    buffer_finish(&frame);
    return answer.result;
}

static void only_listed_callers_are_served(void **state)
{
    struct scene *scene = *state;
    set(scene, "482913");
    assert_int_equal(ask(scene, 1001, STEWARD_CHECK_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(ask(scene, 1002, STEWARD_CHECK_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(ask(scene, 0, STEWARD_CHECK_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(ask(scene, 1003, STEWARD_CHECK_PIN, "482913"), STEWARD_REFUSED);
}

static void unknown_verbs_and_rubbish_are_refused(void **state)
{
    struct scene *scene = *state;
    struct local_caller root = {.user = 0};
    struct steward_answer answer;
    assert_int_equal(ask(scene, 0, "open-sesame", ""), STEWARD_REFUSED);
    steward_do(&scene->steward, &root, (const uint8_t *)"rubbish", 7, &answer);
    assert_int_equal(answer.result, STEWARD_REFUSED);
    steward_do(&scene->steward, &root, NULL, 0, &answer);
    assert_int_equal(answer.result, STEWARD_REFUSED);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, setup, teardown)

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
        TEST(only_listed_callers_are_served),
        TEST(unknown_verbs_and_rubbish_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
