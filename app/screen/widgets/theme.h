/*
 * The design tokens: colours of both themes, type sizes by role, spacing, radii
 * and borders, in pixels of the reference canvas. Numbers only: nothing here
 * draws or places.
 */
#ifndef APP_SCREEN_WIDGETS_THEME_H
#define APP_SCREEN_WIDGETS_THEME_H

#include "app/screen/view.h"
#include "platform/canvas/canvas.h"

/* U.S. Web Design System 3.14 colours; every pair that carries text has at least 7:1. */
struct palette {
    colour top;     /* reading zone */
    colour sheet;   /* touch zone, inside of controls */
    colour text;    /* words */
    colour text2;   /* hints, descriptions */
    colour primary; /* main button, icons, chosen borders */
    colour on_primary;
    colour secondary; /* words and border of secondary buttons */
    colour icon;      /* icons of options and panels */
    colour tint;      /* chosen option, information panel */
    colour line;      /* control border */
    colour hair;      /* dividers */
    colour tile_line; /* border of what is not pressed */
    colour bar;       /* tool bar */
    colour tool, on_tool, tool_line;
    colour leave, on_leave;
    colour error;
    colour ok;
    colour warn, warn_fill;
    colour key, key_line;
    colour disabled, on_disabled, disabled_line;
    colour step_done, step_now, step_open, step_line;
    colour ring_gap, ring_dark, ring_gold;
    colour far_hill, near_hill, sun;
    bool rules; /* zones are told apart by a white rule instead of their colours */
};

const struct palette *theme_palette(enum view_theme theme);

enum type_role {
    TYPE_HEADING,
    TYPE_BODY, /* hint and running text */
    TYPE_OPTION,
    TYPE_DESCRIPTION,
    TYPE_NOTICE, /* what explains a notice or an option over the whole width */
    TYPE_NOTICE_TITLE,
    TYPE_OPTION_TITLE, /* of an option over the whole width */
    TYPE_BUTTON,       /* Back, Continue */
    TYPE_SMALL_BUTTON, /* Change, Hide my answers */
    TYPE_LABEL,        /* above a field */
    TYPE_FIELD,
    TYPE_FIELD_DIGITS, /* a field that holds a number or code */
    TYPE_KEY,
    TYPE_KEY_NARROW, /* of a keyboard with a letter that is wider than a key */
    TYPE_DIGIT,      /* keys of the number pad */
    TYPE_KEY_WORDS,  /* keys with words on them */
    TYPE_TOOL,
    TYPE_STEP,
    TYPE_BRAND,
    TYPE_ERROR,
    TYPE_CODE,
    TYPE_NUMBER,    /* a telephone number to call */
    TYPE_COUNTDOWN, /* the seconds */
    TYPE_SMALL,     /* least size: label over a value */
    TYPE_VALUE,     /* value under such a label */
    TYPE_ROLES
};

/* Size, weight, line height, direction and language for a role; colour is the theme's text, start
 * aligned. The language is borrowed from `style`. */
struct text_style theme_text(const struct view_style *style, enum type_role role);

#define CANVAS_LONG  1920
#define CANVAS_SHORT 1080

enum {
    SPACE_MARGIN = 48,
    SPACE_OPTIONS = 28, /* least gap, so that the focus ring never covers a neighbour */
    SPACE_BUTTONS = 24, /* between Back and Continue */
    SPACE_CHANGE = 20,
    SPACE_KEYS = 10,
    SPACE_KEYS_DOWN = 12,
    SPACE_TOOLS = 8,
    SPACE_BEFORE_BUTTONS = 40, /* least, between the last key row and Back */

    RADIUS_SHEET = 44,
    RADIUS_BUTTON = 22, /* and options */
    RADIUS_FIELD = 18,  /* and tools */
    RADIUS_KEY = 16,
    RADIUS_CHECK = 12,

    BORDER_OPTION = 3,
    BORDER_CHOSEN = 7,
    BORDER_FIELD = 4,
    BORDER_ACTIVE = 8,
    BORDER_ERROR = 6,
    BORDER_BUTTON = 4,
    BORDER_KEY = 3,
    BORDER_RULE = 5, /* high contrast, between the zones */

    HEIGHT_LEAST = 96, /* of anything that is pressed */
    HEIGHT_OPTION = 132,
    HEIGHT_BUTTON = 128,
    HEIGHT_BUTTON_LANDSCAPE = 120,
    HEIGHT_TOOL = 136,
    HEIGHT_KEY = 108,
    WIDTH_KEY = 92,
    HEIGHT_DIGIT = 112,
    HEIGHT_LANGUAGE = 118,

    ICON_OPTION = 60,
    ICON_TOOL = 46,
    ICON_BUTTON = 44,
    ICON_STATUS = 76,
    STATUS_CIRCLE = 132,
    MARK = 56, /* check box, radio */

    RING = 19 /* how far the focus ring reaches out of a control */
};

/* Width of a 'Change' button, and what a LOOK_ROW leaves free for it at its end (with the gap). */
int theme_change_width(const struct view_style *style);
int theme_row_reserve(const struct view_style *style);

#endif
