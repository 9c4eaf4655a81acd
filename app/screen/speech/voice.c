#include "app/screen/speech/voice.h"

#include "platform/base/file.h"
#include "platform/base/local_stream.h"
#include "platform/base/log.h"

#include <stdlib.h>
#include <string.h>

#define SPEED_PLAIN  165 /* words per minute at step 0 */
#define VOLUME_PLAIN 50  /* percent at step 0 */
#define VOLUME_STEP  15
#define ANSWER_MS    6000 /* until it has begun, or said why not: kiosk-voice gives up before that */

struct voice {
    struct loop *loop;
    struct voice_listener listener;
    void *context;
    char path[FILE_PATH_MAX];    /* voice.sock */
    struct local_stream *stream; /* NULL: lost */
    struct loop_timer lost;      /* what went wrong within a call is told from the loop */
    struct loop_timer answer;    /* set while nothing was heard of what is being said */
    enum voice_headphones headphones;
    bool room_may_hear;
    int speed, volume;       /* steps */
    uint32_t number, saying; /* the last one given; the one being said, 0: none */
};

/* ---- what is heard of it -------------------------------------------------------- */

static void lose(struct voice *voice)
{
    local_stream_destroy(voice->stream);
    voice->stream = NULL;
    voice->headphones = VOICE_HEADPHONES_UNKNOWN;
    loop_timer_stop(&voice->answer);
    loop_timer_set(voice->loop, &voice->lost, 0);
}

/* A process that hangs is as good as dead. */
static void no_answer(void *context)
{
    lose(context);
}

static void tell_lost(void *context)
{
    struct voice *voice = context;
    uint32_t number = voice->saying;

    voice->saying = 0;
    log_warning("there is no voice: kiosk-voice does not answer");
    voice->listener.failed(voice->context, number, VOICE_LOST);
}

static void ended(void *context)
{
    lose(context);
}

/* Of a text that another has replaced in the meantime nothing is told. */
static void take_progress(struct voice *voice, const struct voice_notice *notice)
{
    if (notice->number == 0 || notice->number != voice->saying) {
        return;
    }
    loop_timer_stop(&voice->answer);
    if (notice->kind == VOICE_STARTED) {
        voice->listener.started(voice->context, notice->number);
        return;
    }
    voice->saying = 0;
    if (notice->kind == VOICE_DONE) {
        voice->listener.done(voice->context, notice->number);
    } else {
        log_warning("the voice failed: %s", voice_failure_name(notice->reason));
        voice->listener.failed(voice->context, notice->number, notice->reason);
    }
}

/* Headphones that went with their sound card are out, though their switch can no longer say so. */
static void take_headphones(struct voice *voice, enum voice_headphones state)
{
    bool gone = state == VOICE_HEADPHONES_UNKNOWN && voice->headphones == VOICE_HEADPHONES_IN;

    voice->headphones = gone ? VOICE_HEADPHONES_OUT : state;
    voice->listener.headphones(voice->context, voice->headphones);
}

static void heard(void *context, const uint8_t *message, size_t length)
{
    struct voice *voice = context;
    struct voice_notice notice;
    struct error error;

    if (!voice_notice_decode(message, length, &notice, &error)) {
        log_warning("%s", error.text);
        lose(voice);
    } else if (notice.kind == VOICE_HEADPHONES) {
        take_headphones(voice, notice.headphones);
    } else {
        take_progress(voice, &notice);
    }
}

/* ---- opening and closing ----------------------------------------------------------- */

bool voice_renew(struct voice *voice)
{
    const struct local_stream_setup setup = {.loop = voice->loop,
                                             .message_max = VOICE_NOTICE_BYTES,
                                             .heard = heard,
                                             .ended = ended,
                                             .context = voice};

    if (voice->stream == NULL) {
        voice->stream = local_stream_connect(voice->path, &setup, NULL);
        loop_timer_stop(&voice->lost);
    }
    return voice->stream != NULL;
}

