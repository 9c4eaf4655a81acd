/*
 * The audio device, for one voice: 16-bit samples in, sound out. The device is open only while there
 * is something to play and about a second after. Samples wait in secret memory and are wiped as they
 * are played. SDL plays from a thread of its own, which ends when the device is closed.
 */
#ifndef PLATFORM_WINDOW_AUDIO_H
#define PLATFORM_WINDOW_AUDIO_H

#include "platform/base/loop.h"

#include <stddef.h>
#include <stdint.h>

#define AUDIO_WAITING_MAX (32u << 10) /* samples that wait to be played */

enum audio_event {
    AUDIO_STARTED, /* the first sample since audio_begin has gone to the device */
    AUDIO_ROOM,    /* after audio_put took less than all: there is room again */
    AUDIO_DRAINED, /* after audio_finish: the last sample has gone to the device */
    AUDIO_BROKE    /* the device takes nothing any more; see audio_is_stuck */
};
typedef void audio_happened(void *context, enum audio_event event);
/* Before the device is opened, each time. */
typedef void audio_opens(void *context);

struct audio_setup {
    struct loop *loop;
    const char *driver; /* SDL's name: "alsa", "pulseaudio", "disk", "dummy"; "": SDL chooses */
    unsigned rate;      /* samples a second, one channel */
    int64_t linger;     /* milliseconds that the device stays open when nothing follows */
    audio_opens *opens; /* from audio_begin; NULL: nobody wants to know */
    audio_happened *happened; /* from the loop */
    void *context;
};

struct audio; /* opaque */

/* Opens no device. Texts are borrowed. */
struct audio *audio_create(const struct audio_setup *setup, struct error *error) MUST_USE;
/* Closes the device at once. NULL is fine. */
void audio_destroy(struct audio *audio);

/* New sound: what is left of the one before fades out within 6 ms; opens the device if it is closed.
 * ERROR_UNAVAILABLE when there is none. */
bool audio_begin(struct audio *audio, struct error *error) MUST_USE;
/* How many of them it took. */
size_t audio_put(struct audio *audio, const int16_t *samples, size_t count) MUST_USE;
void audio_finish(struct audio *audio);
/* Fades out within 6 ms and drops the rest; no event of it is told any more. */
void audio_cut(struct audio *audio);

bool audio_is_open(const struct audio *audio);
/* Its driver does not come back from the device: audio_destroy may wait for ever, only the end of the
 * process helps. */
bool audio_is_stuck(const struct audio *audio);

#endif
