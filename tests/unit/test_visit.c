/* Whole visits by presses on control ids: way through, Back, Change, leaving, rules. */
#include "app/registration/answers.h"
#include "app/screen/pages/layout.h"
#include "app/site/site.h"
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

static bool chose(const struct stage *stage, const char *id, const char *code)
{
    const struct form_field *field = form_field_find(stage->room.form, id);
    const struct form_choice *choice = form_choice_find(field, code);
    return answers_has(visit_answers(stage->visit), field, (size_t)(choice - field->choices));
}

/* ---- the way through ------------------------------------------------------------------------- */

static void a_visit_reaches_the_save_with_its_answers(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    stage_press(stage, "cont cont");
    assert_string_equal(stage_screen(stage), "saving");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_SAVE);
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
    assert_string_equal(stage_answer(stage, "family_name"), "Ortiz");
    assert_string_equal(stage_answer(stage, "phone"), "2025550142");
    assert_string_equal(stage_answer(stage, "birth_country"), "MX");
    assert_string_equal(stage_answer(stage, "pin"), "4827");
    assert_true(chose(stage, "role", "family"));
    assert_true(chose(stage, "hours", "afternoon"));
    assert_true(chose(stage, "voicemail", "never"));
}

static void saving_wipes_the_answers_and_shows_saved(void **state)
{
    struct stage *stage = *state;
    stage_save(stage);
    assert_string_equal(stage_screen(stage), "saved");
    assert_string_equal(visit_receipt_code(stage->visit), STAGE_CODE);
    assert_string_equal(stage_answer(stage, "family_name"), "");
    assert_string_equal(stage_answer(stage, "pin"), "");
    assert_false(stage_shows(stage, "Ortiz"));
    assert_false(stage_has(stage, "back"));
}

static void a_failed_save_says_so_and_keeps_the_answers(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    stage_press(stage, "cont cont");
    (void)visit_take_effect(stage->visit);
    visit_saved(stage->visit, false, "", stage->now);
    assert_string_equal(stage_screen(stage), "not-saved");
    assert_string_equal(stage_answer(stage, "family_name"), "Ortiz");
    stage_press(stage, "again");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_SAVE);
    visit_saved(stage->visit, false, "", stage->now);
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "check");
}

static void nothing_is_chosen_in_advance(void **state)
{
    struct stage *stage = *state;
    static const char *const pages[] = {"about-you", "services", "find-person", "ways", "hours"};
    for (size_t p = 0; p < sizeof pages / sizeof *pages; p++) {
        stage_go(stage, pages[p]);
        const struct view *view = visit_view(stage->visit);
        for (size_t i = 0; i < view->count; i++) {
            assert_false(view->controls[i].role != ROLE_TOOL && view->controls[i].chosen);
        }
    }
}

static void without_alerts_or_history_nobody_is_looked_for(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "services");
    stage_press(stage, "option.social-services cont");
    assert_string_equal(stage_screen(stage), "phone");
}

static void skipping_the_phone_closes_what_needs_one(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "phone");
    stage_press(stage, "skip");
    assert_string_equal(stage_screen(stage), "ways");
    assert_true(stage_control(stage, "option.text")->disabled);
    assert_true(stage_control(stage, "option.text")->description[0] != '\0');
    assert_false(visit_press(stage->visit, "option.text", stage->now));
    stage_press(stage, "option.email cont");
    assert_string_equal(stage_screen(stage), "email");
    stage_keys(stage, "ana@example");
    stage_press(stage, "key..com cont");
    assert_string_equal(stage_screen(stage), "hours");
    assert_false(stage_has(stage, "option.never"));
}

static void a_number_leads_past_the_name_and_can_be_given_up(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "find-person");
    stage_press(stage, "option.a-number cont");
    assert_string_equal(stage_screen(stage), "a-number");
    stage_press(stage, "skip");
    assert_string_equal(stage_screen(stage), "name");
    assert_true(chose(stage, "find", "name"));
}

static void an_age_takes_the_place_of_the_date(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "birth");
    stage_keys(stage, "0417");
    stage_press(stage, "tab.age_band option.35-44 cont");
    assert_string_equal(stage_screen(stage), "country");
    assert_string_equal(stage_answer(stage, "birth_date"), "");
    assert_true(chose(stage, "age_band", "35-44"));
}

/* ---- Back and Change ------------------------------------------------------------------------- */

static void back_keeps_what_was_typed(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "other-names");
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "name");
    assert_string_equal(stage_control(stage, "field.family_name")->value, "Ortiz");
    stage_press(stage, "back back back back back");
    assert_string_equal(stage_screen(stage), "welcome");
    stage_go(stage, "other-names");
}

