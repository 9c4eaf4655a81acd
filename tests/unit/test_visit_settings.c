/* What staff change on a kiosk that is set up, and how it forgets everything. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

static void unlock(struct stage *stage)
{
    assert_true(visit_key(stage->visit, KEY_STAFF, stage->now));
    stage_keys(stage, "271828");
    visit_pin_checked(stage->visit, true, 5, 0, stage->now);
    (void)visit_take_effect(stage->visit);
}

static void to_settings(struct stage *stage)
{
    unlock(stage);
    stage_press(stage, "staff.settings");
    assert_string_equal(stage_screen(stage), "staff-settings");
}

static void expect_told(struct stage *stage, const char *words)
{
    assert_string_equal(stage_screen(stage), "staff-settings");
    assert_true(stage_shows(stage, words));
}

static struct first_start *changing(struct stage *stage)
{
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_FIRST_START);
    assert_non_null(visit_first_start(stage->visit));
    return visit_first_start(stage->visit);
}

/* ---- factory reset --------------------------------------------------------------------------- */

static void to_reset_pin(struct stage *stage)
{
    to_settings(stage);
    stage_press(stage, "deed.reset");
    assert_string_equal(stage_screen(stage), "staff-ask");
    assert_true(stage_shows(stage, "forgets everything"));
    stage_press(stage, "cont");
    assert_string_equal(stage_screen(stage), "staff-pin");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
}

static void a_reset_wants_a_question_and_the_pin_again(void **state)
{
    struct stage *stage = *state;
    to_reset_pin(stage);
    assert_true(stage_shows(stage, "Type the staff PIN again"));
    stage_keys(stage, "271828");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_CHECK_PIN);
    visit_pin_checked(stage->visit, true, 5, 0, stage->now);
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_DEED);
    assert_string_equal(visit_staff_verb(stage->visit), "factory-reset");
    assert_string_equal(stage_screen(stage), "staff-busy");
}

static void a_wrong_pin_resets_nothing(void **state)
{
    struct stage *stage = *state;
    to_reset_pin(stage);
    stage_keys(stage, "271829");
    (void)visit_take_effect(stage->visit);
    visit_pin_checked(stage->visit, false, 4, 0, stage->now);
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
    assert_string_equal(stage_screen(stage), "staff-pin");
    assert_true(stage_has(stage, "error"));
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "staff-settings");
}

static void a_refused_reset_says_what_is_held(void **state)
{
    struct stage *stage = *state;
    static const struct {
        struct deed_end end;
        const char *words;
    } rows[] = {{{"waiting", 7, 2, ""}, "Waiting here: 7. Set aside: 2."},
                {{"waiting", 0, 0, "salvaged"}, "Damaged requests are kept here."},
                {{"unknown", 0, 0, ""}, "not known if requests wait"},
                {{"failed", 0, 0, ""}, "did not work"}};
    to_settings(stage);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!stage_has(stage, "deed.reset")) {
            stage_press(stage, "more");
        }
        stage_press(stage, "deed.reset cont");
        stage_keys(stage, "271828");
        visit_pin_checked(stage->visit, true, 5, 0, stage->now);
        assert_int_equal(visit_take_effect(stage->visit), EFFECT_DEED);
        visit_deed_ended(stage->visit, &rows[i].end, stage->now);
        expect_told(stage, rows[i].words);
        assert_string_equal(stage_control(stage, "told")->icon, "circle-alert");
    }
}

static void the_next_one_at_the_page_is_not_asked_to_confirm(void **state)
{
    struct stage *stage = *state;
    to_reset_pin(stage);
    stage->now += 121000;
    (void)visit_tick(stage->visit, stage->now);
    assert_string_equal(stage_screen(stage), "welcome");
    unlock(stage);
    assert_string_equal(stage_screen(stage), "staff");
}

static void requests_are_rescued_only_from_a_damaged_outbox(void **state)
{
    struct stage *stage = *state;
    const struct visit_health damaged = {.why_not = "outbox.db is damaged", .saved_in_doubt = true};
    to_settings(stage);
    assert_false(stage_has(stage, "deed.rescue"));
    visit_set_health(stage->visit, &damaged, stage->now);
    stage_press(stage, "deed.rescue cont");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_DEED);
    assert_string_equal(visit_staff_verb(stage->visit), "salvage");
    visit_deed_ended(stage->visit, &(struct deed_end){"fine", 41, 0, ""}, stage->now);
    expect_told(stage, "Rescued requests: 41.");
}

/* ---- settings -------------------------------------------------------------------------------- */

