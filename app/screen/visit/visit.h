/*
 * One visit as a state machine: which screen, which answers, what a press or a
 * key does, when it times out. Pure: it draws nothing, stores nothing, reads no
 * clock; what has to happen outside it asks for as an effect, and is told how
 * that went. Lives for one visit, in secret memory.
 */
#ifndef APP_SCREEN_VISIT_VISIT_H
#define APP_SCREEN_VISIT_VISIT_H

#include "app/screen/setup/first_start.h"
#include "app/screen/speech/narrator.h"
#include "app/screen/view.h"

struct answers;
struct canvas;
struct form;
struct language; /* catalogue and facts of the languages, platform/language */
struct site;

/* What works at the moment; the program refreshes it from the state files. */
struct visit_health {
    bool can_save;       /* sealing certificate valid, outbox takes records, site complete */
    bool can_print;      /* printer ready or low */
    bool paper_out;      /* the reason that staff can mend, when it cannot print */
    const char *why_not; /* one sentence for log and staff page; "" when all is well */
    bool saved_in_doubt; /* the outbox cannot be read: nobody knows how what it holds is */
};

/* One staff tile; texts already in words. */
struct staff_tile {
    const char *id, *icon, *label, *value, *description;
    bool attention;
};
#define STAFF_TILES 8

/* Of what a maintainer asks for; English, as in the journal. */
#define SUPPORT_LINES     12
#define SUPPORT_LINE_SIZE 240u

enum visit_effect {
    EFFECT_NONE,
    EFFECT_SAVE,         /* seal and store the request: answer with visit_saved */
    EFFECT_FORGET,       /* answers were wiped: drop what was drawn of them */
    EFFECT_PRINT,        /* print the receipt: answer with visit_printed */
    EFFECT_PRINT_NOTICE, /* print the privacy notice: answer with visit_printed */
    EFFECT_END,          /* the visit is over and wiped; the view is the welcome screen */
    EFFECT_CHECK_PIN,    /* visit_staff_pin has it: answer with visit_pin_checked */
    EFFECT_TILES,        /* the staff page wants its tiles: answer with visit_set_tiles */
    EFFECT_SUPPORT,      /* the page for support wants its lines: answer with visit_set_support */
    EFFECT_TEST_PRINT,   /* answer with visit_staff_told */
    EFFECT_DELIVER,      /* answer with visit_staff_told */
    EFFECT_DEED,         /* the steward is to do visit_staff_verb: answer with visit_deed_ended */
    EFFECT_FIRST_START   /* visit_first_start has something to take */
};

enum visit_print_result { PRINT_CONFIRMED, PRINT_FAILED, PRINT_UNKNOWN };

struct visit_setup { /* all pointers borrowed for the visit's life */
    const struct form *form;
    const struct site *site; /* NULL: this kiosk takes no visits; 'not available' */
    struct canvas *measure;  /* to measure text on; same fonts as the display */
    const char *languages;   /* folder of the catalogues */
    const char *keyboards;   /* folder of the layouts */
    enum view_orientation orientation;
    const char *version;
    int today_year, today_month, today_day; /* in the site's time zone, for the birth date's rule */
    int64_t timeout_ms, timeout_assisted_ms, answer_ms, receipt_ms, receipt_assisted_ms;
    const struct first_facts *first_facts;   /* this kiosk is not set up yet; NULL: it is */
    const char *first_word, *first_language; /* what was kept of an earlier start, or "" */
    bool keypad;                             /* this kiosk has one: help speaks of it */
    bool
        switches; /* keys are scanned row by row from the start, not only after the first KEY_NEXT */
};

struct visit; /* opaque */

struct visit *visit_create(const struct visit_setup *setup, struct error *error) MUST_USE;
void visit_destroy(struct visit *visit); /* wipes */

/* The screen as it is now; owned by the visit, good until the next call that changes it. */
const struct view *visit_view(struct visit *visit);

/* All of these take the time (monotonic milliseconds) and return true when the view changed. */
bool visit_press(struct visit *visit, const char *control_id, int64_t now);
/* A press and release inside one control, in reference pixels. Hides the focus ring. Ignored within
 * 500 ms of a new screen, but never on 'Leave now'. */
bool visit_touch(struct visit *visit, int x, int y, int64_t now);

/* A finger has rested on a point for VISIT_HOLD_MS: a letter shows its variants, and lifting the
 * finger where it is types nothing. False where nothing is offered: then it is a touch like any
 * other. */
#define VISIT_HOLD_MS 500
bool visit_hold(struct visit *visit, int x, int y, int64_t now);

