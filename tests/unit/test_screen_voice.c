#include "app/screen/speech/voice.h"
#include "platform/base/local.h"
#include "platform/base/local_stream.h"
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIMIT_SECONDS 30

/* The screen's voice, and a kiosk-voice that does what the test says. */
struct stage {
    struct temp_folder *folder;
    struct loop *loop;
    struct clock_source clock;
    int64_t ahead; /* how far the clock has been turned, ms */
    struct voice *voice;
    int listener;
    struct local_stream *service;
    int orders, stops, notices;
    char text[64];
    struct voice_order order; /* the newest; its texts are not kept */
    uint32_t started, done, failed;
    enum voice_failure reason;
    enum voice_headphones headphones;
};

static int64_t stage_now(void *context)
{
    return clock_monotonic(&clock_system) + ((const struct stage *)context)->ahead;
}

static void started(void *context, uint32_t number)
{
    struct stage *stage = context;

    stage->started = number;
    stage->notices++;
}

static void done(void *context, uint32_t number)
{
    struct stage *stage = context;

    stage->done = number;
    stage->notices++;
}

static void failed(void *context, uint32_t number, enum voice_failure reason)
{
    struct stage *stage = context;

    stage->failed = number;
    stage->reason = reason;
    stage->notices++;
}

static void headphones(void *context, enum voice_headphones state)
{
    struct stage *stage = context;

    stage->headphones = state;
    stage->notices++;
}

static void service_heard(void *context, const uint8_t *message, size_t length)
{
    struct stage *stage = context;

    assert_true(voice_order_decode(message, length, &stage->order, NULL));
    stage->orders++;
    stage->stops += stage->order.kind == VOICE_STOP;
    assert_true(stage->order.text_length < sizeof stage->text);
    memcpy(stage->text, stage->order.text, stage->order.text_length);
    stage->text[stage->order.text_length] = '\0';
}

static void service_ended(void *context)
{
    (void)context;
}

static void open_voice(struct stage *stage)
{
    static const struct voice_listener listener = {
        .started = started, .done = done, .failed = failed, .headphones = headphones};

    voice_destroy(stage->voice);
    stage->voice = voice_create(stage->loop, stage->folder->path, &listener, stage, NULL);
    assert_non_null(stage->voice);
}

static void accept_voice(struct stage *stage)
{
    const struct local_stream_setup setup = {.loop = stage->loop,
                                             .message_max = VOICE_ORDER_MAX,
                                             .heard = service_heard,
                                             .ended = service_ended,
                                             .context = stage};

    local_stream_destroy(stage->service);
    stage->service = local_stream_adopt(local_accept(stage->listener), &setup, NULL);
    assert_non_null(stage->service);
}

static int setup(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);

    (void)alarm(LIMIT_SECONDS);
    *state = stage;
    if (temp_folder_setup((void **)&stage->folder) != 0 || !secret_start(NULL)) {
        return -1;
    }
    stage->clock = (struct clock_source){
        .utc_seconds = stage_now, .monotonic_milliseconds = stage_now, .context = stage};
    stage->loop = loop_create(&stage->clock, NULL);
    stage->listener = local_listen(temp_folder_path(stage->folder, VOICE_SOCKET), 0600, NULL);
    open_voice(stage);
    accept_voice(stage);
    return 0;
}

static int teardown(void **state)
{
    struct stage *stage = *state;

    voice_destroy(stage->voice);
    local_stream_destroy(stage->service);
    (void)close(stage->listener);
    loop_destroy(stage->loop);
    secret_stop();
    (void)temp_folder_teardown((void **)&stage->folder);
    free(stage);
    return 0;
}

static void run_until(struct stage *stage, const int *counter, int count)
{
    while (*counter < count) {
        assert_true(loop_once(stage->loop, true, NULL));
    }
}

static void tell(struct stage *stage, struct voice_notice notice)
{
    uint8_t message[VOICE_NOTICE_BYTES];

    voice_notice_encode(&notice, message);
    assert_true(local_stream_send(stage->service, message, sizeof message));
}

