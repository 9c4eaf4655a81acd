/*
 * Which controls of a sound card lead to a visitor's ears, and what each is set to. Pure: knows names and
 * ranges, asks nobody. Names follow the kernel's Documentation/sound/designs/control-names.rst.
 *
 * Volumes stand one behind the other and their decibels add up, so one stage alone carries the level: the
 * outputs (headphones, loudspeaker, line out) where they have volumes of their own, else Master, else
 * PCM. The others are set to 0 dB, never above it. All switches are on.
 */
#ifndef PLATFORM_SOUND_LEVEL_H
#define PLATFORM_SOUND_LEVEL_H

#include "platform/sound/gain.h"

#define LEVEL_NAME_MAX    44u /* SNDRV_CTL_ELEM_ID_NAME_MAXLEN, with the NUL */
#define LEVEL_PERCENT_MAX 100

enum level_stage { LEVEL_SOURCE, LEVEL_MASTER, LEVEL_OUTPUT, LEVEL_STAGES };

struct level_control {
    enum level_stage stage;
    bool is_switch;
    struct gain_scale scale; /* of a volume */
    long step;               /* what it is set to: of a switch 1 */
    bool carries;            /* its stage carries the level */
};

/* Stage and kind of the control of that name; false for all that is no way to the ears, microphones and
 * beeps above all, and for channels that a voice does not use. */
bool level_knows(const char *name, struct level_control *control) MUST_USE;

/* The same for a card of which nothing is known: USB devices may give their controls any name, and a
 * monitor's sound has switches alone. Takes what is for playback and has no word of an input or of a
 * channel that a voice does not use. */
bool level_guesses(const char *name, struct level_control *control) MUST_USE;

/* Hundredths of a decibel that `percent` (1 to 100) stands for: 100 is 0 dB, 75 -7.5, 50 -18, 25 -36, as
 * alsamixer counts. */
int level_hundredths(int percent);

/* Sets `step` and `carries` of all. A volume without a credible scale gets `percent` of its steps, or 80
 * percent where it does not carry. */
void level_choose(struct level_control *controls, size_t count, int percent);

#endif
