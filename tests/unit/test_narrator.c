/* What is said when: a rule a test, in English and, mirrored, in Arabic. */
#include "app/screen/speech/narrator.h"
#include "platform/language/language.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/scene.h"

#include <string.h>

/* ---- screens --------------------------------------------------------------------------------- */

static void headphones_switch_it_on_and_off(void **state)
{
    struct scene *scene = *state;
    scene_hears(scene, "The voice is on.\n");
    scene_hears(scene, "Welcome\n");
    listener_key(&scene->listener, KEY_HEADPHONES_OUT);
    scene_hears_only(scene, "The voice is off.");
    scene_press(scene, "language.en");
    assert_int_equal(scene->listener.parts, 0);
    listener_key(&scene->listener, KEY_HEADPHONES_IN);
    scene_hears(scene, "The voice is on.\n");
    scene_hears(scene, "Before you start.");
}

static void a_screen_says_its_question_then_where_the_visitor_is(void **state)
{
    struct scene *scene = *state;
    listener_key(&scene->listener, KEY_DOWN);
    scene_go(scene, "about-you");
    scene_hears_only(scene,
                     "Step 1 of 7. Which one fits you best? Choose one. You do not need to say "
                     "what happened. 4 choices.\nIt happened to me. not chosen. 1 of 4.");
}

static void without_a_ring_all_choices_are_read(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "about-you");
    scene_hears(scene, "Step 1 of 7.");
    scene_hears(scene, "1 of 4.\n");
    scene_hears(scene, "4 of 4.\n");
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
    scene_go(scene, "notices");
    assert_true(scene->listener.parts >= 6);
    scene_hears(scene, "We never ask your immigration status.");
    scene_press(scene, "notice");
    assert_true(scene->listener.parts >= 3);
    scene_hears(scene, "Privacy notice");
}

static void what_is_read_can_be_gone_to(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "notices");
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
    scene_hears(scene, "Your request is saved.");
    scene_press(scene, "receipt.print");
    scene_hears(scene, "Printing.");
    visit_printed(scene->stage.visit, PRINT_FAILED, scene->stage.now);
    listener_hear(&scene->listener);
    scene_hears(scene, "The printer stopped.");
}

static void the_code_is_said_twice_symbol_by_symbol(void **state)
{
    struct scene *scene = *state;
    stage_save(&scene->stage);
    scene_press(scene, "receipt.screen");
    scene_hears(scene, "Your code is K, 7, M, 4, 2, 9, Q, T, X, 3, H, F. Once more: K, 7, M, 4,");
}

/* ---- focus, choices -------------------------------------------------------------------------- */

static void a_move_says_what_has_the_focus_and_interrupts(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "about-you");
    listener_key(&scene->listener, KEY_DOWN);
    listener_key(&scene->listener, KEY_DOWN);
    assert_int_equal(scene->listener.parts, 1);
    assert_true(scene->listener.interrupted);
    scene_hears(scene, "not chosen. 2 of 4.");
}

static void a_key_that_leads_nowhere_says_where_one_is(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "about-you");
    for (int i = 0; i < 8; i++) {
        listener_key(&scene->listener, KEY_UP);
    }
    scene_hears(scene, "Which one fits you best?");
    scene->listener.heard[0] = '\0';
    listener_key(&scene->listener, KEY_UP);
    scene_hears(scene, "Which one fits you best?");
}

static void a_choice_says_its_state(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "about-you");
    listener_key(&scene->listener, KEY_DOWN);
    listener_key(&scene->listener, KEY_PRESS);
    scene_hears_only(scene, "It happened to me. chosen. 1 of 4.");
}

static void a_touched_choice_says_its_state(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "services");
    listener_touch(&scene->listener, "option.custody-alerts");
    scene_hears(scene, "chosen. 1 of 5.");
    scene_hears_not(scene, "not chosen");
    listener_touch(&scene->listener, "option.custody-alerts");
    scene_hears(scene, "not chosen. 1 of 5.");
}

static void a_finger_hears_what_cannot_be_pressed(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "services");
    listener_touch(&scene->listener, "title");
    scene_hears(scene, "What would you like?");
}

static void arabic_is_told_its_own_way_round(void **state)
{
    struct scene *scene = *state;
    scene_press(scene, "language.ar cont");
    while (strcmp(stage_screen(&scene->stage), "about-you") != 0) {
        scene_press(scene, "cont");
    }
    listener_key(&scene->listener, KEY_DOWN);
    scene_hears(scene, stage_control(&scene->stage, "option.victim")->spoken);
    listener_key(&scene->listener, KEY_LEFT);
    scene_hears(scene, stage_control(&scene->stage, "option.family")->spoken);
    listener_key(&scene->listener, KEY_RIGHT);
    scene_hears(scene, stage_control(&scene->stage, "option.victim")->spoken);
    listener_key(&scene->listener, KEY_PRESS);
    scene_hears_only(scene, stage_control(&scene->stage, "option.victim")->spoken);
}

/* ---- every screen ---------------------------------------------------------------------------- */

static void check_screen(struct scene *scene, const char *screen)
{
    scene_show(scene, screen);
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
        ARABIC(arabic_is_told_its_own_way_round),
        HEARD(every_screen_says_something_in_every_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