static void change_returns_to_check(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    stage_press(stage, "change.about-you");
    assert_string_equal(stage_screen(stage), "about-you");
    assert_true(stage_control(stage, "option.family")->chosen);
    stage_press(stage, "option.witness cont");
    assert_string_equal(stage_screen(stage), "check");
    assert_true(chose(stage, "role", "witness"));
}

static void back_from_a_change_returns_to_check(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    stage_press(stage, "change.services back");
    assert_string_equal(stage_screen(stage), "check");
    stage_press(stage, "change.birth cont");
    assert_string_equal(stage_screen(stage), "check");
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "pin-again");
}

static void a_change_that_opens_pages_asks_them(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "services");
    stage_press(stage, "option.social-services cont");
    stage_go(stage, "check");
    stage_press(stage, "change.services option.custody-alerts cont");
    assert_string_equal(stage_screen(stage), "find-person");
}

static void what_a_change_left_open_is_asked_before_sending(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "services");
    stage_press(stage, "option.social-services cont");
    stage_go(stage, "check");
    stage_press(stage, "change.services option.custody-alerts cont back back");
    assert_string_equal(stage_screen(stage), "check");
    while (strcmp(stage_screen(stage), "check") == 0) {
        stage_press(stage, "cont");
    }
    assert_string_equal(stage_screen(stage), "find-person");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
}

static void check_shows_every_answer_and_hides_them(void **state)
{
    struct stage *stage = *state;
    static const char *const rows[] = {"change.about-you", "change.services", "change.find-person",
                                       "change.birth",     "change.country",  "change.phone",
                                       "change.ways",      "change.pin"};
    stage_go(stage, "check");
    bool seen[8] = {false};
    for (int part = 0; part < 2; part++) {
        for (size_t i = 0; i < 8; i++) {
            seen[i] = seen[i] || stage_has(stage, rows[i]);
        }
        if (part == 0) {
            assert_true(stage_shows(stage, "Ortiz"));
            assert_true(stage_shows(stage, "April 17, 1984"));
            stage_press(stage, "cont");
        }
    }
    for (size_t i = 0; i < 8; i++) {
        assert_true(seen[i]);
    }
    stage_press(stage, "back hide");
    assert_false(stage_shows(stage, "Ortiz"));
    stage_press(stage, "show");
    assert_true(stage_shows(stage, "Ortiz"));
}

/* ---- leaving --------------------------------------------------------------------------------- */

static void leave_wipes_and_shows_welcome_at_once(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    size_t used = secret_in_use();
    stage_press(stage, "tool.size tool.contrast leave");
    assert_string_equal(stage_screen(stage), "welcome");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_END);
    assert_string_equal(stage_answer(stage, "family_name"), "");
    assert_int_equal(visit_view(stage->visit)->style.size, SIZE_STANDARD);
    assert_int_equal(visit_view(stage->visit)->style.theme, THEME_LIGHT);
    assert_int_equal(visit_next_tick(stage->visit), 0);
    assert_true(secret_in_use() <= used);
}

static void no_text_of_a_left_visit_stays_in_the_view(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    stage_press(stage, "leave");
    const struct view *view = visit_view(stage->visit);
    for (size_t i = 0; i + 5 <= VIEW_TEXT_BYTES; i++) {
        assert_memory_not_equal(view->text + i, "Ortiz", 5);
    }
}

static void leave_is_on_every_screen_of_a_visit(void **state)
{
    struct stage *stage = *state;
    stage_on(stage);
    while (strcmp(stage_screen(stage), "check") != 0) {
        assert_true(stage_has(stage, "leave"));
        stage_on(stage);
    }
    stage_press(stage, "tool.help");
    assert_true(stage_has(stage, "leave"));
    stage_press(stage, "back tool.language");
    assert_true(stage_has(stage, "leave"));
}

static void leave_is_never_delayed_by_the_guard(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "services");
    const struct control *leave = stage_control(stage, "leave");
    const struct control *cont = stage_control(stage, "cont");
    int64_t now = stage->now + 100;
    assert_false(visit_touch(stage->visit, cont->rect.x + 9, cont->rect.y + 9, now));
    assert_true(visit_touch(stage->visit, leave->rect.x + 9, leave->rect.y + 9, now));
    assert_string_equal(stage_screen(stage), "welcome");
}

static void a_second_tap_does_not_land_on_the_next_screen(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "about-you");
    stage_press(stage, "option.family");
    const struct control *cont = stage_control(stage, "cont");
    int x = cont->rect.x + 9;
    int y = cont->rect.y + 9;
    assert_true(visit_touch(stage->visit, x, y, stage->now + 1000));
    assert_string_equal(stage_screen(stage), "services");
    assert_false(visit_touch(stage->visit, x, y, stage->now + 1400));
    assert_false(stage_has(stage, "error"));
    assert_true(visit_touch(stage->visit, x, y, stage->now + 1600));
    assert_true(stage_has(stage, "error"));
}

/* ---- how it is shown ------------------------------------------------------------------------- */

