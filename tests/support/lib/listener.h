/* A visitor with eyes shut: hears what the narrator says of a stage, and finds the way by that alone. */
#ifndef TESTS_SUPPORT_LIB_LISTENER_H
#define TESTS_SUPPORT_LIB_LISTENER_H

#include "app/screen/speech/narrator.h"
#include "tests/support/lib/stage.h"

#define LISTENER_HEARD_MAX (64u * 1024)
#define LISTENER_ALL_MAX   (2u * 1024 * 1024)

struct listener {
    struct stage *stage;
    struct narrator *narrator;
    char heard[LISTENER_HEARD_MAX]; /* since the last key or touch; a line a part */
    char last[LISTENER_HEARD_MAX];  /* the last part of it */
    size_t parts;
    bool interrupted;
    bool silent_screen; /* a new screen came and nothing was said */
    char *all;          /* everything ever heard */
    size_t all_length;
    long presses;
};

/* The stage's visit is on its welcome screen and silent; with headphones it speaks at once. */
void listener_open(struct listener *listener, struct stage *stage, bool headphones);
void listener_close(struct listener *listener);

/* Hears what there is to hear; for changes that no key of these makes. */
void listener_hear(struct listener *listener);
void listener_key(struct listener *listener, enum visit_key key);
void listener_touch(struct listener *listener, const char *id);
/* Whether the words of the control were heard, or what stands for them in a room. */
bool listener_hears(const struct listener *listener, const char *id);

/* Arrows until the control is heard, keys on the screen along their rows; then it is chosen. Fails the
 * test when it cannot be found. */
void listener_choose_by_arrows(struct listener *listener, const char *id);
/* The same with two switches. */
void listener_choose_by_switches(struct listener *listener, const char *id);

#endif
