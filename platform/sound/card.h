/*
 * The level of a sound card: sets the controls that lead to a visitor's ears (level.h) through the
 * kernel's control device, without alsa-lib, whose mixer wants files that the appliance has not. What
 * is right already is not written. Keeps nothing open.
 */
#ifndef PLATFORM_SOUND_CARD_H
#define PLATFORM_SOUND_CARD_H

#include "platform/base/error.h"

#include <stddef.h>

#define CARD_FIRST        "/dev/snd/controlC0"
#define CARD_CONTROLS_MAX 1024u /* of a card; more are not looked at */
#define CARD_LEVEL_MAX    64u   /* of those that lead to the ears */

/* ioctl(2), or a test's card. */
typedef int card_ask(int descriptor, unsigned long request, void *argument);

struct card_report {
    size_t controls; /* that lead to the ears */
    size_t changed;  /* that were set to something else */
    size_t volumes;  /* that carry the level */
    bool
        in_decibels; /* of those the loudest, in hundredths; false where one of them has no scale */
    int hundredths;
};

/*
 * `percent` from 1 to 100 as level.h has it. Goes on after a control that refuses, and says so in the end:
 * ERROR_NOT_FOUND there is no card, ERROR_UNAVAILABLE it has no such control, ERROR_IO or ERROR_REFUSED
 * the first that refused. *report is filled in any case.
 */
bool card_set_level(const char *path, int percent, struct card_report *report,
                    struct error *error) MUST_USE;

/* The same with a control device that is open. */
bool card_set_level_of(int descriptor, card_ask *ask, int percent, struct card_report *report,
                       struct error *error) MUST_USE;

#endif