static void language_size_and_contrast_keep_the_answers(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    stage_press(stage, "field.family_name");
    stage_keys(stage, "ORT");
    stage_press(stage, "tool.size tool.contrast tool.language language.es");
    assert_string_equal(stage_screen(stage), "name");
    assert_string_equal(visit_language(stage->visit), "es");
    assert_string_equal(stage_control(stage, "field.family_name")->value, "Ort");
    stage_keys(stage, "IZ");
    assert_string_equal(stage_answer(stage, "family_name"), "Ortiz");
}

static void help_covers_the_answers(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    stage_press(stage, "tool.help");
    assert_true(visit_view(stage->visit)->covers);
    assert_false(stage_shows(stage, "Ortiz"));
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "check");
}

static void the_whole_privacy_notice_can_be_read_and_printed(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "notices");
    stage_press(stage, "notice");
    bool seen = stage_shows(stage, "Without a way to reach you");
    while (stage_has(stage, "cont")) {
        stage_press(stage, "cont");
        seen = seen || stage_shows(stage, "Without a way to reach you");
    }
    assert_true(seen);
    stage_press(stage, "print-notice");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_PRINT_NOTICE);
    visit_printed(stage->visit, PRINT_CONFIRMED, stage->now);
    assert_true(stage_has(stage, "paper"));
}

/* As long as a site may make it, once in sentences and once without a space. */
static void the_longest_notice_is_shown_to_its_end(void **state)
{
    (void)state;
    static char notice[SITE_NOTICE_MAX];
    static const char sentence[] = "Here is one more sentence of it. ";
    for (int spaces = 0; spaces < 2; spaces++) {
        for (size_t i = 0; i + 8 < sizeof notice; i++) {
            notice[i] = spaces == 1 ? sentence[i % (sizeof sentence - 1)] : 'x';
        }
        (void)strcpy(notice + sizeof notice - 8, "THE-END");
        struct stage stage;
        stage_open_notice(&stage, ORIENTATION_LANDSCAPE, notice);
        stage_press(&stage, "language.en cont notice tool.size");
        int ends = 0;
        int pages = 1;
        for (; stage_has(&stage, "cont"); pages++) {
            ends += stage_shows(&stage, "THE-END") ? 1 : 0;
            stage_press(&stage, "cont");
        }
        ends += stage_shows(&stage, "THE-END") ? 1 : 0;
        assert_int_equal(ends, 5);
        for (; pages > 1; pages--) {
            stage_press(&stage, "back");
        }
        assert_string_equal(stage_screen(&stage), "privacy-notice");
        stage_close(&stage);
    }
}

static void a_kiosk_that_cannot_save_takes_no_visit(void **state)
{
    struct stage *stage = *state;
    stage_health(stage, false, true, false);
    assert_string_equal(stage_screen(stage), "not-available");
    assert_false(stage_has(stage, "language.en"));
    stage_health(stage, true, true, false);
    assert_string_equal(stage_screen(stage), "welcome");
}

static void a_visit_goes_on_when_saving_fails_for_a_while(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    stage_health(stage, false, true, false);
    assert_string_equal(stage_screen(stage), "name");
}

int main(void)
{
#define VISIT(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        VISIT(a_visit_reaches_the_save_with_its_answers),
        VISIT(saving_wipes_the_answers_and_shows_saved),
        VISIT(a_failed_save_says_so_and_keeps_the_answers),
        VISIT(nothing_is_chosen_in_advance),
        VISIT(without_alerts_or_history_nobody_is_looked_for),
        VISIT(skipping_the_phone_closes_what_needs_one),
        VISIT(a_number_leads_past_the_name_and_can_be_given_up),
        VISIT(an_age_takes_the_place_of_the_date),
        VISIT(back_keeps_what_was_typed),
        VISIT(change_returns_to_check),
        VISIT(back_from_a_change_returns_to_check),
        VISIT(a_change_that_opens_pages_asks_them),
        VISIT(what_a_change_left_open_is_asked_before_sending),
        VISIT(check_shows_every_answer_and_hides_them),
        VISIT(leave_wipes_and_shows_welcome_at_once),
        VISIT(no_text_of_a_left_visit_stays_in_the_view),
        VISIT(leave_is_on_every_screen_of_a_visit),
        VISIT(leave_is_never_delayed_by_the_guard),
        VISIT(a_second_tap_does_not_land_on_the_next_screen),
        VISIT(language_size_and_contrast_keep_the_answers),
        VISIT(help_covers_the_answers),
        VISIT(the_whole_privacy_notice_can_be_read_and_printed),
        cmocka_unit_test(the_longest_notice_is_shown_to_its_end),
        VISIT(a_kiosk_that_cannot_save_takes_no_visit),
        VISIT(a_visit_goes_on_when_saving_fails_for_a_while),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
