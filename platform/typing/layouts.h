/* What the files of this folder share; not for others. */
#ifndef PLATFORM_TYPING_LAYOUTS_H
#define PLATFORM_TYPING_LAYOUTS_H

#include "platform/typing/composition.h"
#include "platform/typing/pinyin.h"

struct keyboards {
    struct keyboard all[KEYBOARDS_MAX]; /* by name */
    size_t count;
    struct pinyin pinyin; /* empty unless a layout needs it */
};

/* Reads and checks the layout `path`; *keyboard is for keyboard_release then in any case. */
bool keyboard_read(struct keyboard *keyboard, const char *path, struct error *error) MUST_USE;
void keyboard_release(struct keyboard *keyboard);

/* ---- layout_check.c ---------------------------------------------------------------------------- */

/* Composed as answers are, and something that is seen. */
bool layout_is_key_text(const char *text);
/* A way to delete, to the other layers and keyboards, from everywhere; no key twice. `what` says
 * what is wrong. */
bool layout_check_layer(const struct keyboard *keyboard, const struct keyboard_layer *layer,
                        char *what, size_t size) MUST_USE;

#endif
