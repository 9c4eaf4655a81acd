/*
 * One espeak-ng process for one text: started in a sandbox of its own (no network, no files but its
 * voices, limits on time and memory), told the text on its standard input, never in arguments, files
 * or environment, read from its standard output. It knows its voice and speed from the start, so one
 * that waits for its text begins to speak within milliseconds.
 *
 * Works in a process with threads: between fork and exec glibc keeps memory usable.
 */
#ifndef PLATFORM_SPEECH_ENGINE_H
#define PLATFORM_SPEECH_ENGINE_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ENGINE_NAME_SIZE 32u /* of a voice's name, with the NUL */

struct engine_setup {
    const char *program; /* espeak-ng, a full path */
    const char *data;    /* folder that holds espeak-ng-data; NULL: where the program has its own */
};

struct engine; /* opaque */

/* `voice` is one word of letters, digits, '-', '_', '+'. Whether there is such a voice shows when it
 * ends. ERROR_NOT_FOUND when there is no program; NULL on failure. */
struct engine *engine_start(const struct engine_setup *setup, const char *voice, unsigned speed,
                            struct error *error) MUST_USE;

/* Kills it, waits for its end, closes. NULL is fine. */
void engine_destroy(struct engine *engine);

bool engine_is(const struct engine *engine, const char *voice, unsigned speed);
pid_t engine_process(const struct engine *engine);

/* Descriptors to watch; non-blocking; the engine's. The input is -1 once it was closed. */
int engine_input(const struct engine *engine);
int engine_output(const struct engine *engine);

/* Bytes that it took, 0 when it takes none now, -1 when it has ended. */
ssize_t engine_write(struct engine *engine, const void *bytes, size_t length) MUST_USE;
/* The text is complete: it speaks to its end and goes. */
void engine_end_text(struct engine *engine);
/* Bytes of its output, 0 when there are none now, -1 at its end. */
ssize_t engine_read(struct engine *engine, void *bytes, size_t size) MUST_USE;

enum engine_end {
    ENGINE_WELL,
    ENGINE_NO_VOICE, /* it said so and went */
    ENGINE_NOT_RUN,  /* the program could not be run or its sandbox not be entered */
    ENGINE_KILLED    /* by a signal: a crash, a limit, somebody */
};

/* After its output has come to an end: waits for the process, and kills it if it lingers. */
enum engine_end engine_wait(struct engine *engine);

#endif
