/*
 * What one screen shows at one moment: its controls, where they are and what
 * they say. Built anew by the visit after each change, drawn by draw_view,
 * printed by `kiosk-screen describe`, spoken later. Not the visit's state:
 * nothing is remembered in a view.
 */
#ifndef APP_SCREEN_VIEW_H
#define APP_SCREEN_VIEW_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

#define VIEW_CONTROLS_MAX 128
#define VIEW_ID_MAX       40
#define VIEW_TEXT_BYTES   (48u * 1024)

/* Pixels of the reference canvas (portrait 1080 x 1920, landscape 1920 x 1080). */
struct rect {
    int x, y, width, height;
};

enum view_theme { THEME_LIGHT, THEME_CONTRAST };
enum view_size { SIZE_STANDARD, SIZE_LARGE };
enum view_orientation { ORIENTATION_PORTRAIT, ORIENTATION_LANDSCAPE };
enum view_direction { DIRECTION_LEFT_TO_RIGHT, DIRECTION_RIGHT_TO_LEFT };

/* How the visitor wants to see; handed to layout and drawing alike. */
struct view_style {
    enum view_theme theme;
    enum view_size size;
    enum view_orientation orientation;
    enum view_direction direction;
    const char *language; /* BCP 47: "en", "es" …; for font choice */
};

enum control_role {
    ROLE_TITLE,    /* the question */
    ROLE_TEXT,     /* words that cannot be pressed */
    ROLE_STEP,     /* "Step 3 of 7" and its segments */
    ROLE_BUTTON,   /* does one thing */
    ROLE_RADIO,    /* one of several */
    ROLE_CHECKBOX, /* any of several */
    ROLE_FIELD,    /* shows what was typed; pressing makes it the one that is typed into */
    ROLE_KEY,      /* of the on-screen keyboard or number pad */
    ROLE_TAB,      /* two ways to answer */
    ROLE_TOOL,     /* in the tool bar */
    ROLE_ROW,      /* label and value on 'Check your answers', staff tile */
    ROLE_ERROR,    /* what to do about the field above */
    ROLE_IMAGE     /* QR code, paper example */
};

/* How a control is drawn; the design tokens in docs/look.md give each its colours and sizes. */
enum control_look {
    LOOK_NONE, /* there for speech and tests only */
    LOOK_HEADING,
    LOOK_HINT,
    LOOK_BODY,
    LOOK_LABEL, /* above a field */
    LOOK_BRAND, /* service name with the bell */
    LOOK_STEP,  /* value: "3/7" */
    LOOK_PRIMARY,
    LOOK_SECONDARY, /* Back, language buttons, small buttons */
    LOOK_OPTION,    /* label, description, icon, mark */
    LOOK_FIELD,     /* value with a caret while `active` */
    LOOK_KEY,
    LOOK_TOOL,
    LOOK_LEAVE,
    LOOK_TAB,
    LOOK_ROW,   /* label over value, hairline above */
    LOOK_TILE,  /* staff: icon, label, value, description, ok or attention mark */
    LOOK_PANEL, /* tinted information box: icon, label, and a large value or a description;
                   compact: small bold label over a larger description */
    LOOK_NOTE,  /* icon and words beside it; with a description: icon in a circle, bold label over
                   it, hairline to the note above; compact: bold, icon in the main colour */
    LOOK_ERROR,
    LOOK_DOTS,        /* PIN: value "2/4"; description: words below the boxes */
    LOOK_CODE,        /* receipt code, large: label over value "K7M4 29QT X3HF" */
    LOOK_QR,          /* value: the text to encode */
    LOOK_STATUS_ICON, /* large icon in a circle */
    LOOK_COUNTDOWN, /* value: seconds left; description: of how many, 60 where empty; label below */
    LOOK_EXAMPLE    /* what an A-number looks like: label, then value "A 012 345 678" */
};

struct control {
    char
        id[VIEW_ID_MAX]; /* stable: "cont", "back", "option.family", "key.a", "field.family_name" */
    enum control_role role;
    enum control_look look;
    const char *label;       /* "" where there is none; owned by the view, like all texts here */
    const char *description; /* second line, or "" */
    const char *value;       /* what is typed or chosen, as shown (PINs: never the digits), or "" */
    const char *spoken;      /* never "" for what can have focus */
    const char *discreet;    /* said instead where the room would hear an answer; "": the same */
    const char *tongue;      /* language that label and spoken are in; "": the view's */
    const char *icon;        /* a name in assets/icons, or "" */
    struct rect rect;        /* where it is touched and drawn */
    int focus;               /* place in the order of keypad and voice, from 0; -1: none */
    bool pressable;          /* pressing has an effect */
    bool disabled;           /* shown, with its reason in the description */
    bool chosen;             /* radio, checkbox, tab */
    bool active;             /* the field that is typed into */
    bool attention;          /* field with an error; staff tile that needs somebody */
    bool ltr;                /* digits and codes: left to right in every language */
    bool private_text;       /* label or value holds an answer */
    bool live;               /* said when its words change while the screen stays */
    int seconds;             /* counts down, said now and then; 0: does not */
    bool compact; /* narrow form: small button, field beside another, key of a narrow keyboard */
    bool centred; /* heading, hint, body, note: words in the middle of the rect */
    bool stacked; /* option: description below icon and mark, over the whole width */
    bool low;     /* button: its words come near to the edges above and below */
};

struct view {
    char screen[VIEW_ID_MAX]; /* "welcome", "services", "check" … */
    struct view_style style;
    int part;    /* which page of the screen's rows, from 0 */
    bool covers; /* time-out, help: over a solid colour */
    bool scene;  /* the welcome screen's landscape drawing */
    struct control controls[VIEW_CONTROLS_MAX];
    size_t count;
    struct rect reading, sheet, bar; /* zones; empty where the screen has none */
    char focused[VIEW_ID_MAX];       /* id with the focus ring; "" when hidden (after a touch) */
    struct rect group;        /* around a row of keys that has the focus as one; empty: none has */
    const char *group_spoken; /* "Q to T" */
    char *text;               /* where labels live: VIEW_TEXT_BYTES of secret memory */
    size_t text_used;
};

/* A view is large: keep it in the visit, not on the stack. */
bool view_init(struct view *view, struct error *error) MUST_USE;
void view_finish(struct view *view); /* wipes */

/* Copies everything, texts included, so that *to stays good when *from is rebuilt. Both are
 * initialised. For draw_view's `previous`. */
void view_copy(struct view *to, const struct view *from);

/* Empties for a rebuild; wipes the texts. */
void view_clear(struct view *view, const char *screen, const struct view_style *style);

/* Appends a control and copies `id`; focus is -1, texts are "". Never NULL: beyond
 * VIEW_CONTROLS_MAX it aborts, since a screen that silently lost a control could lose an answer. */
struct control *view_add(struct view *view, enum control_role role, enum control_look look,
                         const char *id);

/* Copies text into the view. Aborts beyond VIEW_TEXT_BYTES. */
const char *view_text(struct view *view, const char *text);

const struct control *view_find(const struct view *view, const char *id);
/* The pressable control under a point of the reference canvas, or NULL. */
const struct control *view_at(const struct view *view, int x, int y);
/* The control with words under the point, pressable or not, or NULL. */
const struct control *view_over(const struct view *view, int x, int y);

#endif