static bool open_all(struct voice *voice, const char *state_folder, struct error *error)
{
    voice->lost = (struct loop_timer){.callback = tell_lost, .context = voice};
    voice->answer = (struct loop_timer){.callback = no_answer, .context = voice};
    if (!file_join(voice->path, sizeof voice->path, state_folder, VOICE_SOCKET)) {
        return error_set(error, ERROR_LIMIT, "the path of the state folder is too long");
    }
    if (!loop_add_timer(voice->loop, &voice->lost, error) ||
        !loop_add_timer(voice->loop, &voice->answer, error)) {
        return false;
    }
    if (!voice_renew(voice)) {
        lose(voice);
    }
    return true;
}

struct voice *voice_create(struct loop *loop, const char *state_folder,
                           const struct voice_listener *listener, void *context,
                           struct error *error)
{
    struct voice *voice = calloc(1, sizeof *voice);

    if (voice == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a voice");
        return NULL;
    }
    voice->loop = loop;
    voice->listener = *listener;
    voice->context = context;
    if (!open_all(voice, state_folder, error)) {
        voice_destroy(voice);
        return NULL;
    }
    return voice;
}

void voice_destroy(struct voice *voice)
{
    if (voice != NULL) {
        local_stream_destroy(voice->stream);
        loop_remove_timer(voice->loop, &voice->lost);
        loop_remove_timer(voice->loop, &voice->answer);
        free(voice);
    }
}

bool voice_works(const struct voice *voice)
{
    return voice->stream != NULL;
}

enum voice_headphones voice_headphones(const struct voice *voice)
{
    return voice->headphones;
}

/* ---- speaking ------------------------------------------------------------------------ */

static bool send(struct voice *voice, const struct voice_order *order)
{
    struct buffer message;
    struct error error;
    bool fine;

    buffer_init_secret(&message, VOICE_ORDER_MAX);
    fine = voice_order_encode(order, &message, &error);
    if (!fine) {
        log_warning("%s", error.text);
    } else if (!local_stream_send(voice->stream, message.data, message.length)) {
        lose(voice);
        fine = false;
    }
    buffer_finish(&message);
    return fine;
}

/* Each step is about an eighth slower or faster: 110, 126, 144, 165, 188, 215, 246 words a minute. */
static unsigned words_per_minute(int step)
{
    double speed = SPEED_PLAIN;

    for (int i = 0; i < abs(step); i++) {
        speed = step > 0 ? speed * 8 / 7 : speed * 7 / 8;
    }
    return (unsigned)speed;
}

uint32_t voice_say(struct voice *voice, const char *name, const char *text, bool private_text)
{
    bool may_be_heard = voice->room_may_hear || voice->headphones == VOICE_HEADPHONES_IN;
    struct voice_order order = {.kind = VOICE_SAY,
                                .speed = words_per_minute(voice->speed),
                                .volume = (unsigned)(VOLUME_PLAIN + VOLUME_STEP * voice->volume),
                                .name = name,
                                .name_length = strlen(name),
                                .text = text,
                                .text_length = strlen(text)};

    if (voice->stream == NULL || text[0] == '\0' || (private_text && !may_be_heard)) {
        voice_stop(voice);
        return 0;
    }
    voice->number = voice->number == UINT32_MAX ? 1 : voice->number + 1;
    order.number = voice->number;
    voice->saying = send(voice, &order) ? order.number : 0;
    if (voice->saying != 0) {
        loop_timer_set(voice->loop, &voice->answer, ANSWER_MS);
    }
    return voice->saying;
}

void voice_stop(struct voice *voice)
{
    if (voice->saying != 0 && voice->stream != NULL) {
        (void)send(voice, &(struct voice_order){.kind = VOICE_STOP});
    }
    loop_timer_stop(&voice->answer);
    voice->saying = 0;
}

void voice_set_room_may_hear(struct voice *voice, bool may_hear)
{
    voice->room_may_hear = may_hear;
}

static int cut_to_steps(int step)
{
    return step < VOICE_STEP_LEAST  ? VOICE_STEP_LEAST
           : step > VOICE_STEP_MOST ? VOICE_STEP_MOST
                                    : step;
}

void voice_set_speed(struct voice *voice, int step)
{
    voice->speed = cut_to_steps(step);
}

void voice_set_volume(struct voice *voice, int step)
{
    voice->volume = cut_to_steps(step);
}

int voice_speed(const struct voice *voice)
{
    return voice->speed;
}

int voice_volume(const struct voice *voice)
{
    return voice->volume;
}
