#include "platform/window/audio.h"

#include "platform/base/log.h"
#include "platform/base/secret.h"

#define SDL_MAIN_HANDLED
#include <SDL.h>

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define DEVICE_SAMPLES 512u /* at a time: 23 ms */
#define FADE_SAMPLES   128u /* 6 ms */
#define ROOM_AGAIN     (AUDIO_WAITING_MAX / 2)
#define STALL          3000 /* milliseconds in which a device plays something or is broken */

/* What SDL's thread has seen, as bits. */
enum { SEEN_STARTED = 1, SEEN_ROOM = 2, SEEN_DRAINED = 4, SEEN_PLAYED = 8 };

/* In secret memory. */
struct waiting {
    int16_t samples[AUDIO_WAITING_MAX]; /* a ring */
    int16_t fading[FADE_SAMPLES];       /* the end of what was cut; played first */
};

struct audio {
    struct audio_setup setup;
    SDL_AudioDeviceID device; /* 0: closed */
    int told;                 /* eventfd: SDL's thread has seen something */
    struct loop_timer close_timer, stall_timer;
    /* Behind the device's lock while it is open. */
    struct waiting *waiting;
    size_t first, count, fade_first, fade_count;
    bool in_sound, started, finished, full;
    unsigned seen;
    bool stuck;
    uint32_t sound; /* counts begins and cuts: what was seen of one is not told of the next */
};

/* ---- SDL's thread ------------------------------------------------------------------- */

static void see(struct audio *audio, unsigned what)
{
    uint64_t one = 1;

    audio->seen |= what;
    (void)!write(audio->told, &one, sizeof one);
}

static size_t play_fading(struct audio *audio, int16_t *out, size_t wanted)
{
    size_t take = audio->fade_count < wanted ? audio->fade_count : wanted;
    int16_t *from = audio->waiting->fading + audio->fade_first;

    memcpy(out, from, take * sizeof *out);
    secret_wipe(from, take * sizeof *out);
    audio->fade_first += take;
    audio->fade_count -= take;
    return take;
}

static size_t play_waiting(struct audio *audio, int16_t *out, size_t wanted)
{
    size_t take = audio->count < wanted ? audio->count : wanted;

    for (size_t i = 0; i < take; i++) {
        out[i] = audio->waiting->samples[audio->first];
        audio->waiting->samples[audio->first] = 0;
        audio->first = (audio->first + 1) % AUDIO_WAITING_MAX;
    }
    audio->count -= take;
    return take;
}

static void tell_progress(struct audio *audio, size_t played)
{
    unsigned what = 0;

    if (played > 0 && !audio->started) {
        audio->started = true;
        what |= SEEN_STARTED;
    }
    if (audio->full && audio->count <= ROOM_AGAIN) {
        audio->full = false;
        what |= SEEN_ROOM;
    }
    if (audio->finished && audio->count == 0 && audio->in_sound) {
        audio->in_sound = false;
        what |= SEEN_DRAINED;
    }
    if (what != 0) {
        see(audio, what);
    }
}

static void SDLCALL play(void *context, Uint8 *stream, int length)
{
    struct audio *audio = context;
    int16_t *out = (int16_t *)(void *)stream;
    size_t wanted = (size_t)length / sizeof *out;
    size_t faded = play_fading(audio, out, wanted);
    size_t played = play_waiting(audio, out + faded, wanted - faded);

    memset(out + faded + played, 0, (wanted - faded - played) * sizeof *out);
    audio->seen |= SEEN_PLAYED;
    tell_progress(audio, played);
}

/* ---- the device ---------------------------------------------------------------------- */

static void lock(struct audio *audio)
{
    if (audio->device != 0) {
        SDL_LockAudioDevice(audio->device);
    }
}

static void unlock(struct audio *audio)
{
    if (audio->device != 0) {
        SDL_UnlockAudioDevice(audio->device);
    }
}