static void what_is_said_arrives(void **state)
{
    struct stage *stage = *state;
    uint32_t number = voice_say(stage->voice, "es", "Hola", false);

    assert_int_not_equal(number, 0);
    run_until(stage, &stage->orders, 1);
    assert_string_equal(stage->text, "Hola");
    assert_int_equal(stage->order.number, number);
    assert_int_equal(stage->order.volume, 50);
    tell(stage, (struct voice_notice){.kind = VOICE_STARTED, .number = number});
    tell(stage, (struct voice_notice){.kind = VOICE_DONE, .number = number});
    run_until(stage, &stage->notices, 2);
    assert_int_equal(stage->started, number);
    assert_int_equal(stage->done, number);
}

static void nothing_is_told_of_a_text_that_was_replaced(void **state)
{
    struct stage *stage = *state;
    uint32_t first = voice_say(stage->voice, "es", "Uno", false);
    uint32_t second = voice_say(stage->voice, "es", "Dos", false);

    run_until(stage, &stage->orders, 2);
    tell(stage, (struct voice_notice){.kind = VOICE_DONE, .number = first});
    tell(stage, (struct voice_notice){.kind = VOICE_DONE, .number = second});
    run_until(stage, &stage->notices, 1);
    assert_int_equal(stage->done, second);
}

static void a_private_text_waits_for_headphones_or_leave(void **state)
{
    struct stage *stage = *state;

    assert_int_equal(voice_say(stage->voice, "es", "(202) 555-0142", true), 0);
    voice_set_room_may_hear(stage->voice, true);
    assert_int_not_equal(voice_say(stage->voice, "es", "(202) 555-0142", true), 0);
    voice_set_room_may_hear(stage->voice, false);
    assert_int_equal(voice_say(stage->voice, "es", "(202) 555-0142", true), 0);
    tell(stage, (struct voice_notice){.kind = VOICE_HEADPHONES, .headphones = VOICE_HEADPHONES_IN});
    run_until(stage, &stage->notices, 1);
    assert_int_equal(voice_headphones(stage->voice), VOICE_HEADPHONES_IN);
    assert_int_not_equal(voice_say(stage->voice, "es", "(202) 555-0142", true), 0);
}

static void plug(struct stage *stage, enum voice_headphones state)
{
    int before = stage->notices;

    tell(stage, (struct voice_notice){.kind = VOICE_HEADPHONES, .headphones = state});
    run_until(stage, &stage->notices, before + 1);
}

static void headphones_that_can_no_longer_be_known_are_out(void **state)
{
    struct stage *stage = *state;

    plug(stage, VOICE_HEADPHONES_UNKNOWN);
    assert_int_equal(stage->headphones, VOICE_HEADPHONES_UNKNOWN);
    plug(stage, VOICE_HEADPHONES_IN);
    plug(stage, VOICE_HEADPHONES_UNKNOWN);
    assert_int_equal(stage->headphones, VOICE_HEADPHONES_OUT);
    assert_int_equal(voice_say(stage->voice, "es", "(202) 555-0142", true), 0);
}

static void a_new_voice_knows_of_no_headphones_yet(void **state)
{
    struct stage *stage = *state;

    plug(stage, VOICE_HEADPHONES_IN);
    local_stream_destroy(stage->service);
    stage->service = NULL;
    while (voice_works(stage->voice)) {
        assert_true(loop_once(stage->loop, true, NULL));
    }
    assert_int_equal(voice_headphones(stage->voice), VOICE_HEADPHONES_UNKNOWN);
}

static void stopping_tells_the_voice_only_while_it_speaks(void **state)
{
    struct stage *stage = *state;

    voice_stop(stage->voice);
    (void)voice_say(stage->voice, "es", "Uno", false);
    voice_stop(stage->voice);
    voice_stop(stage->voice);
    (void)voice_say(stage->voice, "es", "Dos", false);
    run_until(stage, &stage->orders, 3);
    assert_int_equal(stage->stops, 1);
    assert_string_equal(stage->text, "Dos");
}

static void steps_change_speed_and_volume_within_bounds(void **state)
{
    struct stage *stage = *state;

    voice_set_speed(stage->voice, VOICE_STEP_MOST + 5);
    voice_set_volume(stage->voice, VOICE_STEP_LEAST - 5);
    assert_int_equal(voice_speed(stage->voice), VOICE_STEP_MOST);
    assert_int_equal(voice_volume(stage->voice), VOICE_STEP_LEAST);
    (void)voice_say(stage->voice, "es", "Uno", false);
    run_until(stage, &stage->orders, 1);
    assert_in_range(stage->order.speed, 240, 260);
    assert_in_range(stage->order.volume, 1, 10);
}

