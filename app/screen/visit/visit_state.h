/*
 * The inside of a visit, shared by the files that make one up: visit*.c change
 * it, pages read it. Nobody else includes this. One block of secret memory.
 */
#ifndef APP_SCREEN_VISIT_VISIT_STATE_H
#define APP_SCREEN_VISIT_VISIT_STATE_H

#include "app/registration/receipt_code.h"
#include "app/registration/rules.h"
#include "app/screen/setup/first_start_state.h"
#include "app/screen/visit/visit.h"
#include "platform/language/language.h"
#include "platform/typing/composition.h"

#define STAFF_PIN_DIGITS      6u
#define STAFF_CLOSES_MS       120000
#define DEED_CLOSES_MS        (35 * 60000) /* longer than the steward waits for anything */
#define VISIT_GUARD_MS        500          /* a double tap must not land on the next screen */
#define VISIT_GESTURE_TOUCHES 5
#define VISIT_GESTURE_MS      3000
#define VISIT_HISTORY_MAX     (2u * FORM_PAGES_MAX)
#define STAFF_TEXT_SIZE       96u

enum visit_stage {
    STAGE_FORM, /* visit->page */
    STAGE_SAVING,
    STAGE_NOT_SAVED,
    STAGE_SAVED, /* which receipt? */
    STAGE_PRINTING,
    STAGE_PRINTED,
    STAGE_RECEIPT,
    STAGE_UNAVAILABLE,
    STAGE_STAFF_PIN,
    STAGE_STAFF,
    STAGE_STAFF_MORE,     /* USB drive and machine */
    STAGE_STAFF_SETTINGS, /* what can be changed on a kiosk that is set up */
    STAGE_STAFF_SUPPORT,  /* what a maintainer asks for on the telephone */
    STAGE_STAFF_ASK,      /* really? */
    STAGE_STAFF_BUSY,     /* the steward is at it */
    STAGE_FIRST           /* this kiosk is being set up */
};

/* What lies over the stage and hides it. */
enum visit_cover {
    COVER_NONE,
    COVER_HELP,
    COVER_LANGUAGES,
    COVER_NOTICE, /* the whole privacy notice */
    COVER_HELPER, /* look away now; you can look again */
    COVER_TIME,   /* do you need more time? */
    COVER_VOICE,  /* how it speaks, or why it does not */
    COVER_KEYS    /* try the keys */
};

/* What the staff PIN is asked for. */
enum staff_pin_use {
    PIN_OPENS,    /* the staff page */
    PIN_CONFIRMS, /* visit->deed */
    PIN_RESUMES   /* a setting: the steward wants it again */
};

/* How printing went so far. */
enum print_state { PAPER_NONE, PAPER_WAITING, PAPER_DONE, PAPER_FAILED, PAPER_UNKNOWN };

struct staff_words {
    char id[24], icon[24], label[STAFF_TEXT_SIZE], value[STAFF_TEXT_SIZE],
        description[STAFF_TEXT_SIZE];
    bool attention;
};

/* What staff can have done by the steward. */
struct staff_deed {
    const char *id, *verb; /* of the control "deed.ID"; of the steward */
    const char *icon, *label;
    const char *ask;     /* text key: it is asked once more; NULL: it is not */
    const char *confirm; /* text key: the PIN is asked for again; NULL: it is not */
    const char *busy;    /* while it goes on */
    const char *done;    /* with {n}; NULL: the machine goes away */
    const char *done_none;
    enum visit_stage home; /* the page that it stands on */
    bool in_doubt;         /* it is offered while the outbox cannot be read, and only then */
};

#define VISIT_CANDIDATES 8 /* shown at a time */

/* The keyboard on the screen and what it is composing. */
struct visit_typing {
    size_t keyboard; /* which of the language's, counted round */
    size_t layer;
    size_t candidate;             /* the first that is shown */
    char held[KEYBOARD_KEY_SIZE]; /* key whose variants are shown; "": none */
    struct composition composition;
};

struct visit {
    struct visit_setup setup;
    struct language *languages;
    struct keyboards *keyboards;
    struct answers *answers;
    struct visit_health health;
    struct view view;
    struct view_style style;
    char language[LANGUAGE_CODE_SIZE];

    enum visit_stage stage;
    enum visit_cover cover;
    const struct form_page *page;
    const struct form_page *change; /* where a Change from 'check' began; NULL: none */
    const struct form_page *history[VISIT_HISTORY_MAX];
    size_t depth, change_depth;
    int part;       /* which of the screen's pages of rows, from 0 */
    int cover_part; /* the same for what covers it */
    int parts;      /* how many the screen has; found while it is laid out */

