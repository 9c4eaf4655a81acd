/* Keypad, switches and a physical keyboard: the focus, its order, what keys do. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

static void key(struct stage *stage, enum visit_key which)
{
    stage->now += 1000;
    (void)visit_key(stage->visit, which, stage->now);
}

static const char *focused(const struct stage *stage)
{
    return visit_view(stage->visit)->focused;
}

/* To a key on the screen as its shape leads there: down to its row, then along it. */
static void focus_on_key(struct stage *stage, const char *id)
{
    const struct control *wanted = stage_control(stage, id);
    while (stage_control(stage, focused(stage))->role != ROLE_KEY ||
           stage_control(stage, focused(stage))->rect.y < wanted->rect.y) {
        key(stage, KEY_DOWN);
    }
    while (strcmp(focused(stage), id) != 0) {
        bool behind =
            stage_control(stage, focused(stage))->rect.x < stage_control(stage, id)->rect.x;
        key(stage, behind ? KEY_RIGHT : KEY_LEFT);
    }
}

static void focus_on(struct stage *stage, const char *id)
{
    if (focused(stage)[0] == '\0') {
        key(stage, KEY_NEXT);
    }
    if (stage_control(stage, id)->role == ROLE_KEY) {
        focus_on_key(stage, id);
        return;
    }
    for (int i = 0; strcmp(focused(stage), id) != 0; i++) {
        assert_true(i < 80);
        key(stage, KEY_NEXT);
    }
}

static void the_ring_comes_with_the_keypad_and_goes_with_a_touch(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "about-you");
    assert_string_equal(focused(stage), "");
    key(stage, KEY_DOWN);
    assert_string_equal(focused(stage), "option.victim");
    (void)visit_touch(stage->visit, 5, 700, stage->now + 1000);
    assert_string_equal(focused(stage), "");
}

static void down_goes_through_the_choices_to_continue(void **state)
{
    struct stage *stage = *state;
    static const char *const order[] = {"option.victim", "option.family", "option.witness",
                                        "option.representative", "cont"};
    stage_go(stage, "about-you");
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        key(stage, KEY_DOWN);
        assert_string_equal(focused(stage), order[i]);
    }
    key(stage, KEY_UP);
    assert_string_equal(focused(stage), "option.representative");
}

static void the_order_is_controls_continue_back_tools(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "about-you");
    focus_on(stage, "option.representative");
    key(stage, KEY_NEXT);
    assert_string_equal(focused(stage), "cont");
    key(stage, KEY_NEXT);
    assert_string_equal(focused(stage), "back");
    key(stage, KEY_NEXT);
    assert_string_equal(focused(stage), "tool.help");
    key(stage, KEY_PREVIOUS);
    assert_string_equal(focused(stage), "back");
}

/* Rows of keys count once. */
static void every_page_can_be_walked_with_two_switches(void **state)
{
    struct stage *stage = *state;
    stage_on(stage);
    while (strcmp(stage_screen(stage), "check") != 0) {
        const struct view *view = visit_view(stage->visit);
        size_t others = 0;
        for (size_t i = 0; i < view->count; i++) {
            bool is_key = view->controls[i].role == ROLE_KEY;
            others += view->controls[i].focus >= 0 && !is_key ? 1 : 0;
        }
        key(stage, KEY_NEXT);
        char first[VIEW_ID_MAX];
        (void)strcpy(first, focused(stage));
        size_t steps = 0;
        do {
            key(stage, KEY_NEXT);
            steps++;
        } while (strcmp(focused(stage), first) != 0 && steps < 60);
        assert_in_range(steps, others, others + 8);
        (void)visit_touch(stage->visit, 5, 700, stage->now + 1000);
        stage_on(stage);
    }
}

static void a_row_of_keys_is_entered_and_left_again(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    while (strcmp(focused(stage), "key.Q") != 0) {
        key(stage, KEY_NEXT);
    }
    assert_true(visit_view(stage->visit)->group.width > 0);
    assert_true(visit_view(stage->visit)->group_spoken[0] != '\0');
    key(stage, KEY_PRESS);
    assert_int_equal(visit_view(stage->visit)->group.width, 0);
    for (int i = 0; i < 4; i++) {
        key(stage, KEY_NEXT);
    }
    assert_string_equal(focused(stage), "key.T");
    key(stage, KEY_NEXT);
    assert_true(visit_view(stage->visit)->group.width > 0);
    key(stage, KEY_NEXT);
    assert_string_equal(focused(stage), "key.Y");
}

static int presses_for(struct stage *stage, const char *id)
{
    int presses = 1;
    const struct rect wanted = stage_control(stage, id)->rect;
    while (true) {
        struct rect group = visit_view(stage->visit)->group;
        if (group.width > 0 && wanted.y == group.y && wanted.x >= group.x &&
            wanted.x < group.x + group.width) {
            break;
        }
        key(stage, KEY_NEXT);
        presses++;
    }
    key(stage, KEY_PRESS);
    while (strcmp(focused(stage), id) != 0) {
        key(stage, KEY_NEXT);
        presses++;
    }
    key(stage, KEY_PRESS);
    return presses + 1;
}

