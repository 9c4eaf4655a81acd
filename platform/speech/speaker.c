#include "platform/speech/speaker.h"

#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/speech/samples.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK 4096u /* samples read at a time */

const struct speaker_times speaker_times_usual = {
    .answer = 2000, .seconds = 20, .seconds_a_byte = 2};

/* What is copied of a text and of its samples: in secret memory. */
struct held {
    char text[SPEAKER_TEXT_MAX + 1];
    size_t text_length, text_sent;
    uint8_t bytes[2 * CHUNK + 1]; /* as read; an odd last byte waits for its other half */
    size_t byte_count;
    int16_t samples[CHUNK]; /* not taken by the sink yet, from first_sample on */
    size_t sample_count, first_sample;
};

struct speaker {
    struct speaker_setup setup;
    struct held *held;
    struct loop_timer late;
    struct engine *speaking, *spare;
    uint32_t number; /* of what is being said, 0: nothing */
    char voice[ENGINE_NAME_SIZE];
    unsigned speed, volume;
    uint8_t header[SAMPLES_HEADER_BYTES];
    size_t header_got;
    uint64_t samples_left; /* until it counts as endless */
    bool begun;            /* the sink has got samples that can be heard */
};

/* ---- the spare --------------------------------------------------------------- */

static void drop_spare(struct speaker *speaker)
{
    if (speaker->spare != NULL) {
        loop_unwatch(speaker->setup.loop, engine_output(speaker->spare));
        engine_destroy(speaker->spare);
        speaker->spare = NULL;
    }
}

/* It has no text, so that it says or ends anything means that it died: the next text starts another. */
static void spare_moved(void *context, short events)
{
    (void)events;
    drop_spare(context);
}

/* For the next text, which is likely to want the same. */
static void start_spare(struct speaker *speaker)
{
    struct error error;

    drop_spare(speaker);
    speaker->spare = engine_start(&speaker->setup.engine, speaker->voice, speaker->speed, &error);
    if (speaker->spare == NULL) {
        log_warning("%s", error.text);
    } else if (!loop_watch(speaker->setup.loop, engine_output(speaker->spare), POLLIN, spare_moved,
                           speaker, NULL)) {
        drop_spare(speaker);
    }
}

static bool take_engine(struct speaker *speaker, const struct speaker_order *order)
{
    struct error error;

    if (speaker->spare != NULL && engine_is(speaker->spare, order->voice, order->speed)) {
        loop_unwatch(speaker->setup.loop, engine_output(speaker->spare));
        speaker->speaking = speaker->spare;
        speaker->spare = NULL;
        return true;
    }
    speaker->speaking = engine_start(&speaker->setup.engine, order->voice, order->speed, &error);
    if (speaker->speaking == NULL) {
        log_warning("%s", error.text);
    }
    return speaker->speaking != NULL;
}

/* ---- the end of a text ------------------------------------------------------------ */

static void release_engine(struct speaker *speaker)
{
    if (speaker->speaking != NULL) {
        loop_unwatch(speaker->setup.loop, engine_input(speaker->speaking));
        loop_unwatch(speaker->setup.loop, engine_output(speaker->speaking));
        engine_destroy(speaker->speaking);
        speaker->speaking = NULL;
    }
    loop_timer_stop(&speaker->late);
}

static void forget(struct speaker *speaker)
{
    release_engine(speaker);
    secret_wipe(speaker->held, sizeof *speaker->held);
    speaker->number = 0;
    speaker->header_got = 0;
    speaker->begun = false;
}

static void fail(struct speaker *speaker, enum speaker_failure reason)
{
    uint32_t number = speaker->number;

    if (speaker->begun) {
        speaker->setup.sink.cut(speaker->setup.sink.state);
    }
    forget(speaker);
    speaker->setup.listener.failed(speaker->setup.listener.context, number, reason);
}

static void is_late(void *context)
{
    fail(context, SPEAKER_LATE);
}

/* ---- samples ------------------------------------------------------------------- */

static void output_ready(void *context, short events);

static bool listen_to_engine(struct speaker *speaker, bool listen)
{
    int output = engine_output(speaker->speaking);

    if (!listen) {
        loop_unwatch(speaker->setup.loop, output);
        loop_timer_stop(&speaker->late);
        return true;
    }
    loop_timer_set(speaker->setup.loop, &speaker->late, speaker->setup.times.answer);
    return loop_watch(speaker->setup.loop, output, POLLIN, output_ready, speaker, NULL);
}

