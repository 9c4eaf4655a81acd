/*
 * The first start of a kiosk, as a member of staff goes through it: language,
 * touch, network, invitation, one-time code, staff PIN, test print. Parts of it are gone through
 * again from the staff page, to change a setting. A state machine
 * without display, clock or network: what has to happen outside it asks for as
 * an effect, and is told how that went. It sees no visitor and no answer. Lives in the secret
 * memory of the visit that shows it (app/screen/visit); its pages are in setup_*.c beside it.
 */
#ifndef APP_SCREEN_SETUP_FIRST_START_H
#define APP_SCREEN_SETUP_FIRST_START_H

#include "app/local/enrol_problem.h"

#include <stdbool.h>
#include <stddef.h>

#define FIRST_ADDRESS_SIZE 16u /* "255.255.255.255" and the NUL */
#define FIRST_CODE_SYMBOLS 16u
#define FIRST_PIN_DIGITS   6u
#define FIRST_TARGETS      4
#define FIRST_CHECK        FIRST_TARGETS /* one more, of a touch screen that was made right */
#define FIRST_TOUCH_MS     15000
#define FIRST_CLOCK_DIGITS 12u /* 202611221430: in the time of the place */

/* In the order in which they come. */
enum first_step {
    FIRST_LANGUAGE,
    FIRST_TOUCH,   /* four targets, one after the other */
    FIRST_NETWORK, /* by itself or a fixed address? */
    FIRST_ADDRESS, /* the four parts of a fixed one */
    FIRST_PREFIX,
    FIRST_GATEWAY,
    FIRST_DNS,
    FIRST_LINK, /* what the network does now */
    FIRST_INVITATION,
    FIRST_CODE,
    FIRST_ENROL, /* goes on, or why it failed */
    FIRST_PIN,
    FIRST_PIN_AGAIN,
    FIRST_PRINT,
    FIRST_DONE,
    FIRST_CLOCK, /* these three only again */
    FIRST_PRINTER,
    FIRST_PAPER
};
#define FIRST_STEPS (FIRST_PAPER + 1)

/* Where it goes on after a power cut: the word that is kept between two starts. */
const char *first_start_word(enum first_step step); /* "touch"; "" for FIRST_LANGUAGE */

enum first_link {
    FIRST_LINK_UNKNOWN, /* nobody says */
    FIRST_NO_CABLE,
    FIRST_NO_ADDRESS, /* the cable is in */
    FIRST_LINK_READY
};

enum first_printer {
    FIRST_PRINTER_OTHER,
    FIRST_PRINTER_NONE,
    FIRST_PRINTER_USB,
    FIRST_PRINTER_SERIAL,
    FIRST_PRINTER_ADAPTER
};

/* What is so outside; told at the beginning and whenever it changes. */
struct first_facts {
    bool enrolled; /* a site bundle is in place */
    bool pin_set;
    enum first_link link;
    bool turns; /* the picture can be turned on this display */
    enum first_printer printer;
    bool narrow; /* the paper: 58 mm, not 80 */
};

/* Several may be asked for at once; they are taken one after the other, in this order. */
enum first_effect {
    FIRST_NOTHING,
    FIRST_KEEP,        /* remember first_start_kept and the language: no answer */
    FIRST_SET_NETWORK, /* first_start_network: answer with first_start_network_set */
    FIRST_DO_ENROL,    /* first_start_code: answer with first_start_enrol_ended */
    FIRST_SET_PIN,     /* first_start_pin: answer with first_start_pin_kept */
    FIRST_TURN,        /* the picture by a quarter turn, then start anew: no answer */
    FIRST_UNDO_TOUCH,  /* the touch screen is what it was: no answer */
    FIRST_TRY_TOUCH,   /* first_start_correction holds from now on: no answer */
    FIRST_KEEP_TOUCH,  /* and for good: answer with first_start_touch_kept */
    FIRST_PRINT_TEST,  /* answer with first_start_printed */
    FIRST_SET_CLOCK,   /* first_start_clock: answer with first_start_changed */
    FIRST_SET_PAPER,   /* first_start_is_narrow: answer with first_start_changed */
    FIRST_SET_PRINTER, /* first_start_printer: answer with first_start_changed */
    FIRST_FINISH       /* the kiosk is set up: start anew */
};

