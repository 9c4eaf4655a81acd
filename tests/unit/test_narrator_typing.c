/* What is said of what is typed, and what the room does not hear. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/scene.h"

#include <string.h>

/* ---- typing ---------------------------------------------------------------------------------- */

static void a_typed_letter_is_named_and_a_deleted_one_too(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "name");
    scene_press(scene, "key.A");
    scene_hears_only(scene, "A");
    scene_press(scene, "key.delete");
    scene_hears_only(scene, "A deleted.");
    scene_press(scene, "key.delete");
    scene_hears_only(scene, "empty");
}

static void a_physical_keyboard_is_heard_as_well(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "name");
    (void)visit_type(scene->stage.visit, "z", scene->stage.now);
    listener_hear(&scene->listener);
    scene_hears_only(scene, "z");
}

static void repeating_says_the_word_so_far_first(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "name");
    scene_press(scene, "key.A key.N key.A");
    listener_key(&scene->listener, KEY_REPEAT);
    assert_int_equal(strncmp(scene->listener.heard, "First name. Ana. 1 of 2.\n", 25), 0);
    scene_hears(scene, "What is the person’s name?");
}

static void a_full_part_of_a_date_leads_to_the_next(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "birth");
    scene_press(scene, "key.0");
    scene_hears_only(scene, "0");
    scene_press(scene, "key.4");
    scene_hears_only(scene, "4\nDay. empty. 2 of 3.");
}

static void a_telephone_number_is_said_digit_by_digit(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "phone");
    stage_keys(&scene->stage, "2025550142");
    listener_hear(&scene->listener);
    listener_key(&scene->listener, KEY_REPEAT);
    scene_hears(scene, "Your phone number. 2 0 2, 5 5 5, 0 1 4 2. 1 of 1.");
}

static void a_pin_is_counted_and_never_said(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "pin");
    scene_press(scene, "key.5");
    scene_hears_only(scene, "Number typed. 1 of 4.");
    scene_press(scene, "key.7");
    scene_hears_only(scene, "Number typed. 2 of 4.");
    scene_press(scene, "key.delete");
    scene_hears_only(scene, "Number typed. 1 of 4.");
    listener_key(&scene->listener, KEY_REPEAT);
    scene_hears_not(scene, "5");
}

static void an_error_comes_before_anything_else(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "services");
    scene_press(scene, "cont");
    assert_int_equal(strncmp(scene->listener.heard, "Please check this. ", 19), 0);
    scene_press(scene, "cont");
    assert_int_equal(strncmp(scene->listener.heard, "Please check this. ", 19), 0);
}

static void what_is_found_is_counted(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "country");
    stage_keys(&scene->stage, "MEX");
    listener_hear(&scene->listener);
    scene_press(scene, "key.I");
    scene_hears(scene, "I\n");
    scene_press(scene, "item.MX");
    scene_hears(scene, "Mexico. chosen.");
}

/* ---- private --------------------------------------------------------------------------------- */

static void the_room_hears_no_answers_unless_asked(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "services");
    scene_press(scene, "option.custody-alerts");
    scene_hears_only(scene, "Your choice is taken.");
    scene_go(scene, "check");
    scene_hears(scene, "Your answers are not said aloud, because others could hear them.");
    scene_hears(scene, "You. not said aloud");
    scene_hears_not(scene, "2 0 2, 5 5 5");
    scene_press(scene, "tool.listen voice.aloud");
    scene_hears(scene, "2 0 2, 5 5 5");
    scene_press(scene, "change.phone");
    scene_hears(scene, "not said aloud");
    scene_hears_not(scene, "2 0 2, 5 5 5");
}

static void what_was_typed_stays_unsaid_in_the_room(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "name");
    scene_press(scene, "key.A key.N key.A");
    listener_key(&scene->listener, KEY_REPEAT);
    scene_hears(scene, "First name. not said aloud. 1 of 2.");
    scene_hears_not(scene, "Ana");
    scene_press(scene, "tool.listen voice.aloud");
    scene_hears(scene, "First name. Ana. 1 of 2.");
}

/* Groups that change with an eleventh digit are no reason to say all of them. */
static void of_a_physical_keyboard_the_room_hears_one_letter_at_a_time(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "phone");
    stage_keys(&scene->stage, "2025550142");
    listener_hear(&scene->listener);
    (void)visit_type(scene->stage.visit, "7", scene->stage.now);
    listener_hear(&scene->listener);
    scene_hears_only(scene, "7");
    (void)visit_key(scene->stage.visit, KEY_BACKSPACE, scene->stage.now);
    listener_hear(&scene->listener);
    scene_hears_only(scene, "7 deleted.");
}

static void before_a_pin_the_visitor_is_told_who_can_hear(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "pin");
    scene_hears(scene, "Without headphones, others can hear which numbers you move over.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