/* False where something broke; true also while the sink is full. */
static bool give_to_sink(struct speaker *speaker)
{
    struct held *held = speaker->held;
    const struct speaker_sink *sink = &speaker->setup.sink;
    size_t taken;

    if (held->sample_count == held->first_sample) {
        return true;
    }
    taken = sink->put(sink->state, held->samples + held->first_sample,
                      held->sample_count - held->first_sample);
    secret_wipe(held->samples + held->first_sample, taken * sizeof held->samples[0]);
    held->first_sample += taken;
    return listen_to_engine(speaker, held->first_sample == held->sample_count);
}

/* The device opens with the first sample that can be heard; the silence before it would be waiting. */
static bool begin(struct speaker *speaker)
{
    struct held *held = speaker->held;

    held->first_sample = samples_leading_silence(held->samples, held->sample_count);
    if (held->first_sample == held->sample_count) {
        return true;
    }
    speaker->begun = true;
    return speaker->setup.sink.begin(speaker->setup.sink.state);
}

static bool take_header(struct speaker *speaker, size_t *used)
{
    size_t wanted = SAMPLES_HEADER_BYTES - speaker->header_got;

    *used = speaker->held->byte_count < wanted ? speaker->held->byte_count : wanted;
    memcpy(speaker->header + speaker->header_got, speaker->held->bytes, *used);
    speaker->header_got += *used;
    return speaker->header_got < SAMPLES_HEADER_BYTES || samples_header_is_known(speaker->header);
}

/* Bytes into samples; an odd one stays. False for what is no sound of espeak-ng's. */
static bool take_bytes(struct speaker *speaker)
{
    struct held *held = speaker->held;
    size_t used = 0;

    if (speaker->header_got < SAMPLES_HEADER_BYTES && !take_header(speaker, &used)) {
        return false;
    }
    held->first_sample = 0;
    held->sample_count = (held->byte_count - used) / 2;
    samples_from_bytes(held->bytes + used, held->sample_count, held->samples);
    used += 2 * held->sample_count;
    held->byte_count -= used;
    memmove(held->bytes, held->bytes + used, held->byte_count);
    samples_amplify(held->samples, held->sample_count, speaker->volume);
    return true;
}

static void came_to_end(struct speaker *speaker)
{
    static const enum speaker_failure reasons[] = {[ENGINE_WELL] = SPEAKER_SILENT,
                                                   [ENGINE_NO_VOICE] = SPEAKER_NO_VOICE,
                                                   [ENGINE_NOT_RUN] = SPEAKER_NO_ENGINE,
                                                   [ENGINE_KILLED] = SPEAKER_DIED};
    enum engine_end end;

    loop_unwatch(speaker->setup.loop, engine_input(speaker->speaking));
    end = engine_wait(speaker->speaking);
    if (end != ENGINE_WELL && speaker->begun) {
        fail(speaker, SPEAKER_DIED);
    } else if (!speaker->begun) {
        fail(speaker, reasons[end]);
    } else {
        release_engine(speaker);
        speaker->setup.sink.finish(speaker->setup.sink.state);
    }
}

static void take_samples(struct speaker *speaker)
{
    bool first = !speaker->begun;

    if (!take_bytes(speaker)) {
        fail(speaker, SPEAKER_DIED);
    } else if (speaker->held->sample_count > speaker->samples_left) {
        fail(speaker, SPEAKER_LATE);
    } else if ((first && !begin(speaker)) || !give_to_sink(speaker)) {
        fail(speaker, SPEAKER_NO_SOUND);
    } else {
        speaker->samples_left -= speaker->held->sample_count;
        if (first && speaker->begun) {
            start_spare(speaker); /* not earlier: it would cost the first sample time */
        }
    }
}

static void output_ready(void *context, short events)
{
    struct speaker *speaker = context;
    struct held *held = speaker->held;
    ssize_t got = engine_read(speaker->speaking, held->bytes + held->byte_count,
                              sizeof held->bytes - 1 - held->byte_count);

    (void)events;
    if (got < 0) {
        came_to_end(speaker);
    } else if (got > 0) {
        held->byte_count += (size_t)got;
        take_samples(speaker);
    }
}

/* ---- text ---------------------------------------------------------------------- */

