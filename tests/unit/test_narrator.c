/* What is said when: a rule a test, in English and, mirrored, in Arabic. */
#include "app/screen/speech/narrator.h"
#include "platform/language/language.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/listener.h"

#include <stdio.h>
#include <string.h>

struct scene {
    struct stage stage;
    struct listener listener;
    const char *language;
};

static struct scene *begin(const char *language, bool headphones)
{
    struct scene *scene = test_malloc(sizeof *scene);
    stage_open(&scene->stage, ORIENTATION_PORTRAIT);
    scene->language = language;
    listener_open(&scene->listener, &scene->stage, headphones);
    return scene;
}

static int with_headphones(void **state)
{
    *state = begin("en", true);
    return 0;
}

static int in_arabic(void **state)
{
    *state = begin("ar", true);
    return 0;
}

static int in_the_room(void **state)
{
    *state = begin("en", false);
    return 0;
}

static int end(void **state)
{
    struct scene *scene = *state;
    listener_close(&scene->listener);
    stage_close(&scene->stage);
    test_free(scene);
    return 0;
}

/* To a page with answers that are fine, then hears what there is to hear. */
static void go(struct scene *scene, const char *page)
{
    stage_go(&scene->stage, page);
    listener_hear(&scene->listener);
}

static void press(struct scene *scene, const char *ids)
{
    stage_press(&scene->stage, ids);
    listener_hear(&scene->listener);
}

static void hears(const struct scene *scene, const char *words)
{
    if (strstr(scene->listener.heard, words) == NULL) {
        fail_msg("\"%s\" is not in: %s", words, scene->listener.heard);
    }
}

static void hears_not(const struct scene *scene, const char *words)
{
    if (strstr(scene->listener.heard, words) != NULL) {
        fail_msg("\"%s\" is in: %s", words, scene->listener.heard);
    }
}

static void hears_only(const struct scene *scene, const char *words)
{
    char line[512];
    (void)snprintf(line, sizeof line, "%s\n", words);
    assert_string_equal(scene->listener.heard, line);
}

/* A screen as a picture has it, in the scene's language. */
static void show(struct scene *scene, const char *screen)
{
    struct view_style style = {.language = scene->language};
    assert_true(visit_show(scene->stage.visit, screen, &style, NULL));
    struct visit_voice voice = {.works = true, .headphones = true};
    (void)visit_set_voice(scene->stage.visit, &voice, scene->stage.now);
    listener_hear(&scene->listener);
}

/* ---- screens --------------------------------------------------------------------------------- */

static void headphones_switch_it_on_and_off(void **state)
{
    struct scene *scene = *state;
    hears(scene, "The voice is on.\n");
    hears(scene, "Welcome\n");
    listener_key(&scene->listener, KEY_HEADPHONES_OUT);
    hears_only(scene, "The voice is off.");
    press(scene, "language.en");
    assert_int_equal(scene->listener.parts, 0);
    listener_key(&scene->listener, KEY_HEADPHONES_IN);
    hears(scene, "The voice is on.\n");
    hears(scene, "Before you start.");
}

static void a_screen_says_its_question_then_where_the_visitor_is(void **state)
{
    struct scene *scene = *state;
    listener_key(&scene->listener, KEY_DOWN);
    go(scene, "about-you");
    hears_only(scene, "Step 1 of 7. Which one fits you best? Choose one. You do not need to say "
                      "what happened. 4 choices.\nIt happened to me. not chosen. 1 of 4.");
}

static void without_a_ring_all_choices_are_read(void **state)
{
    struct scene *scene = *state;
    go(scene, "about-you");
    hears(scene, "Step 1 of 7.");
    hears(scene, "1 of 4.\n");
    hears(scene, "4 of 4.\n");
}

static void every_language_is_read_by_its_own_voice(void **state)
{
    struct scene *scene = *state;
    struct narrator_moment moment = {.view = visit_view(scene->stage.visit), .speaks = true};
    narrator_forget(scene->listener.narrator);
    const struct narration *said = narrator_follow(scene->listener.narrator, &moment);
    bool arabic = false;
    for (size_t i = 0; i < said->count; i++) {
        arabic = arabic || (strcmp(said->parts[i].language, "ar") == 0 &&
                            strcmp(said->parts[i].text, "العربية") == 0);
    }
    assert_true(arabic);
}

static void notices_are_read_part_by_part(void **state)
{
    struct scene *scene = *state;
    go(scene, "notices");
    assert_true(scene->listener.parts >= 6);
    hears(scene, "We never ask your immigration status.");
    press(scene, "notice");
    assert_true(scene->listener.parts >= 3);
    hears(scene, "Privacy notice");
}