static void a_voice_that_goes_is_told_with_what_it_was_saying(void **state)
{
    struct stage *stage = *state;
    uint32_t number = voice_say(stage->voice, "es", "Uno", false);

    local_stream_destroy(stage->service);
    stage->service = NULL;
    run_until(stage, &stage->notices, 1);
    assert_int_equal(stage->failed, number);
    assert_int_equal(stage->reason, VOICE_LOST);
    assert_false(voice_works(stage->voice));
    assert_int_equal(voice_say(stage->voice, "es", "Dos", false), 0);
}

static void a_voice_that_is_not_there_is_told_and_found_later(void **state)
{
    struct stage *stage = *state;

    (void)close(stage->listener);
    open_voice(stage);
    assert_false(voice_works(stage->voice));
    run_until(stage, &stage->notices, 1);
    assert_int_equal(stage->reason, VOICE_LOST);
    assert_false(voice_renew(stage->voice));
    stage->listener = local_listen(temp_folder_path(stage->folder, VOICE_SOCKET), 0600, NULL);
    assert_true(voice_renew(stage->voice));
    accept_voice(stage);
    stage->orders = 0;
    assert_int_not_equal(voice_say(stage->voice, "es", "Uno", false), 0);
    run_until(stage, &stage->orders, 1);
}

static void a_voice_that_talks_nonsense_is_lost(void **state)
{
    struct stage *stage = *state;

    assert_true(local_stream_send(stage->service, "rubish", 6));
    run_until(stage, &stage->notices, 1);
    assert_int_equal(stage->reason, VOICE_LOST);
}

static void a_voice_that_hangs_is_lost(void **state)
{
    struct stage *stage = *state;
    uint32_t number = voice_say(stage->voice, "es", "Uno", false);

    run_until(stage, &stage->orders, 1);
    stage->ahead = 6001;
    run_until(stage, &stage->notices, 1);
    assert_int_equal(stage->failed, number);
    assert_int_equal(stage->reason, VOICE_LOST);
}

static void one_that_has_begun_may_take_its_time(void **state)
{
    struct stage *stage = *state;
    uint32_t number = voice_say(stage->voice, "es", "Uno", false);

    run_until(stage, &stage->orders, 1);
    tell(stage, (struct voice_notice){.kind = VOICE_STARTED, .number = number});
    run_until(stage, &stage->notices, 1);
    stage->ahead = 60000;
    assert_true(loop_once(stage->loop, false, NULL));
    tell(stage, (struct voice_notice){.kind = VOICE_DONE, .number = number});
    run_until(stage, &stage->notices, 2);
    assert_int_equal(stage->done, number);
    assert_int_equal(stage->failed, 0);
}

static void nothing_of_a_text_stays_with_the_screen(void **state)
{
    struct stage *stage = *state;
    size_t before = secret_in_use();

    (void)voice_say(stage->voice, "es", "Hola", false);
    run_until(stage, &stage->orders, 1);
    assert_int_equal(secret_in_use(), before);
}

#define STAGED(test_) cmocka_unit_test_setup_teardown(test_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(what_is_said_arrives),
        STAGED(nothing_is_told_of_a_text_that_was_replaced),
        STAGED(a_private_text_waits_for_headphones_or_leave),
        STAGED(headphones_that_can_no_longer_be_known_are_out),
        STAGED(a_new_voice_knows_of_no_headphones_yet),
        STAGED(stopping_tells_the_voice_only_while_it_speaks),
        STAGED(steps_change_speed_and_volume_within_bounds),
        STAGED(a_voice_that_goes_is_told_with_what_it_was_saying),
        STAGED(a_voice_that_is_not_there_is_told_and_found_later),
        STAGED(a_voice_that_talks_nonsense_is_lost),
        STAGED(a_voice_that_hangs_is_lost),
        STAGED(one_that_has_begun_may_take_its_time),
        STAGED(nothing_of_a_text_stays_with_the_screen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
