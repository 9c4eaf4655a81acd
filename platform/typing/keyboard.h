/*
 * On-screen keyboards as data: which keys stand in which row of which layer,
 * what they type, what a long press offers. Read from share/keyboards/NAME.json
 * (docs/typing.md) before the sandbox, and checked. Where keys stand on the
 * screen is the caller's; what they do to a text is composition.h.
 */
#ifndef PLATFORM_TYPING_KEYBOARD_H
#define PLATFORM_TYPING_KEYBOARD_H

#include "platform/base/error.h"

#include <stddef.h>

#define KEYBOARDS_MAX          24u
#define KEYBOARD_FILE_MAX      16384u /* bytes of one layout */
#define KEYBOARD_LAYERS_MAX    4u
#define KEYBOARD_ROWS_MAX      5u
#define KEYBOARD_ROW_KEYS_MAX  11u /* 88 pixels each with 10 between them: 1068 of 1080 */
#define KEYBOARD_VARIANTS_MAX  8u  /* beside the key itself in a row of nine */
#define KEYBOARD_NAME_SIZE     24u
#define KEYBOARD_KEY_SIZE      16u /* bytes of a key's text, with the NUL */
#define KEYBOARD_LABEL_SIZE    32u
#define KEYBOARD_SPOKEN_SIZE   64u
#define KEYBOARD_FALLBACK      "latin"
#define KEYBOARD_EMAIL_ADDRESS "email"

enum keyboard_action {
    KEYBOARD_TYPE,   /* types `text` */
    KEYBOARD_LAYER,  /* to the next layer, after the last to the first */
    KEYBOARD_CHANGE, /* to the language's next keyboard; left out where there is one */
    KEYBOARD_DELETE,
    KEYBOARD_SPACE,
    KEYBOARD_SKIP /* where the page's button to skip stands; left out where there is none */
};

/* What becomes of what the keys type. */
enum keyboard_method {
    KEYBOARD_PLAIN,
    KEYBOARD_HANGUL,    /* jamo become syllables */
    KEYBOARD_PINYIN,    /* letters offer characters */
    KEYBOARD_VIETNAMESE /* a tone goes to the vowel of the syllable before it */
};

struct keyboard_key {
    enum keyboard_action action;
    char text[KEYBOARD_KEY_SIZE];      /* UTF-8, NFC; "" unless KEYBOARD_TYPE */
    char label[KEYBOARD_KEY_SIZE + 4]; /* what stands on it: a combining sign on U+25CC */
    char spoken[KEYBOARD_SPOKEN_SIZE]; /* a text key ("sg_…") or words; "": the label */
    char variants[KEYBOARD_VARIANTS_MAX][KEYBOARD_KEY_SIZE];
    size_t variant_count;
};

struct keyboard_row {
    struct keyboard_key *keys;
    size_t count;
};

struct keyboard_layer {
    char label[KEYBOARD_LABEL_SIZE];   /* on the key that leads here */
    char spoken[KEYBOARD_SPOKEN_SIZE]; /* as in struct keyboard_key */
    struct keyboard_row rows[KEYBOARD_ROWS_MAX];
    size_t row_count; /* the same in all layers */
};

struct keyboard {
    char name[KEYBOARD_NAME_SIZE];
    char label[KEYBOARD_LABEL_SIZE]; /* on the key that leads here */
    char spoken[KEYBOARD_SPOKEN_SIZE];
    enum keyboard_method method;
    bool right_to_left; /* its letters are; the keys stand as the layout says */
    bool capitals;      /* keys show capitals, and type small letters within a word */
    struct keyboard_layer layers[KEYBOARD_LAYERS_MAX];
    size_t layer_count;
};

struct keyboards; /* opaque: every layout of a kiosk and the table of pinyin */

/* Reads all *.json in `folder`, and pinyin.table for a layout that needs it. ERROR_INPUT names file
 * and place; ERROR_NOT_FOUND when `latin` or `email` is not there. */
struct keyboards *keyboards_open(const char *folder, struct error *error) MUST_USE;
void keyboards_close(struct keyboards *keyboards); /* NULL is fine */

/* Owned by `keyboards`; NULL where there is none of that name. */
const struct keyboard *keyboards_find(const struct keyboards *keyboards, const char *name);
size_t keyboards_count(const struct keyboards *keyboards);
const struct keyboard *keyboards_at(const struct keyboards *keyboards, size_t index);

/* The `index`th of a language's keyboards, "arabic latin" (key lang_keyboards), counted round; names
 * that the kiosk lacks are passed over; latin where none is left. */
const struct keyboard *keyboards_pick(const struct keyboards *keyboards, const char *names,
                                      size_t index);
/* How many of them there are: at least 1. */
size_t keyboards_pick_count(const struct keyboards *keyboards, const char *names);

/* The key that types `text`, NULL where the layer has none. */
const struct keyboard_key *keyboard_layer_find(const struct keyboard_layer *layer,
                                               const char *text);

#endif