static void what_is_read_can_be_gone_to(void **state)
{
    struct scene *scene = *state;
    go(scene, "notices");
    listener_key(&scene->listener, KEY_DOWN);
    bool title = false;
    bool note = false;
    for (int i = 0; i < 12; i++) {
        listener_key(&scene->listener, KEY_UP);
        title = title || strncmp(scene->listener.heard, "Before you start.", 17) == 0;
        note = note || strncmp(scene->listener.heard, "We never ask", 12) == 0;
    }
    assert_true(title);
    assert_true(note);
}

static void the_saved_request_and_the_paper_are_told(void **state)
{
    struct scene *scene = *state;
    stage_save(&scene->stage);
    listener_hear(&scene->listener);
    hears(scene, "Your request is saved.");
    press(scene, "receipt.print");
    hears(scene, "Printing.");
    visit_printed(scene->stage.visit, PRINT_FAILED, scene->stage.now);
    listener_hear(&scene->listener);
    hears(scene, "The printer stopped.");
}

static void the_code_is_said_twice_symbol_by_symbol(void **state)
{
    struct scene *scene = *state;
    stage_save(&scene->stage);
    press(scene, "receipt.screen");
    hears(scene, "Your code is K, 7, M, 4, 2, 9, Q, T, X, 3, H, F. Once more: K, 7, M, 4,");
}

/* ---- focus, choices -------------------------------------------------------------------------- */

static void a_move_says_what_has_the_focus_and_interrupts(void **state)
{
    struct scene *scene = *state;
    go(scene, "about-you");
    listener_key(&scene->listener, KEY_DOWN);
    listener_key(&scene->listener, KEY_DOWN);
    assert_int_equal(scene->listener.parts, 1);
    assert_true(scene->listener.interrupted);
    hears(scene, "not chosen. 2 of 4.");
}

static void a_key_that_leads_nowhere_says_where_one_is(void **state)
{
    struct scene *scene = *state;
    go(scene, "about-you");
    for (int i = 0; i < 8; i++) {
        listener_key(&scene->listener, KEY_UP);
    }
    hears(scene, "Which one fits you best?");
    scene->listener.heard[0] = '\0';
    listener_key(&scene->listener, KEY_UP);
    hears(scene, "Which one fits you best?");
}

static void a_choice_says_its_state(void **state)
{
    struct scene *scene = *state;
    go(scene, "about-you");
    listener_key(&scene->listener, KEY_DOWN);
    listener_key(&scene->listener, KEY_PRESS);
    hears_only(scene, "It happened to me. chosen. 1 of 4.");
}

static void a_touched_choice_says_its_state(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    listener_touch(&scene->listener, "option.custody-alerts");
    hears(scene, "chosen. 1 of 5.");
    hears_not(scene, "not chosen");
    listener_touch(&scene->listener, "option.custody-alerts");
    hears(scene, "not chosen. 1 of 5.");
}

static void a_finger_hears_what_cannot_be_pressed(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    listener_touch(&scene->listener, "title");
    hears(scene, "What would you like?");
}

static void arabic_is_told_its_own_way_round(void **state)
{
    struct scene *scene = *state;
    press(scene, "language.ar cont");
    while (strcmp(stage_screen(&scene->stage), "about-you") != 0) {
        press(scene, "cont");
    }
    listener_key(&scene->listener, KEY_DOWN);
    hears(scene, stage_control(&scene->stage, "option.victim")->spoken);
    listener_key(&scene->listener, KEY_LEFT);
    hears(scene, stage_control(&scene->stage, "option.family")->spoken);
    listener_key(&scene->listener, KEY_RIGHT);
    hears(scene, stage_control(&scene->stage, "option.victim")->spoken);
    listener_key(&scene->listener, KEY_PRESS);
    hears_only(scene, stage_control(&scene->stage, "option.victim")->spoken);
}

/* ---- typing ---------------------------------------------------------------------------------- */

static void a_typed_letter_is_named_and_a_deleted_one_too(void **state)
{
    struct scene *scene = *state;
    go(scene, "name");
    press(scene, "key.A");
    hears_only(scene, "A");
    press(scene, "key.delete");
    hears_only(scene, "A deleted.");
    press(scene, "key.delete");
    hears_only(scene, "empty");
}