    const struct form_field *active; /* typed into; under alternatives the one that is shown */
    enum answers_date_part date_part;
    struct rules_message error; /* key NULL: none */
    struct visit_typing typing;
    uint64_t hidden_pages; /* bit a page: answered before a time-out, hidden until Show */
    bool check_hidden;
    bool helped;      /* somebody stands beside the visitor */
    bool helper_away; /* and looks away */
    char search[ANSWERS_TEXT_SIZE];

    char code[RECEIPT_CODE_SIZE]; /* "" until saved */
    enum print_state paper;       /* of the receipt */
    enum print_state notice_paper;

    char staff_pin[STAFF_PIN_DIGITS + 1];
    int tries_left; /* -1: not known yet */
    int64_t locked_seconds;
    int64_t next_lock_seconds; /* that follows the last try; 0: not known */
    bool pin_wrong;
    enum staff_pin_use pin_use;
    char staff_told[VIEW_ID_MAX]; /* text key */
    bool staff_bad;               /* it did not go well */
    int staff_number, staff_other;
    char staff_detail[STAFF_TEXT_SIZE];
    const struct staff_deed *deed; /* chosen last; NULL: none */
    bool leaving;                  /* the machine is about to go away */
    struct staff_words tiles[STAFF_TILES];
    bool tiles_known;
    char support[SUPPORT_LINES][SUPPORT_LINE_SIZE]; /* "": no more */
    struct first_start first;
    enum first_step first_shown;
    int first_hurried; /* target that has to be touched until first_until; -1: none */
    int64_t first_until;

    bool begun; /* somebody has touched something since the last wipe */
    enum visit_effect effect;
    int64_t now, touched, shown;
    int64_t deadline; /* of COVER_TIME and STAGE_RECEIPT */
    int64_t gesture[VISIT_GESTURE_TOUCHES];
    size_t gesture_count;

    char focus[VIEW_ID_MAX];
    bool ring;
    bool scanning; /* keys have the focus group by group */
    bool inside;   /* the focus is on a key within its group */

    struct visit_voice voice;
    bool listening; /* speech is on */
    bool aloud;     /* the room may hear the answers of this screen */
    bool untold;    /* the voice fell silent, and the screen has not said so yet */
    int speed, volume;
    struct {
        bool by_visitor;
        enum narrator_wish wish;
        char pressed[VIEW_ID_MAX];
        char announced[NARRATOR_ANNOUNCED_MAX][VIEW_ID_MAX];
        char language[LANGUAGE_CODE_SIZE];
    } told; /* for the narrator, since it asked last */

    const char *tried; /* key of the name of the key that was tried last; NULL: none */
    int tried_code;    /* of a key without a meaning */
    int tried_presses; /* of the choosing key, in a row */
    int64_t keys_until;
};

#define KEYS_CLOSE_MS      20000 /* without a key */
#define KEYS_CLOSE_PRESSES 3

/* ---- visit.c --------------------------------------------------------------------------------- */

/* Lays the view out anew from the state. */
void visit_rebuild(struct visit *visit);
/* The same after a change of screen: guard, first part, first focus, what is typed into. */
void visit_turn(struct visit *visit);
/* Goes to a page of the form; `forward` notes it for Back. */
void visit_open(struct visit *visit, const struct form_page *page, bool forward);
/* What was answered on the page stays hidden until Show. */
void visit_hide_page(struct visit *visit, const struct form_page *page);
/* What lies over the stage once nothing else does: a helper looks away before a private page, and a voice
 * that fell silent is told. */
enum visit_cover visit_least_cover(const struct visit *visit);
/* Forgets everything about this visitor; the next view is the welcome screen or 'not available'. */
void visit_wipe(struct visit *visit);
/* visit_wipe, and asks for EFFECT_END. */
void visit_end(struct visit *visit);
/* Something that would be lost, or should not be left standing. */
bool visit_has_answers(const struct visit *visit);
bool visit_assisted(const struct visit *visit);
/* The alternative or the field that is typed into when the page opens. */
const struct form_field *visit_first_field(const struct visit *visit);

/* ---- visit_move.c ---------------------------------------------------------------------------- */

/* What a press does; `rest` is what follows the dot in the control's id, else "". */
typedef void press_act(struct visit *visit, const char *rest);

/* The page is done: to the next one. */
void visit_advance(struct visit *visit);
press_act visit_press_continue, visit_press_skip, visit_press_back, visit_press_more,
    visit_press_change;

/* ---- visit_press.c, visit_typing.c, visit_staff.c ------------------------------------------- */

void visit_act(struct visit *visit, const char *control_id);
/* Adds typed text to the active field, or takes its last character away. Keys on the screen compose,
 * and show capitals: a name gets them only where a word begins. */
