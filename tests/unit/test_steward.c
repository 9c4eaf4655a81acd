#include "app/staff/steward/verbs.h"

#include "app/local/kiosk_settings.h"
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
    struct loop *loop;
    struct local_server *hands[2]; /* of the drive, and of what is done with it */
    struct hand_answer says[3];    /* mount, do, take out */
    char heard[128];
    int published;
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

static void changed(void *context)
{
    ((struct scene *)context)->published++;
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
    scene->loop = loop_create(&clock_system, NULL);
    return temp_folder_setup((void **)&scene->folder) == 0 && scene->loop != NULL &&
                   (scene->steward.tasks = tasks_create(scene->loop, scene->folder->path, changed,
                                                        scene, NULL)) != NULL &&
                   pin_store_init(&scene->steward.pins, scene->folder->path, &scene->clock, NULL) &&
                   secret_start(NULL)
               ? 0
               : -1;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    tasks_destroy(scene->steward.tasks);
    local_server_destroy(scene->hands[0]);
    local_server_destroy(scene->hands[1]);
    loop_destroy(scene->loop);
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

static struct steward_answer ask_as(struct scene *scene, struct local_caller caller,
                                    const char *verb, const char *argument)
{
    struct steward_answer answer;
    struct buffer frame;
    buffer_init_secret(&frame, STEWARD_FRAME_MAX);
    assert_true(
        steward_request_encode(verb, (const uint8_t *)argument, strlen(argument), &frame, NULL));
    steward_do(&scene->steward, &caller, frame.data, frame.length, &answer);
    buffer_finish(&frame);
    return answer;
}

static enum steward_result ask(struct scene *scene, uid_t user, const char *verb,
                               const char *argument)
{
    return ask_as(scene, (struct local_caller){.user = user, .process = 77}, verb, argument).result;
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

/* ---- who may, and when -------------------------------------------------------- */

#define SCREEN 1001
#define STAFF  1002

static const struct {
    const char *verb, *argument;
} guarded[] = {{STEWARD_SET_PIN, "111222"},
               {STEWARD_RESTART, ""},
               {STEWARD_SHUT_DOWN, ""},
               {STEWARD_NETWORK, "dhcp"},
               {STEWARD_TIME, "2026-11-22T08:15:06Z"},
               {STEWARD_EXPORT, ""},
               {STEWARD_ACKNOWLEDGE, ""},
               {STEWARD_UPDATE, ""},
               {STEWARD_ENROL, "ABCD EFGH JKMN PQRS"},
               {STEWARD_FACTORY_RESET, ""}};
#define GUARDED (sizeof guarded / sizeof guarded[0])

static void nothing_that_needs_a_right_comes_without_the_pin(void **state)
{
    struct scene *scene = *state;
    set(scene, "482913");
    for (size_t i = 0; i < GUARDED; i++) {
        assert_int_equal(ask(scene, SCREEN, guarded[i].verb, guarded[i].argument),
                         STEWARD_PIN_FIRST);
        assert_int_equal(ask(scene, STAFF, guarded[i].verb, guarded[i].argument), STEWARD_REFUSED);
        assert_int_equal(ask(scene, 1003, guarded[i].verb, guarded[i].argument), STEWARD_REFUSED);
    }
    assert_int_equal(tasks_state(scene->steward.tasks)->number, 0);
}

static void the_pin_holds_for_its_process_and_a_while(void **state)
{
    struct scene *scene = *state;
    struct local_caller other = {.user = SCREEN, .process = 78};
    set(scene, "482913");
    assert_int_equal(ask(scene, SCREEN, STEWARD_CHECK_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(ask_as(scene, other, STEWARD_RESTART, "").result, STEWARD_PIN_FIRST);
    pass(scene, GRANT_MILLISECONDS / 1000 - 1);
    assert_int_equal(ask(scene, SCREEN, STEWARD_RESTART, ""), STEWARD_STARTED);
    pass(scene, GRANT_MILLISECONDS / 1000 - 1);
    assert_int_equal(ask(scene, SCREEN, STEWARD_RESTART, ""), STEWARD_STARTED);
    pass(scene, GRANT_MILLISECONDS / 1000);
    assert_int_equal(ask(scene, SCREEN, STEWARD_RESTART, ""), STEWARD_PIN_FIRST);
}

static void a_wrong_pin_takes_it_away(void **state)
{
    struct scene *scene = *state;
    set(scene, "482913");
    assert_int_equal(ask(scene, SCREEN, STEWARD_CHECK_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(ask(scene, SCREEN, STEWARD_CHECK_PIN, "482914"), STEWARD_WRONG);
    assert_int_equal(ask(scene, SCREEN, STEWARD_RESTART, ""), STEWARD_PIN_FIRST);
}

static void a_first_start_needs_none_until_it_sets_one(void **state)
{
    struct scene *scene = *state;
    struct local_caller other = {.user = SCREEN, .process = 78};
    assert_int_equal(ask(scene, SCREEN, STEWARD_NETWORK, "dhcp"), STEWARD_STARTED);
    assert_int_equal(ask(scene, SCREEN, STEWARD_SET_PIN, "12345"), STEWARD_FORM);
    assert_int_equal(ask(scene, SCREEN, STEWARD_SET_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(ask_as(scene, other, STEWARD_SET_PIN, "111222").result, STEWARD_PIN_FIRST);
    assert_int_equal(ask(scene, SCREEN, STEWARD_RESTART, ""), STEWARD_STARTED);
}

static void arguments_of_another_form_reach_no_hand(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *verb, *argument;
    } wrong[] = {{STEWARD_RESTART, "now"},
                 {STEWARD_NETWORK, ""},
                 {STEWARD_NETWORK, "dhcp\nDHCP=no"},
                 {STEWARD_TIME, ""},
                 {STEWARD_TIME, "2026-11-22 08:15:06Z"},
                 {STEWARD_TIME, "2026-02-30T08:15:06Z"},
                 {STEWARD_ENROL, ""},
                 {STEWARD_ENROL, "ABCDEFGH\nJKMN"},
                 {STEWARD_ENROL, "../../../etc/passwd"},
                 {STEWARD_UPDATE, "/dev/sda"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(ask(scene, SCREEN, wrong[i].verb, wrong[i].argument), STEWARD_FORM);
    }
    assert_int_equal(tasks_state(scene->steward.tasks)->number, 0);
}

/* ---- tasks ---------------------------------------------------------------------- */

static void as_hand(void *context, const struct local_caller *caller, const uint8_t *frame,
                    size_t length, struct buffer *answer)
{
    struct scene *scene = context;
    struct steward_request request;
    (void)caller;
    assert_true(steward_request_decode(frame, length, &request, NULL));
    size_t step = strcmp(request.verb, HAND_TAKE_OUT) == 0  ? 2
                  : strncmp(request.verb, "mount-", 6) == 0 ? 0
                                                            : 1;
    strcat(scene->heard, request.verb);
    strncat(scene->heard, (const char *)request.argument, request.argument_length);
    strcat(scene->heard, ";");
    assert_true(hand_answer_encode(&scene->says[step], answer, NULL));
}

static void have_hands(struct scene *scene, const char *socket)
{
    const char *const names[] = {"drive.sock", socket};
    for (size_t i = 0; i < 2; i++) {
        scene->hands[i] = local_serve(scene->loop, temp_folder_path(scene->folder, names[i]), 0600,
                                      STEWARD_FRAME_MAX, as_hand, scene, NULL);
        assert_non_null(scene->hands[i]);
    }
}

static const struct task_state *until_done(struct scene *scene)
{
    const struct task_state *task = tasks_state(scene->steward.tasks);
    while (task->running) {
        assert_true(loop_once(scene->loop, true, NULL));
    }
    return task;
}

static void a_drive_is_mounted_used_and_taken_out(void **state)
{
    struct scene *scene = *state;
    have_hands(scene, "courier.sock");
    scene->says[1] = (struct hand_answer){.count = 12};
    struct steward_answer answer =
        ask_as(scene, (struct local_caller){.user = SCREEN}, STEWARD_EXPORT, "");
    assert_int_equal(answer.result, STEWARD_STARTED);
    assert_int_equal(answer.task, 1);
    assert_int_equal(ask(scene, SCREEN, STEWARD_RESTART, ""), STEWARD_BUSY);
    const struct task_state *task = until_done(scene);
    assert_string_equal(scene->heard, "mount-export;export;take-out;");
    assert_string_equal(task->verb, STEWARD_EXPORT);
    assert_int_equal(task->answer.why, HAND_DONE);
    assert_int_equal(task->answer.count, 12);
    assert_true(scene->published >= 1);
}

static void without_a_drive_nothing_is_tried(void **state)
{
    struct scene *scene = *state;
    have_hands(scene, "courier.sock");
    scene->says[0].why = HAND_TWO_DRIVES;
    assert_int_equal(ask(scene, SCREEN, STEWARD_ACKNOWLEDGE, ""), STEWARD_STARTED);
    assert_int_equal(until_done(scene)->answer.why, HAND_TWO_DRIVES);
    assert_string_equal(scene->heard, "mount-read;");
}

static void a_failure_is_told_and_the_drive_taken_out(void **state)
{
    struct scene *scene = *state;
    have_hands(scene, "update.sock");
    scene->says[1] = (struct hand_answer){.why = HAND_NOT_TAKEN, .detail = "older"};
    scene->says[2].why = HAND_NOT_A_FAT;
    assert_int_equal(ask(scene, SCREEN, STEWARD_UPDATE, ""), STEWARD_STARTED);
    const struct task_state *task = until_done(scene);
    assert_string_equal(scene->heard, "mount-read;update;take-out;");
    assert_int_equal(task->answer.why, HAND_NOT_TAKEN);
    assert_string_equal(task->answer.detail, "older");
}

static void what_is_not_on_the_drive_yet_is_not_called_done(void **state)
{
    struct scene *scene = *state;
    have_hands(scene, "courier.sock");
    scene->says[1] = (struct hand_answer){.count = 12};
    scene->says[2].why = HAND_NOT_A_FAT;
    assert_int_equal(ask(scene, SCREEN, STEWARD_EXPORT, ""), STEWARD_STARTED);
    assert_int_equal(until_done(scene)->answer.why, HAND_NOT_A_FAT);
}

static void a_hand_that_is_absent_is_told(void **state)
{
    struct scene *scene = *state;
    struct steward_answer answer =
        ask_as(scene, (struct local_caller){.user = SCREEN}, STEWARD_SHUT_DOWN, "");
    assert_int_equal(answer.result, STEWARD_STARTED);
    assert_int_equal(until_done(scene)->answer.why, HAND_ABSENT);
    assert_int_equal(ask(scene, SCREEN, STEWARD_UPDATE, ""), STEWARD_STARTED);
    assert_int_equal(until_done(scene)->answer.why, HAND_ABSENT);
    assert_int_equal(tasks_state(scene->steward.tasks)->number, 2);
}

static void a_code_goes_to_its_hand_and_stays_nowhere(void **state)
{
    struct scene *scene = *state;
    size_t before = secret_in_use();
    have_hands(scene, "enrol.sock");
    assert_int_equal(ask(scene, SCREEN, STEWARD_ENROL, "ABCDEFGH"), STEWARD_STARTED);
    assert_int_equal(until_done(scene)->answer.why, HAND_DONE);
    assert_string_equal(scene->heard, "mount-read;enrolABCDEFGH;take-out;");
    assert_true(loop_once(scene->loop, false, NULL));
    assert_int_equal(secret_in_use(), before);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, setup, teardown)

/* ---- settings -------------------------------------------------------------- */

static enum steward_result ask_setting(struct scene *scene, const char *argument)
{
    struct buffer frame;
    struct steward_answer answer;
    const struct local_caller screen = {.user = 1001, .process = 77};
    buffer_init(&frame, STEWARD_FRAME_MAX);
    assert_true(steward_request_encode(STEWARD_SETTING, (const uint8_t *)argument, strlen(argument),
                                       &frame, NULL));
    steward_do(&scene->steward, &screen, frame.data, frame.length, &answer);
    buffer_finish(&frame);
    return answer.result;
}

static void settings_are_kept_for_the_screen(void **state)
{
    struct scene *scene = *state;
    static struct kiosk_config config;
    struct error error;
    assert_true(kiosk_config_load(
        temp_folder_write(scene->folder, "kiosk.ini", "[paths]\nsettings = settings.ini\n"),
        &config, &error));
    scene->steward.config = &config;
    assert_int_equal(ask_setting(scene, "setup reached network"), STEWARD_FINE);
    assert_int_equal(ask_setting(scene, "display calibration 1 0 0 0 1 0"), STEWARD_FINE);
    assert_int_equal(ask_setting(scene, "setup reached "), STEWARD_FINE);
    assert_int_equal(ask_setting(scene, "setup language ar"), STEWARD_FINE);
    assert_true(kiosk_settings_lay_over(&config, &error));
    assert_string_equal(config.setup.reached, "");
    assert_string_equal(config.setup.language, "ar");
    static const char *const wrong[] = {"",
                                        "setup",
                                        "setup reached",
                                        "paths outbox /tmp",
                                        "setup reached a\n[paths]",
                                        "printer dots 5"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(ask_setting(scene, wrong[i]), STEWARD_FORM);
    }
    set(scene, "482913");
    assert_int_equal(ask_setting(scene, "setup language es"), STEWARD_PIN_FIRST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(settings_are_kept_for_the_screen),
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
        TEST(nothing_that_needs_a_right_comes_without_the_pin),
        TEST(the_pin_holds_for_its_process_and_a_while),
        TEST(a_wrong_pin_takes_it_away),
        TEST(a_first_start_needs_none_until_it_sets_one),
        TEST(arguments_of_another_form_reach_no_hand),
        TEST(a_drive_is_mounted_used_and_taken_out),
        TEST(without_a_drive_nothing_is_tried),
        TEST(a_failure_is_told_and_the_drive_taken_out),
        TEST(what_is_not_on_the_drive_yet_is_not_called_done),
        TEST(a_hand_that_is_absent_is_told),
        TEST(a_code_goes_to_its_hand_and_stays_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