static void a_physical_keyboard_is_heard_as_well(void **state)
{
    struct scene *scene = *state;
    go(scene, "name");
    (void)visit_type(scene->stage.visit, "z", scene->stage.now);
    listener_hear(&scene->listener);
    hears_only(scene, "z");
}

static void repeating_says_the_word_so_far_first(void **state)
{
    struct scene *scene = *state;
    go(scene, "name");
    press(scene, "key.A key.N key.A");
    listener_key(&scene->listener, KEY_REPEAT);
    assert_int_equal(strncmp(scene->listener.heard, "First name. Ana. 1 of 2.\n", 25), 0);
    hears(scene, "What is the person’s name?");
}

static void a_full_part_of_a_date_leads_to_the_next(void **state)
{
    struct scene *scene = *state;
    go(scene, "birth");
    press(scene, "key.0");
    hears_only(scene, "0");
    press(scene, "key.4");
    hears_only(scene, "4\nDay. empty. 2 of 3.");
}

static void a_telephone_number_is_said_digit_by_digit(void **state)
{
    struct scene *scene = *state;
    go(scene, "phone");
    stage_keys(&scene->stage, "2025550142");
    listener_hear(&scene->listener);
    listener_key(&scene->listener, KEY_REPEAT);
    hears(scene, "Your phone number. 2 0 2, 5 5 5, 0 1 4 2. 1 of 1.");
}

static void a_pin_is_counted_and_never_said(void **state)
{
    struct scene *scene = *state;
    go(scene, "pin");
    press(scene, "key.5");
    hears_only(scene, "Number typed. 1 of 4.");
    press(scene, "key.7");
    hears_only(scene, "Number typed. 2 of 4.");
    press(scene, "key.delete");
    hears_only(scene, "Number typed. 1 of 4.");
    listener_key(&scene->listener, KEY_REPEAT);
    hears_not(scene, "5");
}

static void an_error_comes_before_anything_else(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    press(scene, "cont");
    assert_int_equal(strncmp(scene->listener.heard, "Please check this. ", 19), 0);
    press(scene, "cont");
    assert_int_equal(strncmp(scene->listener.heard, "Please check this. ", 19), 0);
}

static void what_is_found_is_counted(void **state)
{
    struct scene *scene = *state;
    go(scene, "country");
    stage_keys(&scene->stage, "MEX");
    listener_hear(&scene->listener);
    press(scene, "key.I");
    hears(scene, "I\n");
    press(scene, "item.MX");
    hears(scene, "Mexico. chosen.");
}

/* ---- private --------------------------------------------------------------------------------- */

static void the_room_hears_no_answers_unless_asked(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    press(scene, "option.custody-alerts");
    hears_only(scene, "Your choice is taken.");
    go(scene, "check");
    hears(scene, "Your answers are not said aloud, because others could hear them.");
    hears(scene, "You. not said aloud");
    hears_not(scene, "2 0 2, 5 5 5");
    press(scene, "tool.listen voice.aloud");
    hears(scene, "2 0 2, 5 5 5");
    press(scene, "change.phone");
    hears(scene, "not said aloud");
    hears_not(scene, "2 0 2, 5 5 5");
}

static void what_was_typed_stays_unsaid_in_the_room(void **state)
{
    struct scene *scene = *state;
    go(scene, "name");
    press(scene, "key.A key.N key.A");
    listener_key(&scene->listener, KEY_REPEAT);
    hears(scene, "First name. not said aloud. 1 of 2.");
    hears_not(scene, "Ana");
    press(scene, "tool.listen voice.aloud");
    hears(scene, "First name. Ana. 1 of 2.");
}

/* Groups that change with an eleventh digit are no reason to say all of them. */
static void of_a_physical_keyboard_the_room_hears_one_letter_at_a_time(void **state)
{
    struct scene *scene = *state;
    go(scene, "phone");
    stage_keys(&scene->stage, "2025550142");
    listener_hear(&scene->listener);
    (void)visit_type(scene->stage.visit, "7", scene->stage.now);
    listener_hear(&scene->listener);
    hears_only(scene, "7");
    (void)visit_key(scene->stage.visit, KEY_BACKSPACE, scene->stage.now);
    listener_hear(&scene->listener);
    hears_only(scene, "7 deleted.");
}

static void before_a_pin_the_visitor_is_told_who_can_hear(void **state)
{
    struct scene *scene = *state;
    go(scene, "pin");
    hears(scene, "Without headphones, others can hear which numbers you move over.");
}

/* ---- time, leaving, sound -------------------------------------------------------------------- */

