/*
 * What a step of a sound card's volume is in decibels, as its driver says: ALSA's TLV, the layouts of
 * <sound/tlv.h>. Pure. Not every driver says it, and some say nonsense.
 */
#ifndef PLATFORM_SOUND_GAIN_H
#define PLATFORM_SOUND_GAIN_H

#include "platform/base/error.h"

#include <limits.h>
#include <stddef.h>

#define GAIN_WORDS_MAX 128u    /* of one control's TLV; the kernel's longest have some forty */
#define GAIN_MUTED     INT_MIN /* this step is silence */

struct gain_scale {
    long least, most; /* steps */
    unsigned words[GAIN_WORDS_MAX];
    size_t count; /* of words; 0: the driver says nothing */
};

/* Hundredths of a decibel of a step between least and most, or GAIN_MUTED. False where the words do not
 * say it, are cut off or contradict themselves. */
bool gain_of_step(const struct gain_scale *scale, long step, int *hundredths) MUST_USE;

/* Whether both ends are known and 10 dB or more apart: USB devices that report fractions of a decibel for
 * their whole range are wrong. */
bool gain_is_credible(const struct gain_scale *scale) MUST_USE;

/* The loudest step that is not above `hundredths`; where all are, the softest that is not muted. For a
 * credible scale. */
long gain_step_below(const struct gain_scale *scale, int hundredths);

#endif