static void close_device(struct audio *audio)
{
    loop_timer_stop(&audio->close_timer);
    loop_timer_stop(&audio->stall_timer);
    if (audio->device != 0) {
        SDL_CloseAudioDevice(audio->device);
        audio->device = 0;
        /* Some of SDL's drivers keep a thread that looks for new devices. */
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
    }
    secret_wipe(audio->waiting, sizeof *audio->waiting);
    audio->first = audio->count = audio->fade_first = audio->fade_count = 0;
    audio->in_sound = audio->full = false;
    audio->seen = 0;
}

static bool open_device(struct audio *audio, struct error *error)
{
    const SDL_AudioSpec wanted = {.freq = (int)audio->setup.rate,
                                  .format = AUDIO_S16SYS,
                                  .channels = 1,
                                  .samples = DEVICE_SAMPLES,
                                  .callback = play,
                                  .userdata = audio};
    const char *driver = audio->setup.driver;

    if (audio->setup.opens != NULL) {
        audio->setup.opens(audio->setup.context);
    }
    if (driver[0] != '\0') {
        SDL_SetHint(SDL_HINT_AUDIODRIVER, driver);
    }
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    setenv("DBUS_SESSION_BUS_ADDRESS",
           "disabled:", 1); /* else it asks for a higher priority there */
    SDL_SetMainReady();
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
        return error_set(error, ERROR_UNAVAILABLE, "there is no sound: %s", SDL_GetError());
    }
    audio->device = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
    if (audio->device == 0) {
        error_set(error, ERROR_UNAVAILABLE, "no audio device opens: %s", SDL_GetError());
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        return false;
    }
    SDL_PauseAudioDevice(audio->device, 0);
    return true;
}

static void tell(struct audio *audio, enum audio_event event)
{
    audio->setup.happened(audio->setup.context, event);
}

static bool is_gone(const struct audio *audio)
{
    return audio->device != 0 && SDL_GetAudioDeviceStatus(audio->device) == SDL_AUDIO_STOPPED;
}

/* Whether the device took samples since the last look. */
static bool has_played(struct audio *audio)
{
    bool played;

    lock(audio);
    played = (audio->seen & SEEN_PLAYED) != 0;
    audio->seen &= ~(unsigned)SEEN_PLAYED;
    unlock(audio);
    return played;
}

static void broke(struct audio *audio)
{
    log_warning("the audio device takes no samples any more");
    loop_timer_stop(&audio->close_timer);
    loop_timer_stop(&audio->stall_timer);
    tell(audio, AUDIO_BROKE);
}

/* To close a stuck device would wait for ever. */
static void is_idle(void *context)
{
    struct audio *audio = context;

    audio->stuck = !has_played(audio) && !is_gone(audio);
    if (audio->stuck) {
        broke(audio);
    } else {
        close_device(audio);
    }
}

/* A device that was pulled out may take samples for ever, or none. */
static void look_for_stall(void *context)
{
    struct audio *audio = context;
    bool played = has_played(audio);

    if (is_gone(audio)) {
        close_device(audio);
        broke(audio);
    } else if (!played) {
        audio->stuck = true;
        broke(audio);
    } else {
        loop_timer_set(audio->setup.loop, &audio->stall_timer, STALL);
    }
}

static void rest(struct audio *audio)
{
    (void)has_played(audio);
    loop_timer_stop(&audio->stall_timer);
    loop_timer_set(audio->setup.loop, &audio->close_timer, audio->setup.linger);
}

static void was_told(void *context, short events)
{
    struct audio *audio = context;
    uint32_t sound = audio->sound;
    uint64_t times;
    unsigned seen;

    (void)events;
    (void)!read(audio->told, &times, sizeof times);
    lock(audio);
    seen = audio->seen;
    audio->seen &= SEEN_PLAYED;
    unlock(audio);
    if ((seen & SEEN_DRAINED) != 0) {
        rest(audio);
    }
    if ((seen & SEEN_STARTED) != 0) {
        tell(audio, AUDIO_STARTED);
    }
    if ((seen & SEEN_ROOM) != 0 && audio->sound == sound) {
        tell(audio, AUDIO_ROOM);
    }
    if ((seen & SEEN_DRAINED) != 0 && audio->sound == sound) {
        tell(audio, AUDIO_DRAINED);
    }
}

