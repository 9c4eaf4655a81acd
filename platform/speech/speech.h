/*
 * Says one text at a time: hands it to an espeak-ng that is waiting already, brings the samples to a
 * sink, and tells how it went. A new text takes the place of the one before; a process says one text
 * only. Text and samples lie in secret memory (secret_start comes first) and are wiped as they go.
 * Runs inside a loop; no call blocks. The program ignores SIGPIPE.
 */
#ifndef PLATFORM_SPEECH_SPEECH_H
#define PLATFORM_SPEECH_SPEECH_H

#include "platform/base/loop.h"
#include "platform/speech/engine.h"

#include <stdint.h>

#define SPEECH_TEXT_MAX (16u << 10) /* bytes */

/* Where samples go: the audio device, a fake in tests. It tells what happens by speech_sink_*. */
struct speech_sink {
    void *state;
    /* A new text's samples come; what is left of the one before fades out. False: there is no sound. */
    bool (*begin)(void *state);
    /* How many of them it took; wants no more until speech_sink_has_room where that is not all. */
    size_t (*put)(void *state, const int16_t *samples, size_t count);
    void (*finish)(void *state); /* no more of this text come: speech_sink_drained follows */
    void (*cut)(void *state);    /* silence now; nothing is told of that text any more */
};

enum speech_failure {
    SPEECH_NO_VOICE,
    SPEECH_NO_ENGINE,
    SPEECH_DIED,
    SPEECH_LATE,
    SPEECH_SILENT,
    SPEECH_NO_SOUND
};

/* Called from the loop or from within speech_say; may call speech_say and speech_stop. */
struct speech_listener {
    void *context;
    void (*started)(void *context, uint32_t number);
    void (*done)(void *context, uint32_t number);
    void (*failed)(void *context, uint32_t number, enum speech_failure reason);
};

struct speech_times {
    int64_t answer;   /* milliseconds until the next samples of an espeak-ng that is waited for */
    uint32_t seconds; /* of sound of the shortest text, at most, */
    uint32_t seconds_a_byte; /* and more for each byte of a text: what says more never ends */
};
extern const struct speech_times speech_times_usual;

struct speech_setup {
    struct loop *loop;
    struct engine_setup engine; /* texts borrowed for the speech's life */
    struct speech_sink sink;
    struct speech_listener listener;
    struct speech_times times;
};

struct speech; /* opaque */

struct speech *speech_create(const struct speech_setup *setup, struct error *error) MUST_USE;
/* Ends every process of it and wipes. NULL is fine. */
void speech_destroy(struct speech *speech);

struct speech_order {
    uint32_t number;   /* told to the listener */
    const char *voice; /* NUL-ended; see engine_start */
    unsigned speed;    /* words per minute */
    unsigned volume;   /* percent, see samples_amplify */
    const char *text;  /* UTF-8, `length` bytes, at most SPEECH_TEXT_MAX */
    size_t length;
};

/* In place of what is being said. Whatever hinders it is told to the listener. */
void speech_say(struct speech *speech, const struct speech_order *order);
/* Silence; nothing is told. */
void speech_stop(struct speech *speech);

/* From the sink, in the loop: the first sample that can be heard has gone to the device; there is room
 * again; all has gone; the device takes nothing any more. */
void speech_sink_started(struct speech *speech);
void speech_sink_has_room(struct speech *speech);
void speech_sink_drained(struct speech *speech);
void speech_sink_broke(struct speech *speech);

/* The espeak-ng that waits, 0 for none: for tests. */
pid_t speech_spare(const struct speech *speech);
/* The one that is speaking, 0 for none: for tests. */
pid_t speech_speaking(const struct speech *speech);

#endif
