/* kioskctl sound-test: has kiosk-voice count to five, and says whether that went to the sound device. */
#include "app/local/voice_request.h"
#include "app/staff/kioskctl/ctl.h"
#include "platform/base/file.h"
#include "platform/base/local_stream.h"

#include <stdio.h>
#include <string.h>

#define TEST_TEXT        "1, 2, 3, 4, 5." /* every voice can read it */
#define TEST_NUMBER      1u
#define TEST_SPEED       165u
#define TEST_VOLUME      50u
#define END_MILLISECONDS 20000

struct test {
    struct loop *loop;
    bool over, well;
    enum voice_failure reason;
    enum voice_headphones headphones;
};

static void end(struct test *test, bool well, enum voice_failure reason)
{
    test->over = true;
    test->well = well;
    test->reason = reason;
}

static void heard(void *context, const uint8_t *message, size_t length)
{
    struct test *test = context;
    struct voice_notice notice;

    if (!voice_notice_decode(message, length, &notice, NULL)) {
        end(test, false, VOICE_LOST);
    } else if (notice.kind == VOICE_HEADPHONES) {
        test->headphones = notice.headphones;
    } else if (notice.kind != VOICE_STARTED) {
        end(test, notice.kind == VOICE_DONE, notice.reason);
    }
}

static void ended(void *context)
{
    end(context, false, VOICE_LOST);
}

static void too_late(void *context)
{
    end(context, false, VOICE_LATE);
}

static bool order(struct local_stream *stream, const char *name, struct error *error)
{
    const struct voice_order count = {.kind = VOICE_SAY,
                                      .number = TEST_NUMBER,
                                      .speed = TEST_SPEED,
                                      .volume = TEST_VOLUME,
                                      .name = name,
                                      .name_length = strlen(name),
                                      .text = TEST_TEXT,
                                      .text_length = sizeof TEST_TEXT - 1};
    struct buffer message;
    bool fine;

    buffer_init(&message, VOICE_ORDER_MAX);
    fine = voice_order_encode(&count, &message, error) &&
           (local_stream_send(stream, message.data, message.length) ||
            error_set(error, ERROR_UNAVAILABLE, "kiosk-voice takes nothing"));
    buffer_finish(&message);
    return fine;
}

static bool run(struct test *test, const struct ctl *ctl, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct loop_timer timer = {.callback = too_late, .context = test};
    const struct local_stream_setup setup = {.loop = test->loop,
                                             .message_max = VOICE_NOTICE_BYTES,
                                             .heard = heard,
                                             .ended = ended,
                                             .context = test};
    struct local_stream *stream = NULL;
    bool fine = file_join(path, sizeof path, ctl->config.paths.state, VOICE_SOCKET) ||
                error_set(error, ERROR_LIMIT, "the path of the state folder is too long");

    stream = fine ? local_stream_connect(path, &setup, error) : NULL;
    fine = stream != NULL && loop_add_timer(test->loop, &timer, error) &&
           order(stream, ctl->operands[0], error);
    loop_timer_set(test->loop, &timer, END_MILLISECONDS);
    while (fine && !test->over) {
        fine = loop_once(test->loop, true, error);
    }
    loop_remove_timer(test->loop, &timer);
    local_stream_destroy(stream);
    return fine;
}

static int tell(const struct ctl *ctl, const struct test *test)
{
    struct error error = {.kind = ERROR_NONE};
    const char *reason = test->well ? "" : voice_failure_name(test->reason);

    if (ctl->json) {
        ctl_print_json(json_pack("{s:b, s:s, s:s}", "played", test->well, "reason", reason,
                                 "headphones", voice_headphones_name(test->headphones)));
    } else if (test->well) {
        (void)printf("The voice counted to five into the sound device; headphones: %s.\n",
                     voice_headphones_name(test->headphones));
    }
    if (!test->well) {
        error_set(&error, ERROR_UNAVAILABLE, "the test was not said: %s", reason);
    }
    return ctl_end(test->well, &error);
}

static int sound_test(const struct ctl *ctl)
{
    struct error error;
    struct test test = {.loop = loop_create(&clock_system, &error)};
    bool fine = test.loop != NULL && run(&test, ctl, &error);

    loop_destroy(test.loop);
    return fine ? tell(ctl, &test) : ctl_end(false, &error);
}

int ctl_sound_test(int argc, char **argv, void *context)
{
    static const struct ctl_usage usage = {
        .command = "sound-test", .operands = "VOICE", .operand_count = 1};
    (void)context;
    return ctl_run(&usage, argc, argv, sound_test);
}
