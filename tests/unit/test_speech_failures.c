/* Engines that are killed, hang, never end, or are not there. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/speech_bed.h"

#include <signal.h>

static bool has_failed(const struct speech_bed *bed)
{
    return bed->failed != 0;
}

static bool has_no_spare(const struct speech_bed *bed)
{
    return speech_spare(bed->speech) == 0;
}

/* None is 0, and what goes there goes to the whole group. */
static void send_signal(pid_t process, int number)
{
    assert_true(process > 0);
    assert_int_equal(kill(process, number), 0);
}

static void one_that_is_killed_is_noticed_and_the_next_speaks(void **state)
{
    struct speech_bed *bed = *state;

    bed->room = 1000;
    speech_bed_say(bed, 1, "en-us", LONG_TEXT LONG_TEXT LONG_TEXT LONG_TEXT);
    speech_bed_run_until(bed, speech_bed_has_begun);
    send_signal(speech_speaking(bed->speech), SIGKILL);
    bed->room = PLENTY;
    speech_sink_has_room(bed->speech);
    speech_bed_run_until(bed, speech_bed_has_ended);
    assert_int_equal(bed->failed, 1);
    assert_int_equal(bed->reason, SPEECH_DIED);
    bed->failed = 0;
    speech_bed_say(bed, 2, "en-us", "Two.");
    speech_bed_run_until(bed, speech_bed_has_ended);
    assert_int_equal(bed->failed, 0);
}

static void a_waiting_one_that_is_killed_is_replaced(void **state)
{
    struct speech_bed *bed = *state;

    speech_bed_say(bed, 1, "en-us", "One.");
    speech_bed_run_until(bed, speech_bed_has_ended);
    send_signal(speech_spare(bed->speech), SIGKILL);
    speech_bed_run_until(bed, has_no_spare);
    bed->finished = false;
    speech_bed_say(bed, 2, "en-us", "Two.");
    speech_bed_run_until(bed, speech_bed_has_ended);
    assert_int_equal(bed->failed, 0);
    assert_int_not_equal(speech_spare(bed->speech), 0);
}

static void one_that_hangs_is_late(void **state)
{
    struct speech_bed *bed = *state;

    speech_bed_make(bed, ESPEAK, (struct speech_times){200, 20, 2});
    speech_bed_say(bed, 1, "en-us", "One.");
    send_signal(speech_speaking(bed->speech), SIGSTOP);
    speech_bed_run_until(bed, has_failed);
    assert_int_equal(bed->reason, SPEECH_LATE);
    assert_int_equal(speech_speaking(bed->speech), 0);
}

static void one_that_never_ends_is_ended(void **state)
{
    struct speech_bed *bed = *state;

    speech_bed_make(bed, ESPEAK, (struct speech_times){ANSWER_MS, 1, 0});
    speech_bed_say(bed, 1, "en-us", LONG_TEXT);
    speech_bed_run_until(bed, speech_bed_has_ended);
    assert_int_equal(bed->reason, SPEECH_LATE);
    assert_int_equal(bed->cuts, 1);
}

static void a_voice_that_is_not_there_is_said(void **state)
{
    struct speech_bed *bed = *state;

    speech_bed_say(bed, 3, "xx-nobody", "One.");
    speech_bed_run_until(bed, has_failed);
    assert_int_equal(bed->failed, 3);
    assert_int_equal(bed->reason, SPEECH_NO_VOICE);
}

static void an_engine_that_is_not_there_is_said(void **state)
{
    struct speech_bed *bed = *state;

    speech_bed_make(bed, "/nowhere/espeak-ng", speech_times_usual);
    speech_bed_say(bed, 3, "en-us", "One.");
    assert_int_equal(bed->reason, SPEECH_NO_ENGINE);
    assert_int_equal(bed->failed, 3);
}

static void a_text_without_sound_is_said(void **state)
{
    struct speech_bed *bed = *state;

    speech_bed_say(bed, 3, "en-us", " \n ");
    speech_bed_run_until(bed, speech_bed_has_ended);
    assert_int_equal(bed->reason, SPEECH_SILENT);
    assert_false(bed->begun);
}

static void a_device_that_does_not_open_is_said(void **state)
{
    struct speech_bed *bed = *state;

    bed->refuses = true;
    speech_bed_say(bed, 3, "en-us", "One.");
    speech_bed_run_until(bed, speech_bed_has_ended);
    assert_int_equal(bed->reason, SPEECH_NO_SOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(one_that_is_killed_is_noticed_and_the_next_speaks),
        STAGED(a_waiting_one_that_is_killed_is_replaced),
        STAGED(one_that_hangs_is_late),
        STAGED(one_that_never_ends_is_ended),
        STAGED(a_voice_that_is_not_there_is_said),
        STAGED(an_engine_that_is_not_there_is_said),
        STAGED(a_text_without_sound_is_said),
        STAGED(a_device_that_does_not_open_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
