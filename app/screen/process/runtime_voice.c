/* The visit's process and the voice: what is said after each change, and what the voice tells. */
#include "app/screen/process/runtime.h"

#include "app/screen/speech/speaker.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"

#define GOODBYE_MS    6000 /* the screen must not wait longer for whoever comes next */
#define FAILURES_MOST 2    /* in a row until the voice counts as dead */
#define HOLD_MS       2000

/* ---- what is said ---------------------------------------------------------- */

static void set_sound(struct runtime *runtime)
{
    struct visit_speech speech = visit_speech(runtime->visit);

    voice_set_speed(runtime->voice, speech.speed);
    voice_set_volume(runtime->voice, speech.volume);
    /* Headphones may be known from a keypad, which the voice does not hear of. */
    voice_set_room_may_hear(runtime->voice,
                            speech.room_may_hear || visit_voice(runtime->visit)->headphones);
}

static size_t speak(struct runtime *runtime, bool first_only)
{
    struct narrator_moment moment;
    struct narration narration;

    visit_moment(runtime->visit, &moment);
    narration = *narrator_follow(runtime->narrator, &moment);
    if (first_only && narration.count > 1)
        narration.count = 1;
    set_sound(runtime);
    speaker_take(runtime->speaker, visit_languages(runtime->visit), &narration);
    secret_wipe(&moment, sizeof moment);
    return narration.count;
}

void runtime_speak(struct runtime *runtime)
{
    if (!runtime->ended && !runtime->leaving)
        (void)speak(runtime, false);
}

static void goodbye_is_over(void *context)
{
    struct runtime *runtime = context;

    loop_timer_stop(&runtime->goodbye);
    if (runtime->leaving && !runtime->ended)
        runtime_end(runtime, HANDOVER_ENDED);
}

/* Whoever listens hears that it is over; anybody else's touch goes before that. */
void runtime_leave(struct runtime *runtime)
{
    runtime->leaving = speak(runtime, true) > 0 && !speaker_is_idle(runtime->speaker);
    narrator_forget(runtime->narrator);
    frame_forget(runtime->frame);
    secret_wipe_stack();
    if (runtime->leaving)
        loop_timer_set(runtime->loop, &runtime->goodbye, GOODBYE_MS);
    else
        runtime_end(runtime, HANDOVER_ENDED);
}

void runtime_leave_now(struct runtime *runtime)
{
    voice_stop(runtime->voice);
    goodbye_is_over(runtime);
}

/* ---- what the voice tells -------------------------------------------------- */

static void tell_visit(struct runtime *runtime, bool works, bool headphones)
{
    struct visit_voice voice = {.works = works, .headphones = headphones};

    if (!runtime->ended && !runtime->leaving && runtime->visit &&
        visit_set_voice(runtime->visit, &voice, runtime_now(runtime)))
        runtime_settle(runtime);
}

static void go_on(struct runtime *runtime)
{
    speaker_go_on(runtime->speaker);
    if (runtime->leaving && speaker_is_idle(runtime->speaker))
        goodbye_is_over(runtime);
}

static void started(void *context, uint32_t number)
{
    (void)context;
    (void)number;
}

static void done(void *context, uint32_t number)
{
    struct runtime *runtime = context;

    (void)number;
    runtime->voice_failures = 0;
    go_on(runtime);
}

/* One part that fails is passed over; a voice that says nothing is not one. */
static bool is_dead(struct runtime *runtime, enum voice_failure reason)
{
    switch (reason) {
    case VOICE_REFUSED:
    case VOICE_SILENT:
        return false;
    case VOICE_DIED:
    case VOICE_LATE:
        return ++runtime->voice_failures >= FAILURES_MOST;
    case VOICE_NO_VOICE:
    case VOICE_NO_ENGINE:
    case VOICE_NO_SOUND:
    case VOICE_LOST:
        break;
    }
    return true;
}

static void failed(void *context, uint32_t number, enum voice_failure reason)
{
    struct runtime *runtime = context;

    (void)number;
    if (is_dead(runtime, reason)) {
        if (runtime->leaving)
            goodbye_is_over(runtime);
        else
            tell_visit(runtime, false, visit_voice(runtime->visit)->headphones);
        return;
    }
    go_on(runtime);
}

static void headphones(void *context, enum voice_headphones state)
{
    struct runtime *runtime = context;

    if (state != VOICE_HEADPHONES_UNKNOWN)
        tell_visit(runtime, visit_voice(runtime->visit)->works, state == VOICE_HEADPHONES_IN);
}

/* ---- holding a key --------------------------------------------------------- */

static void held(void *context)
{
    struct runtime *runtime = context;

    if (!runtime->ended && !runtime->leaving &&
        visit_key(runtime->visit, KEY_REPEAT, runtime_now(runtime)))
        runtime_settle(runtime);
}

void runtime_hold(struct runtime *runtime, bool down)
{
    if (down)
        loop_timer_set(runtime->loop, &runtime->hold, HOLD_MS);
    else
        loop_timer_stop(&runtime->hold);
}

/* ---- opening and closing --------------------------------------------------- */

bool runtime_attach_voice(struct runtime *runtime, struct error *error)
{
    struct visit_voice voice = {
        .works = voice_works(runtime->voice),
        .headphones = voice_headphones(runtime->voice) == VOICE_HEADPHONES_IN,
    };

    narrator_destroy(runtime->narrator);
    runtime->narrator = narrator_create(visit_languages(runtime->visit), error);
    if (!runtime->narrator)
        return false;
    (void)visit_set_voice(runtime->visit, &voice, runtime_now(runtime));
    return true;
}

/* It may have been started, or started anew, while the kiosk waited. */
void runtime_renew_voice(struct runtime *runtime)
{
    if (!voice_works(runtime->voice) && voice_renew(runtime->voice))
        tell_visit(runtime, true, false);
}

bool runtime_open_voice(struct runtime *runtime, struct error *error)
{
    static const struct voice_listener listener = {
        .started = started, .done = done, .failed = failed, .headphones = headphones};

    runtime->goodbye = (struct loop_timer){.callback = goodbye_is_over, .context = runtime};
    runtime->hold = (struct loop_timer){.callback = held, .context = runtime};
    if (!loop_add_timer(runtime->loop, &runtime->goodbye, error) ||
        !loop_add_timer(runtime->loop, &runtime->hold, error))
        return false;
    runtime->voice =
        voice_create(runtime->loop, runtime->config.paths.state, &listener, runtime, error);
    if (!runtime->voice)
        return false;
    runtime->speaker = speaker_create(runtime->voice, error);
    return runtime->speaker != NULL;
}

void runtime_close_voice(struct runtime *runtime)
{
    speaker_destroy(runtime->speaker);
    narrator_destroy(runtime->narrator);
    voice_destroy(runtime->voice);
}