static void input_ready(void *context, short events)
{
    struct speaker *speaker = context;
    struct held *held = speaker->held;
    ssize_t put = engine_write(speaker->speaking, held->text + held->text_sent,
                               held->text_length - held->text_sent);

    (void)events;
    held->text_sent += put > 0 ? (size_t)put : 0;
    if (put >= 0 && held->text_sent < held->text_length &&
        loop_watch(speaker->setup.loop, engine_input(speaker->speaking), POLLOUT, input_ready,
                   speaker, NULL)) {
        return;
    }
    /* One that has ended says why at the end of its output. */
    loop_unwatch(speaker->setup.loop, engine_input(speaker->speaking));
    secret_wipe(held->text, sizeof held->text);
    engine_end_text(speaker->speaking);
}

/* "[[" would begin espeak-ng's own names of sounds. */
static void take_text(struct speaker *speaker, const struct speaker_order *order)
{
    struct held *held = speaker->held;

    memcpy(held->text, order->text, order->length);
    held->text_length = order->length;
    held->text_sent = 0;
    for (size_t i = 0; i < order->length; i++) {
        if (held->text[i] == '[') {
            held->text[i] = ' ';
        }
    }
    held->text[held->text_length++] = '\n';
}

void speaker_say(struct speaker *speaker, const struct speaker_order *order)
{
    const struct speaker_times *times = &speaker->setup.times;

    speaker_stop(speaker);
    speaker->speed = order->speed;
    speaker->number = order->number;
    speaker->volume = order->volume;
    speaker->samples_left =
        (times->seconds + (uint64_t)order->length * times->seconds_a_byte) * SAMPLES_RATE;
    if (order->length > SPEAKER_TEXT_MAX ||
        !text_copy(speaker->voice, sizeof speaker->voice, order->voice)) {
        fail(speaker, SPEAKER_NO_VOICE);
        return;
    }
    if (!take_engine(speaker, order) || !listen_to_engine(speaker, true)) {
        fail(speaker, SPEAKER_NO_ENGINE);
        return;
    }
    take_text(speaker, order);
    input_ready(speaker, POLLOUT);
}

void speaker_stop(struct speaker *speaker)
{
    if (speaker->begun) {
        speaker->setup.sink.cut(speaker->setup.sink.state);
    }
    forget(speaker);
}

/* ---- the sink ------------------------------------------------------------------ */

void speaker_sink_started(struct speaker *speaker)
{
    if (speaker->begun) {
        speaker->setup.listener.started(speaker->setup.listener.context, speaker->number);
    }
}

void speaker_sink_has_room(struct speaker *speaker)
{
    if (speaker->speaking != NULL && speaker->begun && !give_to_sink(speaker)) {
        fail(speaker, SPEAKER_NO_SOUND);
    }
}

void speaker_sink_drained(struct speaker *speaker)
{
    uint32_t number = speaker->number;

    if (speaker->begun && speaker->speaking == NULL) {
        forget(speaker);
        speaker->setup.listener.done(speaker->setup.listener.context, number);
    }
}

void speaker_sink_broke(struct speaker *speaker)
{
    if (speaker->begun) {
        fail(speaker, SPEAKER_NO_SOUND);
    }
}

/* ---- the whole ----------------------------------------------------------------- */

struct speaker *speaker_create(const struct speaker_setup *setup, struct error *error)
{
    struct speaker *speaker = calloc(1, sizeof *speaker);

    if (speaker != NULL) {
        speaker->setup = *setup;
        speaker->late = (struct loop_timer){.callback = is_late, .context = speaker};
        speaker->held = secret_allocate(sizeof *speaker->held);
    }
    if (speaker == NULL || speaker->held == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a voice");
    } else if (loop_add_timer(setup->loop, &speaker->late, error)) {
        return speaker;
    }
    speaker_destroy(speaker);
    return NULL;
}

void speaker_destroy(struct speaker *speaker)
{
    if (speaker == NULL) {
        return;
    }
    if (speaker->held != NULL) {
        speaker_stop(speaker);
    }
    drop_spare(speaker);
    loop_remove_timer(speaker->setup.loop, &speaker->late);
    secret_release(speaker->held);
    free(speaker);
}

pid_t speaker_spare(const struct speaker *speaker)
{
    return speaker->spare != NULL ? engine_process(speaker->spare) : 0;
}

pid_t speaker_speaking(const struct speaker *speaker)
{
    return speaker->speaking != NULL ? engine_process(speaker->speaking) : 0;
}
