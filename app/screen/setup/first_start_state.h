/* The inside of a first start: first_*.c change it, setup_*.c show it. Nobody else includes this. */
#ifndef APP_SCREEN_SETUP_FIRST_START_STATE_H
#define APP_SCREEN_SETUP_FIRST_START_STATE_H

#include "app/screen/setup/first_start.h"
#include "platform/base/touch_matrix.h"

#define FIRST_WORDS_SIZE 40u

struct first_start {
    bool on; /* false: the kiosk is set up */
    enum first_step step;
    struct first_facts facts;
    unsigned effects; /* a bit for each enum first_effect */

    int target; /* that is shown */
    enum first_touch touched;
    bool measuring; /* one was felt beside its target: nothing but targets counts */
    bool checking;  /* the correction is on trial */
    bool touch_waits;
    int felt; /* so many of the targets by a finger */
    struct touch_pair pairs[FIRST_TARGETS];
    double correction[6];

    struct first_network network;
    bool network_waits;  /* for whoever sets it */
    bool network_failed; /* it was not set */

    char code[FIRST_CODE_SYMBOLS + 1];
    bool enrolling;
    enum enrol_problem outcome; /* of the last try */

    char pin[FIRST_PIN_DIGITS + 1], pin_again[FIRST_PIN_DIGITS + 1];
    bool pin_waits;
    bool printing;

    bool again;       /* only what a part of the steps is for is changed */
    const char *over; /* key of how that went, "": nothing to say; NULL: it goes on */
    char clock[FIRST_CLOCK_DIGITS + 1];
    enum first_printer printer;
    bool narrow, narrow_chosen;
    bool change_waits; /* clock, printer or paper, for whoever sets it */

    const char *error;              /* key of what is wrong with what was typed; NULL: nothing */
    char printed[FIRST_WORDS_SIZE]; /* key of how the test print went, "": none yet */
};

/* Shows a step, with nothing of the one before. */
void first_go(struct first_start *first, enum first_step step);
/* Has the effect carried out once this event is through. */
void first_ask(struct first_start *first, enum first_effect effect);
/* Where Back leads; FIRST_STEPS: there is none. */
enum first_step first_step_before(enum first_step step);
/* The target that is shown was found, by a finger or by a key. */
void first_touched(struct first_start *first);
/* Nothing was touched yet. */
void first_touch_reset(struct first_start *first);

/* The text that the step types into and how much it takes; NULL: none. */
char *first_typed(struct first_start *first, size_t *most);
/* The key of what is wrong with a part of a fixed address, NULL: nothing. */
const char *first_network_error(const struct first_network *network, enum first_step step);

#endif