struct first_network {
    bool fixed; /* false: DHCP, the rest is "" */
    char address[FIRST_ADDRESS_SIZE], prefix[3], gateway[FIRST_ADDRESS_SIZE],
        dns[FIRST_ADDRESS_SIZE];
};

struct first_start; /* see first_start_state.h */

/* Begins, or goes on where it was: `kept` is the word of an earlier start, "" for none, a word that
 * is not known the same. */
void first_start_begin(struct first_start *first, const char *kept,
                       const struct first_facts *facts);
/* A kiosk that is set up changes what the steps from `step` on are for; Back leads out of it. Nothing is kept
 * for a next start. */
void first_start_again(struct first_start *first, enum first_step step);
/* NULL while that goes on; then the key of a text that says how it went, or "". */
const char *first_start_over(const struct first_start *first);
/* Something is being done that was asked for. */
bool first_start_waits(const struct first_start *first);

void first_start_tell(struct first_start *first, const struct first_facts *facts);

enum first_step first_start_step(const struct first_start *first);

/* A control was pressed: "cont", "back", "skip", "again", "target", "first.fixed" … ; ids of another kind do
 * nothing. False where it did nothing. Whoever chose a language calls first_start_language. */
bool first_start_press(struct first_start *first, const char *id);
void first_start_language(struct first_start *first);

/* A digit, a dot or a letter of the code; anything else is no input. "delete" takes the last away. */
void first_start_type(struct first_start *first, const char *key);

/* Something is typed at this step. */
bool first_start_types(const struct first_start *first);

/* What there is to say about touches. */
enum first_touch {
    FIRST_TOUCH_NONE,
    FIRST_TOUCH_BESIDE, /* the next one, please */
    FIRST_TOUCH_UNFIT,  /* no matrix makes the four right */
    FIRST_TOUCH_MISSED, /* the one to check with did not come: undone */
    FIRST_TOUCH_UNSAVED
};
struct first_place {
    int x, y, width, height;
};
struct first_canvas {
    int width, height;
    int below;     /* its last rows, kept free */
    bool mirrored; /* for a language from right to left */
};
/* Where target 0 to 3, or FIRST_CHECK, stands before mirroring. */
struct first_place first_start_target(int target, const struct first_canvas *canvas);
/* A finger came up at x, y of the canvas while the targets are shown. Wherever it is, it is meant for the target:
 * four touches that are off in one and the same way are made right and checked with one more. */
void first_start_touch(struct first_start *first, int x, int y, const struct first_canvas *canvas);
/* Nothing but a target is shown, and FIRST_TOUCH_MS after it came first_start_late is called. */
bool first_start_hurries(const struct first_start *first);
void first_start_late(struct first_start *first);
/* What brings touches to where they were meant, in pixels of the canvas, as touch_matrix.h has it. */
const double *first_start_correction(const struct first_start *first);

/* Nobody has been there for long: what was typed of code and PIN is wiped. */
void first_start_forget(struct first_start *first);

enum first_effect first_start_take(struct first_start *first);
const char *first_start_kept(const struct first_start *first); /* the word to keep */
const struct first_network *first_start_network(const struct first_start *first);
const char *first_start_code(const struct first_start *first); /* as typed; secret */
const char *first_start_pin(const struct first_start *first);  /* secret */

const char *first_start_clock(const struct first_start *first);
enum first_printer first_start_printer(const struct first_start *first);

bool first_start_is_narrow(const struct first_start *first);

/* Clock, printer or paper: NULL when it was done, else the key of a text that says why not. */
void first_start_changed(struct first_start *first, const char *problem);
void first_start_touch_kept(struct first_start *first, bool fine);
void first_start_network_set(struct first_start *first, bool fine);
void first_start_enrol_ended(struct first_start *first, enum enrol_problem outcome);
void first_start_pin_kept(struct first_start *first, bool fine);
/* `words` is the key of the text that says how it went. */
void first_start_printed(struct first_start *first, const char *words);

#endif