static void the_network_is_changed(void **state)
{
    struct stage *stage = *state;
    to_settings(stage);
    stage_press(stage, "setting.network");
    assert_string_equal(stage_screen(stage), "first-network");
    assert_false(stage_has(stage, "step"));
    struct first_start *first = changing(stage);
    assert_int_equal(first_start_take(first), FIRST_NOTHING);
    stage_press(stage, "option.dhcp cont");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_FIRST_START);
    assert_int_equal(first_start_take(first), FIRST_SET_NETWORK);
    assert_int_equal(first_start_take(first), FIRST_NOTHING);
    first_start_network_set(first, true);
    visit_first_told(stage->visit, stage->now);
    assert_string_equal(stage_screen(stage), "first-link");
    stage_press(stage, "cont");
    assert_string_equal(stage_screen(stage), "staff-settings");
    assert_null(visit_first_start(stage->visit));
}

static void back_changes_nothing(void **state)
{
    struct stage *stage = *state;
    static const char *const settings[] = {"setting.network", "setting.touch", "setting.printer",
                                           "setting.clock",   "setting.pin",   "setting.enrol"};
    to_settings(stage);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        stage_press(stage, settings[i]);
        assert_int_equal(first_start_take(changing(stage)), FIRST_NOTHING);
        stage_press(stage, "back");
        assert_string_equal(stage_screen(stage), "staff-settings");
        assert_false(stage_has(stage, "told"));
        assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
    }
}

static void a_new_pin_is_typed_twice(void **state)
{
    struct stage *stage = *state;
    to_settings(stage);
    stage_press(stage, "setting.pin");
    struct first_start *first = changing(stage);
    stage_keys(stage, "314159");
    stage_press(stage, "cont");
    stage_keys(stage, "314159");
    stage_press(stage, "cont");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_FIRST_START);
    assert_int_equal(first_start_take(first), FIRST_SET_PIN);
    assert_string_equal(first_start_pin(first), "314159");
    first_start_pin_kept(first, true);
    visit_first_told(stage->visit, stage->now);
    expect_told(stage, "The new staff PIN");
}

static void the_kiosk_enrols_again(void **state)
{
    struct stage *stage = *state;
    to_settings(stage);
    stage_press(stage, "setting.enrol cont");
    struct first_start *first = changing(stage);
    stage_keys(stage, "K7M429QTX3HF8PA");
    stage_press(stage, "cont");
    assert_string_equal(stage_screen(stage), "first-code");
    first_start_enrol_ended(first, ENROL_FINE);
    visit_first_told(stage->visit, stage->now);
    expect_told(stage, "enrolled again");
    assert_null(visit_first_start(stage->visit));
}

static void the_clock_is_set(void **state)
{
    struct stage *stage = *state;
    to_settings(stage);
    stage_press(stage, "setting.clock");
    assert_string_equal(stage_screen(stage), "staff-clock");
    struct first_start *first = changing(stage);
    stage_keys(stage, "2026112214");
    assert_string_equal(stage_control(stage, "field")->value, "2026-11-22 14");
    stage_press(stage, "cont");
    assert_true(stage_has(stage, "error"));
    stage_keys(stage, "309");
    assert_string_equal(stage_control(stage, "field")->value, "2026-11-22 14:30");
    stage_press(stage, "cont");
    assert_int_equal(first_start_take(first), FIRST_SET_CLOCK);
    assert_string_equal(first_start_clock(first), "202611221430");
    first_start_changed(first, "ms_clock_wrong");
    visit_first_told(stage->visit, stage->now);
    assert_string_equal(stage_screen(stage), "staff-clock");
    assert_true(stage_has(stage, "error"));
    stage_press(stage, "cont");
    assert_int_equal(first_start_take(first), FIRST_SET_CLOCK);
    first_start_changed(first, NULL);
    visit_first_told(stage->visit, stage->now);
    expect_told(stage, "The clock is set.");
}

static void the_printer_is_chosen(void **state)
{
    struct stage *stage = *state;
    const struct first_facts facts = {
        .enrolled = true, .pin_set = true, .printer = FIRST_PRINTER_USB};
    to_settings(stage);
    stage_press(stage, "setting.printer");
    struct first_start *first = changing(stage);
    first_start_tell(first, &facts);
    visit_first_told(stage->visit, stage->now);
    assert_true(stage_control(stage, "option.usb")->chosen);
    stage_press(stage, "option.serial cont");
    assert_int_equal(first_start_take(first), FIRST_SET_PRINTER);
    assert_int_equal(first_start_printer(first), FIRST_PRINTER_SERIAL);
    first_start_changed(first, NULL);
    visit_first_told(stage->visit, stage->now);
    expect_told(stage, "after a restart");
}