void visit_append(struct visit *visit, const char *text, bool from_screen);
void visit_delete(struct visit *visit);
bool visit_is_typing(const struct visit *visit);
/* Checks the page or the field; a problem becomes visit->error and the focus goes there. */
bool visit_check(struct visit *visit);
void visit_staff_enter(struct visit *visit);
void visit_staff_type(struct visit *visit, const char *digit);
/* Asks for the PIN without forgetting what is being done. */
void visit_staff_ask_pin(struct visit *visit, enum staff_pin_use use);

/* ---- visit_deeds.c ----------------------------------------------------------------------------- */

/* Ends with a row whose id is NULL. */
const struct staff_deed *visit_deeds(void);
void visit_deed_press(struct visit *visit, const char *id);
/* Asked once more, staff said yes; and then the PIN was right. */
void visit_deed_confirm(struct visit *visit);
void visit_deed_confirmed(struct visit *visit);
void visit_deeds_back(struct visit *visit);

/* ---- visit_settings.c -------------------------------------------------------------------------- */

/* One setting, changed by a step of the first start. */
struct staff_setting {
    const char *id; /* of the control "setting.ID" */
    const char *icon, *label;
    enum first_step step; /* FIRST_STEPS: a page of its own */
};
/* Ends with a row whose id is NULL. */
const struct staff_setting *visit_settings(void);
press_act visit_press_setting;
/* The steward wants the PIN before it goes on. */
void visit_settings_resume(struct visit *visit);
/* The change is over, one way or the other: back to the page of settings, which says how it went. */
void visit_settings_end(struct visit *visit);

/* ---- visit_first.c --------------------------------------------------------------------------- */

void visit_first_begin(struct visit *visit);
/* False for a control that is no matter of the first start. */
bool visit_first_act(struct visit *visit, const char *control_id);
void visit_first_type(struct visit *visit, const char *key);
void visit_first_language(struct visit *visit);
/* A finger came up while the targets are shown; false: it is a touch like any other. */
bool visit_first_touch(struct visit *visit, int x, int y);
/* When nobody has been there for too long. */
#define FIRST_FORGETS_MS 600000
void visit_first_forget(struct visit *visit);
/* When a target must have been touched; 0: no matter when. */
int64_t visit_first_due(const struct visit *visit);
/* True where that has passed. */
bool visit_first_late(struct visit *visit);

/* ---- visit_letters.c ------------------------------------------------------------------------- */

/* A name, an address, a search: what the keyboard on the screen is for. */
bool visit_types_letters(const struct visit *visit);
/* For visit_append, visit_delete and the candidates, while letters are typed. */
void visit_append_letters(struct visit *visit, const char *typed, bool from_screen);
void visit_delete_letter(struct visit *visit);
void visit_choose(struct visit *visit, size_t candidate);

/* ---- visit_keyboard.c ------------------------------------------------------------------------ */

const struct keyboard *visit_keyboard(const struct visit *visit);
/* The one that a key leads to; NULL where the language has one. */
const struct keyboard *visit_next_keyboard(const struct visit *visit);
const struct keyboard_layer *visit_layer(const struct visit *visit);
/* What is typed stands; nothing is composed any more. At every change of field. */
void visit_end_composition(struct visit *visit);
/* The same, and back to the language's first keyboard. At every change of page. */
void visit_reset_keyboard(struct visit *visit);
press_act visit_press_key, visit_press_variant, visit_press_candidate;

/* ---- visit_speech.c -------------------------------------------------------------------------- */

/* Speech, speed and loudness as every visit begins. */
void visit_speech_begin(struct visit *visit);
/* A text that is said before anything else, in the visit's language as it is now. */
void visit_announce(struct visit *visit, const char *text_key);
bool visit_speech_key(struct visit *visit, enum visit_key key);
press_act visit_press_listen, visit_press_voice;

/* ---- visit_keys.c ---------------------------------------------------------------------------- */

void visit_keys_open(struct visit *visit);
/* What a key does while the visitor tries the keys. */
void visit_keys_try(struct visit *visit, enum visit_key key);

/* ---- visit_focus.c --------------------------------------------------------------------------- */

void visit_focus_first(struct visit *visit);
bool visit_focus_move(struct visit *visit, enum visit_key key);
/* The focus is on a row of keys as one; choosing enters it. */
bool visit_focus_is_group(const struct visit *visit);
void visit_focus_enter(struct visit *visit);
/* A key was chosen. */
void visit_focus_leave(struct visit *visit);
/* Puts the ring around the row that has the focus. */
void visit_focus_show_group(struct visit *visit);

#endif