/* ---- what callers do ------------------------------------------------------------------- */

/* With the lock held. */
static void fade_out(struct audio *audio)
{
    size_t take = audio->count < FADE_SAMPLES ? audio->count : FADE_SAMPLES;
    int16_t *fading = audio->waiting->fading;

    for (size_t i = 0; i < take && audio->started; i++) {
        int sample = audio->waiting->samples[(audio->first + i) % AUDIO_WAITING_MAX];

        fading[i] = (int16_t)(sample * (int)(take - i) / (int)take);
    }
    audio->fade_first = 0;
    audio->fade_count = audio->started ? take : 0;
    secret_wipe(audio->waiting->samples, sizeof audio->waiting->samples);
    audio->first = audio->count = 0;
    audio->in_sound = audio->started = audio->finished = audio->full = false;
    audio->seen = 0;
    audio->sound++;
}

bool audio_begin(struct audio *audio, struct error *error)
{
    loop_timer_stop(&audio->close_timer);
    if (is_gone(audio)) {
        close_device(audio);
    }
    if (audio->device == 0 && !open_device(audio, error)) {
        return false;
    }
    lock(audio);
    if (audio->in_sound) {
        fade_out(audio);
    }
    audio->sound++;
    audio->in_sound = true;
    audio->started = audio->finished = audio->full = false;
    audio->seen = 0;
    unlock(audio);
    loop_timer_set(audio->setup.loop, &audio->stall_timer, STALL);
    return true;
}

size_t audio_put(struct audio *audio, const int16_t *samples, size_t count)
{
    size_t room, take;

    lock(audio);
    room = AUDIO_WAITING_MAX - audio->count;
    take = count < room ? count : room;
    for (size_t i = 0; i < take; i++) {
        audio->waiting->samples[(audio->first + audio->count + i) % AUDIO_WAITING_MAX] = samples[i];
    }
    audio->count += take;
    audio->full = take < count;
    unlock(audio);
    return take;
}

void audio_finish(struct audio *audio)
{
    lock(audio);
    audio->finished = true;
    unlock(audio);
}

void audio_cut(struct audio *audio)
{
    if (audio->device == 0) {
        return;
    }
    lock(audio);
    fade_out(audio);
    unlock(audio);
    rest(audio);
}

bool audio_is_open(const struct audio *audio)
{
    return audio->device != 0;
}

bool audio_is_stuck(const struct audio *audio)
{
    return audio->stuck;
}

/* ---- the whole ------------------------------------------------------------------------- */

static bool hook(struct audio *audio, struct error *error)
{
    struct loop *loop = audio->setup.loop;

    audio->close_timer = (struct loop_timer){.callback = is_idle, .context = audio};
    audio->stall_timer = (struct loop_timer){.callback = look_for_stall, .context = audio};
    audio->told = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (audio->told < 0) {
        return error_set_errno(error, "nothing can tell how the sound goes");
    }
    return loop_add_timer(loop, &audio->close_timer, error) &&
           loop_add_timer(loop, &audio->stall_timer, error) &&
           loop_watch(loop, audio->told, POLLIN, was_told, audio, error);
}

struct audio *audio_create(const struct audio_setup *setup, struct error *error)
{
    struct audio *audio = calloc(1, sizeof *audio);

    if (audio == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for sound");
        return NULL;
    }
    audio->setup = *setup;
    audio->told = -1;
    audio->waiting = secret_allocate(sizeof *audio->waiting);
    if (audio->waiting == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for sound");
    } else if (hook(audio, error)) {
        return audio;
    }
    audio_destroy(audio);
    return NULL;
}

void audio_destroy(struct audio *audio)
{
    if (audio == NULL) {
        return;
    }
    if (audio->waiting != NULL) {
        close_device(audio);
    }
    loop_remove_timer(audio->setup.loop, &audio->close_timer);
    loop_remove_timer(audio->setup.loop, &audio->stall_timer);
    loop_unwatch(audio->setup.loop, audio->told);
    if (audio->told >= 0) {
        (void)close(audio->told);
    }
    secret_release(audio->waiting);
    free(audio);
}
