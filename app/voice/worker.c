#include "app/voice/worker.h"

#include "app/local/voice_request.h"
#include "app/voice/confine.h"
#include "platform/base/file.h"
#include "platform/base/local_stream.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/speech/headphones.h"
#include "platform/speech/samples.h"
#include "platform/speech/speech.h"
#include "platform/window/audio.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINGER_MILLISECONDS 1000
#define OPEN_SECONDS        5 /* less than the screen waits for an answer */
#define CLOSE_SECONDS       3
#define CAPTURE_PREFIX      "file:"

struct worker {
    const struct worker_setup *setup;
    struct loop *loop;
    struct local_stream *stream;
    struct speech *speech;
    struct audio *audio;
    struct headphones *headphones;
    struct card_level level;
    enum voice_failure last_failure; /* 0: none */
};

/* ---- what it says to the screen ---------------------------------------------------- */

static void send(struct worker *worker, const struct voice_notice *notice)
{
    uint8_t message[VOICE_NOTICE_BYTES];

    voice_notice_encode(notice, message);
    /* Who takes no notices any more has gone, or is about to. */
    if (!local_stream_send(worker->stream, message, sizeof message)) {
        loop_stop(worker->loop);
    }
}

static void started(void *context, uint32_t number)
{
    send(context, &(struct voice_notice){.kind = VOICE_STARTED, .number = number});
}

static void done(void *context, uint32_t number)
{
    send(context, &(struct voice_notice){.kind = VOICE_DONE, .number = number});
}

static void refuse(struct worker *worker, uint32_t number, enum voice_failure reason)
{
    worker->last_failure = reason;
    log_warning("a text was not said: %s", voice_failure_name(reason));
    send(worker, &(struct voice_notice){.kind = VOICE_FAILED, .number = number, .reason = reason});
}

static void failed(void *context, uint32_t number, enum speech_failure reason)
{
    static const enum voice_failure reasons[] = {
        [SPEECH_NO_VOICE] = VOICE_NO_VOICE, [SPEECH_NO_ENGINE] = VOICE_NO_ENGINE,
        [SPEECH_DIED] = VOICE_DIED,         [SPEECH_LATE] = VOICE_LATE,
        [SPEECH_SILENT] = VOICE_SILENT,     [SPEECH_NO_SOUND] = VOICE_NO_SOUND};

    refuse(context, number, reasons[reason]);
}

static void headphones_moved(void *context, enum headphones_state state)
{
    static const enum voice_headphones states[] = {[HEADPHONES_UNKNOWN] = VOICE_HEADPHONES_UNKNOWN,
                                                   [HEADPHONES_OUT] = VOICE_HEADPHONES_OUT,
                                                   [HEADPHONES_IN] = VOICE_HEADPHONES_IN};

    send(context, &(struct voice_notice){.kind = VOICE_HEADPHONES, .headphones = states[state]});
}

/* ---- what it is told ------------------------------------------------------------------ */

static void say(struct worker *worker, const struct voice_order *order)
{
    char name[VOICE_NAME_MAX + 1] = "";

    if (worker->headphones != NULL) {
        headphones_look(worker->headphones); /* the visit before may have heard them go */
    }
    memcpy(name, order->name, order->name_length);
    speech_say(worker->speech, &(struct speech_order){.number = order->number,
                                                      .voice = name,
                                                      .speed = order->speed,
                                                      .volume = order->volume,
                                                      .text = order->text,
                                                      .length = order->text_length});
}

static void heard(void *context, const uint8_t *message, size_t length)
{
    struct worker *worker = context;
    struct voice_order order;
    struct error error;

    if (!voice_order_decode(message, length, &order, &error)) {
        log_warning("%s", error.text);
        speech_stop(worker->speech);
        refuse(worker, 0, VOICE_REFUSED);
    } else if (order.kind == VOICE_STOP) {
        speech_stop(worker->speech);
    } else {
        say(worker, &order);
    }
}

static void ended(void *context)
{
    struct worker *worker = context;

    loop_stop(worker->loop);
}

/* ---- the sink -------------------------------------------------------------------------- */

/* A driver that does not come back from opening its device ends the process. */
static bool sink_begin(void *state)
{
    struct worker *worker = state;
    struct error error;
    bool begun;

    (void)alarm(OPEN_SECONDS);
    begun = audio_begin(worker->audio, &error);
    (void)alarm(0);
    return begun || (log_warning("%s", error.text), false);
}

static void device_opens(void *context)
{
    struct worker *worker = context;

    card_level_set(&worker->level);
}

static size_t sink_put(void *state, const int16_t *samples, size_t count)
{
    struct worker *worker = state;

    return audio_put(worker->audio, samples, count);
}

static void sink_finish(void *state)
{
    struct worker *worker = state;

    audio_finish(worker->audio);
}

static void sink_cut(void *state)
{
    struct worker *worker = state;

    audio_cut(worker->audio);
}

/* Nothing else ends a thread that hangs in a device. The screen has been told, and hears the end. */
static void end_if_stuck(struct worker *worker)
{
    if (audio_is_stuck(worker->audio)) {
        speech_destroy(worker->speech); /* the rest is wiped by the kernel: that thread may wake */
        _exit(VOICE_NO_SOUND);
    }
}

static void audio_moved(void *context, enum audio_event event)
{
    struct worker *worker = context;

    switch (event) {
    case AUDIO_STARTED:
        speech_sink_started(worker->speech);
        break;
    case AUDIO_ROOM:
        speech_sink_has_room(worker->speech);
        break;
    case AUDIO_DRAINED:
        speech_sink_drained(worker->speech);
        break;
    case AUDIO_BROKE:
        speech_sink_broke(worker->speech);
        end_if_stuck(worker);
        break;
    }
}

