/* What is said as time runs out, at the end of a visit, and of the voice itself. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/scene.h"

#include <string.h>

/* ---- time, leaving, sound -------------------------------------------------------------------- */

static void time_running_out_is_told_at_sixty_thirty_and_ten(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "services");
    int64_t due = visit_next_tick(scene->stage.visit);
    assert_int_equal(due - scene->stage.now, 180000);
    scene->stage.now = due;
    (void)visit_tick(scene->stage.visit, due);
    listener_hear(&scene->listener);
    scene_hears(scene, "60 seconds left.");
    int told = 0;
    for (int i = 0; i < 59; i++) {
        scene->stage.now += 1000;
        (void)visit_tick(scene->stage.visit, scene->stage.now);
        listener_hear(&scene->listener);
        told += scene->listener.parts > 0 ? 1 : 0;
        if (i == 29) {
            scene_hears_only(scene, "Do you need more time? 30 seconds left.");
        }
    }
    assert_int_equal(told, 2);
}

static void leaving_says_that_all_is_erased(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "services");
    scene_press(scene, "leave");
    assert_int_equal(strncmp(scene->listener.heard, "Everything you typed is erased.", 31), 0);
}

static void after_saving_it_says_that_the_request_stays(void **state)
{
    struct scene *scene = *state;
    stage_save(&scene->stage);
    scene_press(scene, "receipt.none");
    assert_int_equal(strncmp(scene->listener.heard, "Your request stays saved.", 25), 0);
}

static void speed_and_loudness_have_ends_and_begin_anew(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "services");
    listener_key(&scene->listener, KEY_FASTER);
    scene_hears_only(scene, "Speed 4 of 5");
    for (int i = 0; i < 4; i++) {
        listener_key(&scene->listener, KEY_SOFTER);
    }
    scene_hears_only(scene, "Loudness 1 of 5");
    assert_int_equal(visit_speech(scene->stage.visit).volume, -VISIT_SPEECH_MOST);
    scene_press(scene, "leave");
    assert_int_equal(visit_speech(scene->stage.visit).volume, 0);
    assert_int_equal(visit_speech(scene->stage.visit).speed, 0);
}

static void the_panel_changes_them_as_well(void **state)
{
    struct scene *scene = *state;
    scene_go(scene, "services");
    scene_press(scene, "tool.listen");
    scene_hears(scene, "The voice\n");
    scene_press(scene, "voice.slower");
    scene_hears_only(scene, "Speed 2 of 5");
    scene_press(scene, "voice.off");
    scene_hears_only(scene, "The voice is off.");
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
    scene_go(scene, "services");
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
    scene_go(scene, "services");
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
    scene_go(scene, "services");
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
    scene_go(scene, "services");
    scene_press(scene, "tool.help try-keys");
    scene_hears(scene, "To stop, press the round key three times");
    listener_key(&scene->listener, KEY_LEAVE);
    scene_hears_only(scene, "Leave now");
    (void)visit_other_key(scene->stage.visit, 114, scene->stage.now);
    listener_hear(&scene->listener);
    scene_hears_only(scene, "Key number 114. It does nothing.");
    listener_key(&scene->listener, KEY_PRESS);
    scene_hears_only(scene, "Choose. Press it 2 more times to stop.");
    listener_key(&scene->listener, KEY_PRESS);
    listener_key(&scene->listener, KEY_PRESS);
    assert_string_equal(stage_screen(&scene->stage), "services");
    scene_press(scene, "tool.help try-keys");
    stage_wait(&scene->stage, 20000);
    assert_string_equal(stage_screen(&scene->stage), "services");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEARD(time_running_out_is_told_at_sixty_thirty_and_ten),
        HEARD(leaving_says_that_all_is_erased),
        HEARD(after_saving_it_says_that_the_request_stays),
        HEARD(speed_and_loudness_have_ends_and_begin_anew),
        HEARD(the_panel_changes_them_as_well),
        HEARD(a_voice_that_dies_is_shown_and_the_visit_goes_on),
        HEARD(a_voice_that_dies_under_the_time_out_is_shown_after_it),
        HEARD(a_voice_that_dies_before_a_private_step_is_shown_after_the_helper_went),
        HEARD(the_keys_can_be_tried_and_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