static void the_paper_is_chosen(void **state)
{
    struct stage *stage = *state;
    const struct first_facts facts = {.enrolled = true, .pin_set = true, .narrow = true};
    to_settings(stage);
    stage_press(stage, "setting.paper");
    struct first_start *first = changing(stage);
    first_start_tell(first, &facts);
    visit_first_told(stage->visit, stage->now);
    assert_true(stage_control(stage, "option.narrow")->chosen);
    stage_press(stage, "option.wide");
    first_start_tell(first, &facts);
    stage_press(stage, "cont");
    assert_int_equal(first_start_take(first), FIRST_SET_PAPER);
    assert_false(first_start_is_narrow(first));
    first_start_changed(first, NULL);
    visit_first_told(stage->visit, stage->now);
    expect_told(stage, "after a restart");
}

static void the_touch_screen_is_checked(void **state)
{
    struct stage *stage = *state;
    to_settings(stage);
    stage_press(stage, "setting.touch");
    assert_false(stage_has(stage, "skip"));
    stage_press(stage, "target target target target");
    expect_told(stage, "The touch screen is right.");
}

static void the_pin_comes_again_and_nothing_typed_is_lost(void **state)
{
    struct stage *stage = *state;
    to_settings(stage);
    stage_press(stage, "setting.clock");
    struct first_start *first = changing(stage);
    stage_keys(stage, "202611221430");
    stage_press(stage, "cont");
    (void)visit_take_effect(stage->visit);
    assert_int_equal(first_start_take(first), FIRST_SET_CLOCK);
    visit_setting_pin(stage->visit, stage->now);
    assert_string_equal(stage_screen(stage), "staff-pin");
    stage_keys(stage, "271828");
    visit_pin_checked(stage->visit, true, 5, 0, stage->now);
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_FIRST_START);
    assert_string_equal(stage_screen(stage), "staff-clock");
    assert_string_equal(first_start_clock(first), "202611221430");
}

static void nothing_of_a_setting_stays_when_the_page_closes(void **state)
{
    struct stage *stage = *state;
    to_settings(stage);
    stage_press(stage, "setting.pin");
    stage_keys(stage, "314159");
    stage->now += 119000;
    (void)visit_tick(stage->visit, stage->now);
    assert_string_equal(stage_screen(stage), "first-pin");
    stage->now += 2000;
    (void)visit_tick(stage->visit, stage->now);
    assert_string_equal(stage_screen(stage), "welcome");
    assert_null(visit_first_start(stage->visit));
}

static void support_is_told_line_by_line(void **state)
{
    struct stage *stage = *state;
    static const char lines[SUPPORT_LINES][SUPPORT_LINE_SIZE] = {"kiosk 0417", "courier: ended"};
    to_settings(stage);
    stage_press(stage, "setting.support");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_SUPPORT);
    assert_string_equal(stage_screen(stage), "staff-support");
    visit_set_support(stage->visit, lines, stage->now);
    assert_non_null(strstr(stage_control(stage, "line.1")->label, "courier: ended"));
    assert_false(stage_has(stage, "line.2"));
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "staff-settings");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
}

static void staff_choose_their_language(void **state)
{
    struct stage *stage = *state;
    unlock(stage);
    stage_press(stage, "tool.language language.es");
    assert_string_equal(stage_screen(stage), "staff");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_TILES);
    assert_true(stage_shows(stage, "Ajustes"));
    stage_press(stage, "staff.settings setting.network tool.language language.fr");
    assert_true(stage_shows(stage, "Continuer"));
    assert_int_equal(first_start_take(visit_first_start(stage->visit)), FIRST_NOTHING);
}

int main(void)
{
#define SETTINGS(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        SETTINGS(a_reset_wants_a_question_and_the_pin_again),
        SETTINGS(a_wrong_pin_resets_nothing),
        SETTINGS(a_refused_reset_says_what_is_held),
        SETTINGS(the_next_one_at_the_page_is_not_asked_to_confirm),
        SETTINGS(requests_are_rescued_only_from_a_damaged_outbox),
        SETTINGS(the_network_is_changed),
        SETTINGS(back_changes_nothing),
        SETTINGS(a_new_pin_is_typed_twice),
        SETTINGS(the_kiosk_enrols_again),
        SETTINGS(the_clock_is_set),
        SETTINGS(the_printer_is_chosen),
        SETTINGS(the_paper_is_chosen),
        SETTINGS(the_touch_screen_is_checked),
        SETTINGS(the_pin_comes_again_and_nothing_typed_is_lost),
        SETTINGS(nothing_of_a_setting_stays_when_the_page_closes),
        SETTINGS(support_is_told_line_by_line),
        SETTINGS(staff_choose_their_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