enum visit_key {
    KEY_UP,
    KEY_DOWN,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_PRESS, /* five-way */
    KEY_NEXT,
    KEY_PREVIOUS, /* two switches; tab and shift-tab */
    KEY_BACKSPACE,
    KEY_ENTER,
    KEY_HELP,
    KEY_LEAVE,
    KEY_STAFF,
    KEY_REPEAT, /* says the screen once more */
    KEY_SLOWER,
    KEY_FASTER,
    KEY_LOUDER,
    KEY_SOFTER,
    KEY_HEADPHONES_IN, /* a keypad's jack; speech goes on and off with it */
    KEY_HEADPHONES_OUT
};
bool visit_key(struct visit *visit, enum visit_key key, int64_t now);
/* A key without a meaning, by its scancode: said while the visitor tries the keys, else ignored. */
bool visit_other_key(struct visit *visit, int scancode, int64_t now);
/* Text from a physical keyboard, UTF-8. */
bool visit_type(struct visit *visit, const char *text, int64_t now);
/* Runs time-outs and countdowns. */
bool visit_tick(struct visit *visit, int64_t now);
/* When visit_tick wants to be called next, 0 for never: on the idle welcome screen nothing is due.
 */
int64_t visit_next_tick(const struct visit *visit);

/* The effect that is asked for, once; EFFECT_NONE when there is none. */
enum visit_effect visit_take_effect(struct visit *visit);

/* For EFFECT_SAVE. The answers stay the visit's. */
const struct answers *visit_answers(const struct visit *visit);
const char *visit_language(const struct visit *visit);
/* The catalogues that were opened for the visit, for words on paper and staff tiles; the visit's. */
const struct language *visit_languages(const struct visit *visit);

/* The save's result. On success the visit keeps `code` (12 symbols) for the receipt, wipes the
 * answers and shows 'saved'; on failure it shows 'could not save' and keeps the answers. */
void visit_saved(struct visit *visit, bool saved, const char *code, int64_t now);
/* For EFFECT_PRINT: 12 symbols, NUL-ended, in secret memory. */
const char *visit_receipt_code(const struct visit *visit);
void visit_printed(struct visit *visit, enum visit_print_result result, int64_t now);

void visit_set_health(struct visit *visit, const struct visit_health *health, int64_t now);

/* ---- speech ---------------------------------------------------------------------------------- */

#define VISIT_SPEECH_MOST 2 /* steps of speed and volume either way; 0 is where a visit begins */

struct visit_voice {
    bool
        works; /* something says what it is given; false: the visitor is told why Listen does not */
    bool headphones; /* known to be in */
};

/* Speech goes on when headphones come, off when they go; a voice that stops working while it is used
 * is shown on the screen, and the visit goes on. True when the view changed. */
bool visit_set_voice(struct visit *visit, const struct visit_voice *voice, int64_t now);

const struct visit_voice *visit_voice(const struct visit *visit);

struct visit_speech {
    bool on;
    bool room_may_hear; /* the visitor asked for the answers of this screen aloud */
    int speed, volume;  /* -VISIT_SPEECH_MOST to VISIT_SPEECH_MOST */
};
struct visit_speech visit_speech(const struct visit *visit);

/* What happened since the last call, for narrator_follow; wipe it after use. */
void visit_moment(struct visit *visit, struct narrator_moment *moment);

/* Staff. The PIN is in secret memory and gone after visit_pin_checked. `tries_left` is -1 when nobody could
 * look at the PIN: no steward, or no PIN set. `locked_seconds` is how long the lock is that holds or, while tries
 * are left, that follows them. */
const char *visit_staff_pin(const struct visit *visit);
void visit_pin_checked(struct visit *visit, bool right, int tries_left, int64_t locked_seconds,
                       int64_t now);
void visit_set_tiles(struct visit *visit, const struct staff_tile tiles[STAFF_TILES], int64_t now);
/* A line that is too long is cut. */
void visit_set_support(struct visit *visit, const char lines[SUPPORT_LINES][SUPPORT_LINE_SIZE],
                       int64_t now);
/* What an action did, as the key of a text. */
void visit_staff_told(struct visit *visit, const char *text_key, int64_t now);

/* For EFFECT_DEED; no argument goes with it. */
const char *visit_staff_verb(const struct visit *visit);
struct deed_end {
    const char *
        why; /* by name, as enum hand_why, "fine" among them; "busy": something else is being done */
    int64_t count, other;
    const char *detail;
};
void visit_deed_ended(struct visit *visit, const struct deed_end *end, int64_t now);
/* The steward wants the PIN again. */
void visit_deed_pin(struct visit *visit, int64_t now);
/* The same while a setting is changed: once the PIN was right, EFFECT_FIRST_START is asked for again. */
void visit_setting_pin(struct visit *visit, int64_t now);

/* The first start that is shown in place of visits, or the part of it that changes a setting; else NULL. Whoever tells it something calls
 * visit_first_told afterwards. */
struct first_start *visit_first_start(struct visit *visit);
void visit_first_told(struct visit *visit, int64_t now);

/* Puts the visit on a screen with made-up answers, for render, describe and pictures.
 * ERROR_NOT_FOUND for an unknown screen. */
bool visit_show(struct visit *visit, const char *screen, const struct view_style *style,
                struct error *error) MUST_USE;
/* The id of one of all screens, in the order of a visit; NULL behind the last. */
const char *visit_screen(size_t index);

#endif