/* Weighed as English uses its letters. */
static void a_letter_costs_about_six_presses_of_two_switches(void **state)
{
    static const char letters[] = "ETAOINSHRDLUETAOINETAO";
    struct stage *stage = *state;
    stage_go(stage, "name");
    while (strcmp(focused(stage), "key.Q") != 0) {
        key(stage, KEY_NEXT);
    }
    int presses = 0;
    for (const char *c = letters; *c != '\0'; c++) {
        char id[] = {'k', 'e', 'y', '.', *c, '\0'};
        presses += presses_for(stage, id);
        assert_string_equal(focused(stage), "key.Q");
    }
    assert_in_range(presses, 4 * (sizeof letters - 1), 7 * (sizeof letters - 1));
}

static void arrows_leave_the_rows_alone(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    focus_on(stage, "key.F");
    assert_int_equal(visit_view(stage->visit)->group.width, 0);
    key(stage, KEY_PRESS);
    assert_string_equal(stage_control(stage, "field.given_name")->value, "F");
    assert_string_equal(focused(stage), "key.F");
}

static void pressing_works_on_the_focused_control(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "about-you");
    focus_on(stage, "option.witness");
    key(stage, KEY_PRESS);
    assert_true(stage_control(stage, "option.witness")->chosen);
    assert_string_equal(focused(stage), "option.witness");
}

static void the_first_press_only_shows_where_it_is(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "about-you");
    key(stage, KEY_PRESS);
    assert_string_equal(focused(stage), "option.victim");
    assert_false(stage_control(stage, "option.victim")->chosen);
}

static void arrows_move_over_the_keyboard_by_its_shape(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    focus_on(stage, "key.G");
    key(stage, KEY_LEFT);
    assert_string_equal(focused(stage), "key.F");
    key(stage, KEY_RIGHT);
    key(stage, KEY_RIGHT);
    assert_string_equal(focused(stage), "key.H");
    key(stage, KEY_DOWN);
    assert_true(strcmp(focused(stage), "key.B") == 0 || strcmp(focused(stage), "key.N") == 0);
}

static void enter_on_the_last_key_row_moves_to_continue(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    focus_on(stage, "key.space");
    key(stage, KEY_ENTER);
    assert_string_equal(focused(stage), "cont");
    assert_string_equal(stage_screen(stage), "name");
}

static void enter_goes_on_while_typing(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "phone");
    (void)visit_type(stage->visit, "2025550142", stage->now);
    key(stage, KEY_ENTER);
    assert_string_equal(stage_screen(stage), "ways");
}

static void after_an_error_the_focus_is_on_the_field(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "phone");
    focus_on(stage, "cont");
    key(stage, KEY_PRESS);
    assert_true(stage_has(stage, "error"));
    assert_string_equal(focused(stage), "field.phone");
}

static void help_and_leave_have_keys_of_their_own(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "services");
    key(stage, KEY_HELP);
    assert_string_equal(stage_screen(stage), "help");
    key(stage, KEY_LEAVE);
    assert_string_equal(stage_screen(stage), "welcome");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_END);
}

static void what_cannot_be_chosen_can_be_heard(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "phone");
    stage_press(stage, "skip");
    focus_on(stage, "option.text");
    assert_true(stage_control(stage, "option.text")->spoken[0] != '\0');
    key(stage, KEY_PRESS);
    assert_false(stage_control(stage, "option.text")->chosen);
}

/* Reading goes on to the left there; keys stay as they stand. */
static void arrows_follow_the_eye_on_a_mirrored_page(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "phone");
    stage_press(stage, "tool.language language.ar");
    focus_on(stage, "key.1");
    key(stage, KEY_RIGHT);
    assert_string_equal(focused(stage), "key.2");
    key(stage, KEY_LEFT);
    assert_string_equal(focused(stage), "key.1");
    focus_on(stage, "tool.help");
    key(stage, KEY_LEFT);
    assert_string_equal(focused(stage), "tool.size");
    key(stage, KEY_RIGHT);
    assert_string_equal(focused(stage), "tool.help");
}

int main(void)
{
#define FOCUS(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        FOCUS(the_ring_comes_with_the_keypad_and_goes_with_a_touch),
        FOCUS(down_goes_through_the_choices_to_continue),
        FOCUS(the_order_is_controls_continue_back_tools),
        FOCUS(every_page_can_be_walked_with_two_switches),
        FOCUS(a_row_of_keys_is_entered_and_left_again),
        FOCUS(a_letter_costs_about_six_presses_of_two_switches),
        FOCUS(arrows_leave_the_rows_alone),
        FOCUS(pressing_works_on_the_focused_control),
        FOCUS(the_first_press_only_shows_where_it_is),
        FOCUS(arrows_move_over_the_keyboard_by_its_shape),
        FOCUS(enter_on_the_last_key_row_moves_to_continue),
        FOCUS(enter_goes_on_while_typing),
        FOCUS(after_an_error_the_focus_is_on_the_field),
        FOCUS(help_and_leave_have_keys_of_their_own),
        FOCUS(arrows_follow_the_eye_on_a_mirrored_page),
        FOCUS(what_cannot_be_chosen_can_be_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
