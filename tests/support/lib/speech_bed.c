#include "tests/support/lib/speech_bed.h"

#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_SECONDS 30

static bool sink_begin(void *state)
{
    struct speech_bed *bed = state;

    bed->begun = true;
    bed->finished = false;
    bed->count = 0;
    return !bed->refuses;
}

static size_t sink_put(void *state, const int16_t *samples, size_t count)
{
    struct speech_bed *bed = state;
    size_t take = count < bed->room - bed->count ? count : bed->room - bed->count;

    memcpy(bed->samples + bed->count, samples, take * sizeof *samples);
    bed->count += take;
    return take;
}

static void sink_finish(void *state)
{
    struct speech_bed *bed = state;

    bed->finished = true;
}

static void sink_cut(void *state)
{
    struct speech_bed *bed = state;

    bed->cuts++;
}

static void started(void *context, uint32_t number)
{
    struct speech_bed *bed = context;

    bed->started = number;
}

static void done(void *context, uint32_t number)
{
    struct speech_bed *bed = context;

    bed->done = number;
}

static void failed(void *context, uint32_t number, enum speech_failure reason)
{
    struct speech_bed *bed = context;

    bed->failed = number;
    bed->reason = reason;
}

void speech_bed_make(struct speech_bed *bed, const char *program, struct speech_times times)
{
    const struct speech_setup setup = {
        .loop = bed->loop,
        .engine = {.program = program},
        .sink = {.state = bed,
                 .begin = sink_begin,
                 .put = sink_put,
                 .finish = sink_finish,
                 .cut = sink_cut},
        .listener = {.context = bed, .started = started, .done = done, .failed = failed},
        .times = times};

    speech_destroy(bed->speech);
    bed->speech = speech_create(&setup, NULL);
    assert_non_null(bed->speech);
}

int speech_bed_set_up(void **state)
{
    struct speech_bed *bed = calloc(1, sizeof *bed);

    (void)signal(SIGPIPE, SIG_IGN);
    (void)alarm(LIMIT_SECONDS); /* ends a loop that waits for what never comes */
    *state = bed;
    bed->samples = calloc(PLENTY, sizeof *bed->samples);
    bed->room = PLENTY;
    bed->loop = loop_create(&clock_system, NULL);
    if (!secret_start(NULL)) {
        return -1;
    }
    speech_bed_make(bed, ESPEAK, (struct speech_times){ANSWER_MS, 20, 2});
    return 0;
}

int speech_bed_tear_down(void **state)
{
    struct speech_bed *bed = *state;

    speech_destroy(bed->speech);
    loop_destroy(bed->loop);
    free(bed->samples);
    free(bed);
    secret_stop();
    return 0;
}

void speech_bed_say(struct speech_bed *bed, uint32_t number, const char *voice, const char *text)
{
    speech_say(bed->speech, &(struct speech_order){.number = number,
                                                   .voice = voice,
                                                   .speed = 175,
                                                   .volume = SAMPLES_VOLUME_PLAIN,
                                                   .text = text,
                                                   .length = strlen(text)});
}

void speech_bed_run_until(struct speech_bed *bed, speech_bed_condition *holds)
{
    while (!holds(bed)) {
        assert_true(loop_once(bed->loop, true, NULL));
    }
}

bool speech_bed_has_ended(const struct speech_bed *bed)
{
    return bed->finished || bed->failed != 0;
}

bool speech_bed_has_begun(const struct speech_bed *bed)
{
    return bed->begun || bed->failed != 0;
}
