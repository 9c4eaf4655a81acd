/* What the files of this folder share. Not for anybody else. */
#ifndef PLATFORM_CANVAS_INTERNAL_H
#define PLATFORM_CANVAS_INTERNAL_H

#include "platform/canvas/canvas.h"

#include <pango/pangocairo.h>

#define LAYOUT_SLOTS  512u
#define CONTEXTS_MAX  32u
#define LANGUAGE_SIZE 16u

/* A layout and what it was made from. The text may be a visitor's: see layout_forget. */
struct cached_layout {
    uint64_t hash;
    char *text;
    int width;
    struct text_style style; /* `language` is not kept: it is in the hash and in language_tag */
    char language_tag[LANGUAGE_SIZE];
    PangoLayout *layout;
    int shift; /* of a balanced layout within the width asked for */
    bool broken;
    int unknown; /* characters that no font has; the layout holds U+FFFD for them */
};

/* One for each language and direction: changing a context would lay out anew what was made in it. */
struct text_context {
    char language_tag[LANGUAGE_SIZE];
    bool right_to_left;
    PangoContext *pango; /* NULL: not used yet */
};

struct canvas {
    cairo_surface_t *surface;
    cairo_t *cairo;
    uint8_t *own_pixels; /* NULL when they are the caller's */
    size_t own_size;
    int width, height; /* surface pixels */
    bool paper;
    struct cached_layout cache[LAYOUT_SLOTS];
    struct text_context contexts[CONTEXTS_MAX];
};

void set_colour(struct canvas *canvas, colour value);

void context_forget(struct canvas *canvas);

/* Whether a text has letters, and none that is written from right to left. */
bool reads_left_to_right(const char *text);

/* Appends SVG path data (1.1, section 8.3) to the current path; false when it is malformed. */
bool path_append(cairo_t *cairo, const char *data);

#endif