static void time_running_out_is_told_at_sixty_thirty_and_ten(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    int64_t due = visit_next_tick(scene->stage.visit);
    assert_int_equal(due - scene->stage.now, 180000);
    scene->stage.now = due;
    (void)visit_tick(scene->stage.visit, due);
    listener_hear(&scene->listener);
    hears(scene, "60 seconds left.");
    int told = 0;
    for (int i = 0; i < 59; i++) {
        scene->stage.now += 1000;
        (void)visit_tick(scene->stage.visit, scene->stage.now);
        listener_hear(&scene->listener);
        told += scene->listener.parts > 0 ? 1 : 0;
        if (i == 29) {
            hears_only(scene, "Do you need more time? 30 seconds left.");
        }
    }
    assert_int_equal(told, 2);
}

static void leaving_says_that_all_is_erased(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    press(scene, "leave");
    assert_int_equal(strncmp(scene->listener.heard, "Everything you typed is erased.", 31), 0);
}

static void after_saving_it_says_that_the_request_stays(void **state)
{
    struct scene *scene = *state;
    stage_save(&scene->stage);
    press(scene, "receipt.none");
    assert_int_equal(strncmp(scene->listener.heard, "Your request stays saved.", 25), 0);
}

static void speed_and_loudness_have_ends_and_begin_anew(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    listener_key(&scene->listener, KEY_FASTER);
    hears_only(scene, "Speed 4 of 5");
    for (int i = 0; i < 4; i++) {
        listener_key(&scene->listener, KEY_SOFTER);
    }
    hears_only(scene, "Loudness 1 of 5");
    assert_int_equal(visit_speech(scene->stage.visit).volume, -VISIT_SPEECH_MOST);
    press(scene, "leave");
    assert_int_equal(visit_speech(scene->stage.visit).volume, 0);
    assert_int_equal(visit_speech(scene->stage.visit).speed, 0);
}

static void the_panel_changes_them_as_well(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    press(scene, "tool.listen");
    hears(scene, "The voice\n");
    press(scene, "voice.slower");
    hears_only(scene, "Speed 2 of 5");
    press(scene, "voice.off");
    hears_only(scene, "The voice is off.");
    assert_string_equal(stage_screen(&scene->stage), "services");
}

static void voice_dies(struct scene *scene)
{
    (void)visit_set_voice(scene->stage.visit, &(struct visit_voice){.works = false},
                          scene->stage.now);
}

static void a_voice_that_dies_is_shown_and_the_visit_goes_on(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    voice_dies(scene);
    assert_string_equal(stage_screen(&scene->stage), "voice");
    assert_true(stage_shows(&scene->stage, "The voice does not work right now"));
    stage_press(&scene->stage, "cont");
    assert_string_equal(stage_screen(&scene->stage), "services");
    stage_press(&scene->stage, "tool.listen");
    assert_true(stage_shows(&scene->stage, "The voice does not work right now"));
}

static void a_voice_that_dies_under_the_time_out_is_shown_after_it(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    stage_wait(&scene->stage, 200 * 1000);
    assert_string_equal(stage_screen(&scene->stage), "more-time");
    voice_dies(scene);
    assert_string_equal(stage_screen(&scene->stage), "more-time");
    stage_press(&scene->stage, "yes");
    assert_true(stage_shows(&scene->stage, "The voice does not work right now"));
    stage_press(&scene->stage, "cont");
    assert_string_equal(stage_screen(&scene->stage), "services");
}

static void a_voice_that_dies_before_a_private_step_is_shown_after_the_helper_went(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    stage_press(&scene->stage, "tool.help helper back");
    stage_go(&scene->stage, "helper");
    voice_dies(scene);
    assert_string_equal(stage_screen(&scene->stage), "helper");
    stage_press(&scene->stage, "cont");
    assert_true(stage_shows(&scene->stage, "The voice does not work right now"));
    stage_press(&scene->stage, "cont");
    assert_string_equal(stage_screen(&scene->stage), "phone");
}

static void the_keys_can_be_tried_and_left(void **state)
{
    struct scene *scene = *state;
    go(scene, "services");
    press(scene, "tool.help try-keys");
    hears(scene, "To stop, press the round key three times");
    listener_key(&scene->listener, KEY_LEAVE);
    hears_only(scene, "Leave now");
    (void)visit_other_key(scene->stage.visit, 114, scene->stage.now);
    listener_hear(&scene->listener);
    hears_only(scene, "Key number 114. It does nothing.");
    listener_key(&scene->listener, KEY_PRESS);
    hears_only(scene, "Choose. Press it 2 more times to stop.");
    listener_key(&scene->listener, KEY_PRESS);
    listener_key(&scene->listener, KEY_PRESS);
    assert_string_equal(stage_screen(&scene->stage), "services");
    press(scene, "tool.help try-keys");
    stage_wait(&scene->stage, 20000);
    assert_string_equal(stage_screen(&scene->stage), "services");
}

