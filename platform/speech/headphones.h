/*
 * Whether headphones are plugged in, and when that changes: by the jack's switch of the sound card
 * (evdev, SW_HEADPHONE_INSERT), or by a file that holds the word "in" or "out", for hardware that says
 * it otherwise and for tests.
 */
#ifndef PLATFORM_SPEECH_HEADPHONES_H
#define PLATFORM_SPEECH_HEADPHONES_H

#include "platform/base/loop.h"

enum headphones_state { HEADPHONES_UNKNOWN, HEADPHONES_OUT, HEADPHONES_IN };

/* The first device under /dev/input that has such a switch, non-blocking, or -1: before the sandbox is
 * entered, since the other devices there are keyboards. */
int headphones_find_switch(void) MUST_USE;

typedef void headphones_changed(void *context, enum headphones_state state);

struct headphones; /* opaque */

/*
 * `choice` is "auto" (the switch; unknown without one), "always", "never" or the path of a file.
 * `switch_descriptor` stays the caller's; -1: none. NULL on failure.
 */
struct headphones *headphones_watch(struct loop *loop, const char *choice, int switch_descriptor,
                                    headphones_changed *changed, void *context,
                                    struct error *error) MUST_USE;
void headphones_destroy(struct headphones *headphones); /* NULL is fine */

/* Looks now, and tells a change. Processes that share the switch's descriptor share its events: what
 * one has read no other is woken by. */
void headphones_look(struct headphones *headphones);
enum headphones_state headphones_state(const struct headphones *headphones);

#endif
