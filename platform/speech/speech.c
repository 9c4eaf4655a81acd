#include "platform/speech/speech.h"

#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/speech/samples.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK 4096u /* samples read at a time */

const struct speech_times speech_times_usual = {.answer = 2000, .seconds = 20, .seconds_a_byte = 2};

/* What is copied of a text and of its samples: in secret memory. */
struct held {
    char text[SPEECH_TEXT_MAX + 1];
    size_t text_length, text_sent;
    uint8_t bytes[2 * CHUNK + 1]; /* as read; an odd last byte waits for its other half */
    size_t byte_count;
    int16_t samples[CHUNK]; /* not taken by the sink yet, from first_sample on */
    size_t sample_count, first_sample;
};

struct speech {
    struct speech_setup setup;
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

static void drop_spare(struct speech *speech)
{
    if (speech->spare != NULL) {
        loop_unwatch(speech->setup.loop, engine_output(speech->spare));
        engine_destroy(speech->spare);
        speech->spare = NULL;
    }
}

/* It has no text, so that it says or ends anything means that it died: the next text starts another. */
static void spare_moved(void *context, short events)
{
    (void)events;
    drop_spare(context);
}

/* For the next text, which is likely to want the same. */
static void start_spare(struct speech *speech)
{
    struct error error;

    drop_spare(speech);
    speech->spare = engine_start(&speech->setup.engine, speech->voice, speech->speed, &error);
    if (speech->spare == NULL) {
        log_warning("%s", error.text);
    } else if (!loop_watch(speech->setup.loop, engine_output(speech->spare), POLLIN, spare_moved,
                           speech, NULL)) {
        drop_spare(speech);
    }
}

static bool take_engine(struct speech *speech, const struct speech_order *order)
{
    struct error error;

    if (speech->spare != NULL && engine_is(speech->spare, order->voice, order->speed)) {
        loop_unwatch(speech->setup.loop, engine_output(speech->spare));
        speech->speaking = speech->spare;
        speech->spare = NULL;
        return true;
    }
    speech->speaking = engine_start(&speech->setup.engine, order->voice, order->speed, &error);
    if (speech->speaking == NULL) {
        log_warning("%s", error.text);
    }
    return speech->speaking != NULL;
}

/* ---- the end of a text ------------------------------------------------------------ */

static void release_engine(struct speech *speech)
{
    if (speech->speaking != NULL) {
        loop_unwatch(speech->setup.loop, engine_input(speech->speaking));
        loop_unwatch(speech->setup.loop, engine_output(speech->speaking));
        engine_destroy(speech->speaking);
        speech->speaking = NULL;
    }
    loop_timer_stop(&speech->late);
}

static void forget(struct speech *speech)
{
    release_engine(speech);
    secret_wipe(speech->held, sizeof *speech->held);
    speech->number = 0;
    speech->header_got = 0;
    speech->begun = false;
}

static void fail(struct speech *speech, enum speech_failure reason)
{
    uint32_t number = speech->number;

    if (speech->begun) {
        speech->setup.sink.cut(speech->setup.sink.state);
    }
    forget(speech);
    speech->setup.listener.failed(speech->setup.listener.context, number, reason);
}

static void is_late(void *context)
{
    fail(context, SPEECH_LATE);
}

/* ---- samples ------------------------------------------------------------------- */

static void output_ready(void *context, short events);

static bool listen_to_engine(struct speech *speech, bool listen)
{
    int output = engine_output(speech->speaking);

    if (!listen) {
        loop_unwatch(speech->setup.loop, output);
        loop_timer_stop(&speech->late);
        return true;
    }
    loop_timer_set(speech->setup.loop, &speech->late, speech->setup.times.answer);
    return loop_watch(speech->setup.loop, output, POLLIN, output_ready, speech, NULL);
}

/* False where something broke; true also while the sink is full. */
static bool give_to_sink(struct speech *speech)
{
    struct held *held = speech->held;
    const struct speech_sink *sink = &speech->setup.sink;
    size_t taken;

    if (held->sample_count == held->first_sample) {
        return true;
    }
    taken = sink->put(sink->state, held->samples + held->first_sample,
                      held->sample_count - held->first_sample);
    secret_wipe(held->samples + held->first_sample, taken * sizeof held->samples[0]);
    held->first_sample += taken;
    return listen_to_engine(speech, held->first_sample == held->sample_count);
}

/* The device opens with the first sample that can be heard; the silence before it would be waiting. */
static bool begin(struct speech *speech)
{
    struct held *held = speech->held;

    held->first_sample = samples_leading_silence(held->samples, held->sample_count);
    if (held->first_sample == held->sample_count) {
        return true;
    }
    speech->begun = true;
    return speech->setup.sink.begin(speech->setup.sink.state);
}

static bool take_header(struct speech *speech, size_t *used)
{
    size_t wanted = SAMPLES_HEADER_BYTES - speech->header_got;

    *used = speech->held->byte_count < wanted ? speech->held->byte_count : wanted;
    memcpy(speech->header + speech->header_got, speech->held->bytes, *used);
    speech->header_got += *used;
    return speech->header_got < SAMPLES_HEADER_BYTES || samples_header_is_known(speech->header);
}

/* Bytes into samples; an odd one stays. False for what is no sound of espeak-ng's. */
static bool take_bytes(struct speech *speech)
{
    struct held *held = speech->held;
    size_t used = 0;

    if (speech->header_got < SAMPLES_HEADER_BYTES && !take_header(speech, &used)) {
        return false;
    }
    held->first_sample = 0;
    held->sample_count = (held->byte_count - used) / 2;
    samples_from_bytes(held->bytes + used, held->sample_count, held->samples);
    used += 2 * held->sample_count;
    held->byte_count -= used;
    memmove(held->bytes, held->bytes + used, held->byte_count);
    samples_amplify(held->samples, held->sample_count, speech->volume);
    return true;
}

static void came_to_end(struct speech *speech)
{
    static const enum speech_failure reasons[] = {[ENGINE_WELL] = SPEECH_SILENT,
                                                  [ENGINE_NO_VOICE] = SPEECH_NO_VOICE,
                                                  [ENGINE_NOT_RUN] = SPEECH_NO_ENGINE,
                                                  [ENGINE_KILLED] = SPEECH_DIED};
    enum engine_end end;

    loop_unwatch(speech->setup.loop, engine_input(speech->speaking));
    end = engine_wait(speech->speaking);
    if (end != ENGINE_WELL && speech->begun) {
        fail(speech, SPEECH_DIED);
    } else if (!speech->begun) {
        fail(speech, reasons[end]);
    } else {
        release_engine(speech);
        speech->setup.sink.finish(speech->setup.sink.state);
    }
}

static void take_samples(struct speech *speech)
{
    bool first = !speech->begun;

    if (!take_bytes(speech)) {
        fail(speech, SPEECH_DIED);
    } else if (speech->held->sample_count > speech->samples_left) {
        fail(speech, SPEECH_LATE);
    } else if ((first && !begin(speech)) || !give_to_sink(speech)) {
        fail(speech, SPEECH_NO_SOUND);
    } else {
        speech->samples_left -= speech->held->sample_count;
        if (first && speech->begun) {
            start_spare(speech); /* not earlier: it would cost the first sample time */
        }
    }
}

static void output_ready(void *context, short events)
{
    struct speech *speech = context;
    struct held *held = speech->held;
    ssize_t got = engine_read(speech->speaking, held->bytes + held->byte_count,
                              sizeof held->bytes - 1 - held->byte_count);

    (void)events;
    if (got < 0) {
        came_to_end(speech);
    } else if (got > 0) {
        held->byte_count += (size_t)got;
        take_samples(speech);
    }
}

/* ---- text ---------------------------------------------------------------------- */

static void input_ready(void *context, short events)
{
    struct speech *speech = context;
    struct held *held = speech->held;
    ssize_t put = engine_write(speech->speaking, held->text + held->text_sent,
                               held->text_length - held->text_sent);

    (void)events;
    held->text_sent += put > 0 ? (size_t)put : 0;
    if (put >= 0 && held->text_sent < held->text_length &&
        loop_watch(speech->setup.loop, engine_input(speech->speaking), POLLOUT, input_ready, speech,
                   NULL)) {
        return;
    }
    /* One that has ended says why at the end of its output. */
    loop_unwatch(speech->setup.loop, engine_input(speech->speaking));
    secret_wipe(held->text, sizeof held->text);
    engine_end_text(speech->speaking);
}

/* "[[" would begin espeak-ng's own names of sounds. */
static void take_text(struct speech *speech, const struct speech_order *order)
{
    struct held *held = speech->held;

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

void speech_say(struct speech *speech, const struct speech_order *order)
{
    const struct speech_times *times = &speech->setup.times;

    speech_stop(speech);
    speech->speed = order->speed;
    speech->number = order->number;
    speech->volume = order->volume;
    speech->samples_left =
        (times->seconds + (uint64_t)order->length * times->seconds_a_byte) * SAMPLES_RATE;
    if (order->length > SPEECH_TEXT_MAX ||
        !text_copy(speech->voice, sizeof speech->voice, order->voice)) {
        fail(speech, SPEECH_NO_VOICE);
        return;
    }
    if (!take_engine(speech, order) || !listen_to_engine(speech, true)) {
        fail(speech, SPEECH_NO_ENGINE);
        return;
    }
    take_text(speech, order);
    input_ready(speech, POLLOUT);
}

void speech_stop(struct speech *speech)
{
    if (speech->begun) {
        speech->setup.sink.cut(speech->setup.sink.state);
    }
    forget(speech);
}

/* ---- the sink ------------------------------------------------------------------ */

void speech_sink_started(struct speech *speech)
{
    if (speech->begun) {
        speech->setup.listener.started(speech->setup.listener.context, speech->number);
    }
}

void speech_sink_has_room(struct speech *speech)
{
    if (speech->speaking != NULL && speech->begun && !give_to_sink(speech)) {
        fail(speech, SPEECH_NO_SOUND);
    }
}

void speech_sink_drained(struct speech *speech)
{
    uint32_t number = speech->number;

    if (speech->begun && speech->speaking == NULL) {
        forget(speech);
        speech->setup.listener.done(speech->setup.listener.context, number);
    }
}

void speech_sink_broke(struct speech *speech)
{
    if (speech->begun) {
        fail(speech, SPEECH_NO_SOUND);
    }
}

/* ---- the whole ----------------------------------------------------------------- */

struct speech *speech_create(const struct speech_setup *setup, struct error *error)
{
    struct speech *speech = calloc(1, sizeof *speech);

    if (speech != NULL) {
        speech->setup = *setup;
        speech->late = (struct loop_timer){.callback = is_late, .context = speech};
        speech->held = secret_allocate(sizeof *speech->held);
    }
    if (speech == NULL || speech->held == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a voice");
    } else if (loop_add_timer(setup->loop, &speech->late, error)) {
        return speech;
    }
    speech_destroy(speech);
    return NULL;
}

void speech_destroy(struct speech *speech)
{
    if (speech == NULL) {
        return;
    }
    if (speech->held != NULL) {
        speech_stop(speech);
    }
    drop_spare(speech);
    loop_remove_timer(speech->setup.loop, &speech->late);
    secret_release(speech->held);
    free(speech);
}

pid_t speech_spare(const struct speech *speech)
{
    return speech->spare != NULL ? engine_process(speech->spare) : 0;
}

pid_t speech_speaking(const struct speech *speech)
{
    return speech->speaking != NULL ? engine_process(speech->speaking) : 0;
}