/* ---- every screen ---------------------------------------------------------------------------- */

static void check_screen(struct scene *scene, const char *screen)
{
    show(scene, screen);
    if (scene->listener.parts == 0) {
        fail_msg("%s says nothing in %s", screen, scene->language);
    }
    struct narrator_moment moment = {
        .view = visit_view(scene->stage.visit), .speaks = true, .room_hears = true};
    narrator_forget(scene->listener.narrator);
    const struct narration *said = narrator_follow(scene->listener.narrator, &moment);
    static const char *const answers[] = {"Ortiz", "María", "Pepa",     "2 0 2, 5 5 5",
                                          "4827",  "1984",  "a, n, a, "};
    for (size_t i = 0; i < said->count; i++) {
        for (size_t j = 0; j < sizeof answers / sizeof *answers; j++) {
            if (strstr(said->parts[i].text, answers[j]) != NULL &&
                strstr(said->parts[i].text, "1984.") == NULL) {
                fail_msg("%s in %s: the room hears %s", screen, scene->language,
                         said->parts[i].text);
            }
        }
    }
    narrator_forget(scene->listener.narrator);
}

static void every_screen_says_something_in_every_language(void **state)
{
    struct scene *scene = *state;
    const struct language *languages = visit_languages(scene->stage.visit);
    for (size_t i = 0; i < language_count(languages); i++) {
        scene->language = language_at(languages, i)->code;
        for (size_t j = 0; visit_screen(j) != NULL; j++) {
            check_screen(scene, visit_screen(j));
        }
    }
}

int main(void)
{
#define HEARD(test) cmocka_unit_test_setup_teardown(test, with_headphones, end)
#define ROOM(test)  cmocka_unit_test_setup_teardown(test, in_the_room, end)
    const struct CMUnitTest tests[] = {
        HEARD(headphones_switch_it_on_and_off),
        HEARD(a_screen_says_its_question_then_where_the_visitor_is),
        HEARD(without_a_ring_all_choices_are_read),
        HEARD(every_language_is_read_by_its_own_voice),
        HEARD(notices_are_read_part_by_part),
        HEARD(what_is_read_can_be_gone_to),
        HEARD(the_saved_request_and_the_paper_are_told),
        HEARD(the_code_is_said_twice_symbol_by_symbol),
        HEARD(a_move_says_what_has_the_focus_and_interrupts),
        HEARD(a_key_that_leads_nowhere_says_where_one_is),
        HEARD(a_choice_says_its_state),
        HEARD(a_touched_choice_says_its_state),
        HEARD(a_finger_hears_what_cannot_be_pressed),
        cmocka_unit_test_setup_teardown(arabic_is_told_its_own_way_round, in_arabic, end),
        HEARD(a_typed_letter_is_named_and_a_deleted_one_too),
        HEARD(a_physical_keyboard_is_heard_as_well),
        HEARD(repeating_says_the_word_so_far_first),
        HEARD(a_full_part_of_a_date_leads_to_the_next),
        HEARD(a_telephone_number_is_said_digit_by_digit),
        HEARD(a_pin_is_counted_and_never_said),
        HEARD(an_error_comes_before_anything_else),
        HEARD(what_is_found_is_counted),
        ROOM(the_room_hears_no_answers_unless_asked),
        ROOM(what_was_typed_stays_unsaid_in_the_room),
        ROOM(of_a_physical_keyboard_the_room_hears_one_letter_at_a_time),
        ROOM(before_a_pin_the_visitor_is_told_who_can_hear),
        HEARD(time_running_out_is_told_at_sixty_thirty_and_ten),
        HEARD(leaving_says_that_all_is_erased),
        HEARD(after_saving_it_says_that_the_request_stays),
        HEARD(speed_and_loudness_have_ends_and_begin_anew),
        HEARD(the_panel_changes_them_as_well),
        HEARD(a_voice_that_dies_is_shown_and_the_visit_goes_on),
        HEARD(a_voice_that_dies_under_the_time_out_is_shown_after_it),
        HEARD(a_voice_that_dies_before_a_private_step_is_shown_after_the_helper_went),
        HEARD(the_keys_can_be_tried_and_left),
        HEARD(every_screen_says_something_in_every_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