/* ---- the whole ----------------------------------------------------------------------------- */

static bool open_speech(struct worker *worker, struct error *error)
{
    const struct worker_setup *setup = worker->setup;
    const struct audio_setup audio = {.loop = worker->loop,
                                      .driver = setup->driver,
                                      .rate = SAMPLES_RATE,
                                      .linger = LINGER_MILLISECONDS,
                                      .opens = device_opens,
                                      .happened = audio_moved,
                                      .context = worker};
    const struct speech_setup speech = {
        .loop = worker->loop,
        .engine = {.program = setup->config->voice.engine,
                   .data = setup->data[0] != '\0' ? setup->data : NULL},
        .sink = {.state = worker,
                 .begin = sink_begin,
                 .put = sink_put,
                 .finish = sink_finish,
                 .cut = sink_cut},
        .listener = {.context = worker, .started = started, .done = done, .failed = failed},
        .times = speech_times_usual};

    worker->audio = audio_create(&audio, error);
    worker->speech = worker->audio != NULL ? speech_create(&speech, error) : NULL;
    return worker->speech != NULL;
}

/* Without them there is still a voice. */
static void open_headphones(struct worker *worker)
{
    struct error error;

    worker->headphones =
        headphones_watch(worker->loop, worker->setup->config->voice.headphones,
                         worker->setup->headphones, headphones_moved, worker, &error);
    if (worker->headphones == NULL) {
        log_warning("%s", error.text);
    }
    headphones_moved(worker, worker->headphones != NULL ? headphones_state(worker->headphones)
                                                        : HEADPHONES_UNKNOWN);
}

static void stop(void *context, int signal_number)
{
    (void)signal_number;
    loop_stop(context);
}

static bool open_all(struct worker *worker, int connection, struct error *error)
{
    static const int signals[] = {SIGTERM, SIGINT};
    struct local_stream_setup setup = {
        .message_max = VOICE_ORDER_MAX, .heard = heard, .ended = ended, .context = worker};

    worker->loop = loop_create(&clock_system, error);
    if (worker->loop == NULL || !secret_start(error) ||
        !loop_catch(worker->loop, signals, 2, stop, worker->loop, error)) {
        return false;
    }
    setup.loop = worker->loop;
    worker->stream = local_stream_adopt(connection, &setup, error);
    return worker->stream != NULL && open_speech(worker, error) &&
           confine_worker(worker->setup, error);
}

/* A device that hangs would not let go: the process ends then, and its memory with it. */
static void close_all(struct worker *worker)
{
    speech_destroy(worker->speech);
    (void)alarm(CLOSE_SECONDS);
    audio_destroy(worker->audio);
    headphones_destroy(worker->headphones);
    local_stream_destroy(worker->stream);
    loop_destroy(worker->loop);
    secret_stop();
    secret_wipe_stack();
}

void worker_run(const struct worker_setup *setup, int connection)
{
    struct worker worker = {.setup = setup, .level = setup->level};
    struct error error;
    bool fine = confine_child(setup, connection, &error) && open_all(&worker, connection, &error);

    if (fine) {
        open_headphones(&worker);
        fine = loop_run(worker.loop, &error);
    }
    if (!fine) {
        log_error("%s", error.text);
    }
    close_all(&worker);
    _exit((int)worker.last_failure);
}

/* ---- before the sandbox ---------------------------------------------------------------------- */

static bool choose_device(struct worker_setup *setup, struct error *error)
{
    static const char *const drivers[] = {"alsa", "pulseaudio", "dummy"};
    const char *device = setup->config->voice.device;
    size_t prefix = sizeof CAPTURE_PREFIX - 1;

    setup->driver = "";
    if (strcmp(device, "auto") == 0) {
        return true;
    }
    if (strncmp(device, CAPTURE_PREFIX, prefix) == 0 && device[prefix] == '/') {
        setup->driver = "disk";
        return text_copy(setup->capture, sizeof setup->capture, device + prefix) &&
               setenv("SDL_DISKAUDIOFILE", setup->capture, 1) == 0;
    }
    for (size_t i = 0; i < sizeof drivers / sizeof drivers[0] && setup->driver[0] == '\0'; i++) {
        setup->driver = strcmp(device, drivers[i]) == 0 ? drivers[i] : "";
    }
    return setup->driver[0] != '\0' ||
           error_set(error, ERROR_INPUT,
                     "'device' in [voice] must be auto, alsa, pulseaudio, dummy or file: and a "
                     "full path, not '%s'",
                     device);
}

/* The voices that were made for the kiosk, where they are installed. */
static bool find_data(struct worker_setup *setup)
{
    char voices[WORKER_PATH_MAX], data[WORKER_PATH_MAX];

    if (file_join(voices, sizeof voices, setup->config->paths.share, "voices") &&
        file_join(data, sizeof data, voices, "espeak-ng-data") && file_exists(data)) {
        return text_copy(setup->data, sizeof setup->data, voices);
    }
    return true;
}

bool worker_prepare(struct worker_setup *setup, const struct kiosk_config *config,
                    struct error *error)
{
    *setup = (struct worker_setup){.config = config, .headphones = -1};
    if (!choose_device(setup, error) || !find_data(setup)) {
        return false;
    }
    card_level_begin(&setup->level, config, setup->driver);
    if (strcmp(config->voice.headphones, "auto") == 0) {
        setup->headphones = headphones_find_switch();
    }
    return true;
}

bool worker_plays_over_socket(const struct worker_setup *setup)
{
    return setup->driver[0] == '\0' || strcmp(setup->driver, "pulseaudio") == 0;
}
