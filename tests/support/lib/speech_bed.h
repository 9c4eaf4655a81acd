/*
 * A voice whose sound goes into memory, inside the test's own loop. Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_SPEECH_BED_H
#define TESTS_SUPPORT_LIB_SPEECH_BED_H

#include "platform/base/loop.h"
#include "platform/speech/samples.h"
#include "platform/speech/speech.h"

#include <sys/types.h>

#define ESPEAK    "/usr/bin/espeak-ng"
#define MARKER    "Kiwizebra"
#define LONG_TEXT MARKER " one two three four five six seven eight nine ten eleven twelve thirteen"
#define PLENTY    (60u * SAMPLES_RATE)
#define ANSWER_MS 1500

/* A sink that takes `room` samples and then waits for more room. */
struct speech_bed {
    struct loop *loop;
    struct speech *speech;
    int16_t *samples;
    size_t count, room;
    bool begun, finished, refuses;
    int cuts;
    uint32_t started, done, failed;
    enum speech_failure reason;
};

/* *state is a struct speech_bed in between. A program that waits for what never comes is ended. */
int speech_bed_set_up(void **state);
int speech_bed_tear_down(void **state);

/* Another engine, or other times, than set_up has taken. */
void speech_bed_make(struct speech_bed *bed, const char *program, struct speech_times times);

void speech_bed_say(struct speech_bed *bed, uint32_t number, const char *voice, const char *text);

typedef bool speech_bed_condition(const struct speech_bed *bed);

void speech_bed_run_until(struct speech_bed *bed, speech_bed_condition *holds);

/* Or has failed. */
bool speech_bed_has_ended(const struct speech_bed *bed);
bool speech_bed_has_begun(const struct speech_bed *bed);

#define STAGED(test_)                                                                              \
    cmocka_unit_test_setup_teardown(test_, speech_bed_set_up, speech_bed_tear_down)

#endif
