/*
 * Says one text at a time: hands it to an espeak-ng that is waiting already, brings the samples to a
 * sink, and tells how it went. A new text takes the place of the one before; a process says one text
 * only. Text and samples lie in secret memory (secret_start comes first) and are wiped as they go.
 * Runs inside a loop; no call blocks. The program ignores SIGPIPE.
 */
#ifndef PLATFORM_SPEECH_SPEAKER_H
#define PLATFORM_SPEECH_SPEAKER_H

#include "platform/base/loop.h"
#include "platform/speech/engine.h"

#include <stdint.h>

#define SPEAKER_TEXT_MAX (16u << 10) /* bytes */

/* Where samples go: the audio device, a fake in tests. It tells what happens by speaker_sink_*. */
struct speaker_sink {
    void *state;
    /* A new text's samples come; what is left of the one before fades out. False: there is no sound. */
    bool (*begin)(void *state);
    /* How many of them it took; wants no more until speaker_sink_has_room where that is not all. */
    size_t (*put)(void *state, const int16_t *samples, size_t count);
    void (*finish)(void *state); /* no more of this text come: speaker_sink_drained follows */
    void (*cut)(void *state);    /* silence now; nothing is told of that text any more */
};

enum speaker_failure {
    SPEAKER_NO_VOICE,
    SPEAKER_NO_ENGINE,
    SPEAKER_DIED,
    SPEAKER_LATE,
    SPEAKER_SILENT,
    SPEAKER_NO_SOUND
};

/* Called from the loop or from within speaker_say; may call speaker_say and speaker_stop. */
struct speaker_listener {
    void *context;
    void (*started)(void *context, uint32_t number);
    void (*done)(void *context, uint32_t number);
    void (*failed)(void *context, uint32_t number, enum speaker_failure reason);
};

struct speaker_times {
    int64_t answer;   /* milliseconds until the next samples of an espeak-ng that is waited for */
    uint32_t seconds; /* of sound of the shortest text, at most, */
    uint32_t seconds_a_byte; /* and more for each byte of a text: what says more never ends */
};
extern const struct speaker_times speaker_times_usual;

struct speaker_setup {
    struct loop *loop;
    struct engine_setup engine; /* texts borrowed for the speaker's life */
    struct speaker_sink sink;
    struct speaker_listener listener;
    struct speaker_times times;
};

struct speaker; /* opaque */

struct speaker *speaker_create(const struct speaker_setup *setup, struct error *error) MUST_USE;
/* Ends every process of it and wipes. NULL is fine. */
void speaker_destroy(struct speaker *speaker);

struct speaker_order {
    uint32_t number;   /* told to the listener */
    const char *voice; /* NUL-ended; see engine_start */
    unsigned speed;    /* words per minute */
    unsigned volume;   /* percent, see samples_amplify */
    const char *text;  /* UTF-8, `length` bytes, at most SPEAKER_TEXT_MAX */
    size_t length;
};

/* In place of what is being said. Whatever hinders it is told to the listener. */
void speaker_say(struct speaker *speaker, const struct speaker_order *order);
/* Silence; nothing is told. */
void speaker_stop(struct speaker *speaker);

/* From the sink, in the loop: the first sample that can be heard has gone to the device; there is room
 * again; all has gone; the device takes nothing any more. */
void speaker_sink_started(struct speaker *speaker);
void speaker_sink_has_room(struct speaker *speaker);
void speaker_sink_drained(struct speaker *speaker);
void speaker_sink_broke(struct speaker *speaker);

/* The espeak-ng that waits, 0 for none: for tests. */
pid_t speaker_spare(const struct speaker *speaker);
/* The one that is speaking, 0 for none: for tests. */
pid_t speaker_speaking(const struct speaker *speaker);

#endif
