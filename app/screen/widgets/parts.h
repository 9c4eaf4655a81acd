/*
 * What several looks are made of: words, icons and marks placed from the start
 * of a rect, mirrored for right-to-left.
 */
#ifndef APP_SCREEN_WIDGETS_PARTS_H
#define APP_SCREEN_WIDGETS_PARTS_H

#include "app/screen/widgets/widget.h"

bool is_large(const struct brush *brush);
bool is_mirrored(const struct brush *brush);

/* Physical x of something `width` wide that begins `offset` after the start edge of `rect`. */
double from_start(const struct brush *brush, const struct rect *rect, double offset, double width);

/* A rounded box with the same radius at all corners. */
void part_box(const struct brush *brush, const struct rect *rect, int radius, colour fill,
              colour line, int border);

/* Arrows, chevrons and the way out are mirrored, other icons never. */
void part_icon(const struct brush *brush, const char *name, double x, double y, double size,
               double stroke, colour line);

/* One run of words and how it is set. An empty text takes no room. */
struct words {
    const char *text;
    struct text_style style;
    int gap; /* above it in a stack, where something stands over it */
};

/* `ltr`: digits and codes, which keep their direction and still begin at the start edge. */
struct words words_of(const struct brush *brush, const char *text, enum type_role role,
                      colour colour_, bool ltr);

int words_height(const struct brush *brush, const struct words *words, int width);
int words_width(const struct brush *brush, const struct words *words);
/* Draws at `offset` from the start edge of `rect`, `y` down from its top. Returns the height. */
int words_draw(const struct brush *brush, const struct words *words, const struct rect *rect,
               double offset, double y, int width);

/* Several runs under each other. */
int stack_height(const struct brush *brush, const struct words *words, size_t count, int width);
int stack_width(const struct brush *brush, const struct words *words, size_t count);
/* Drawn in the middle of the height of `rect`. */
void stack_draw(const struct brush *brush, const struct words *words, size_t count,
                const struct rect *rect, double offset, int width);

/* Check box or radio of `size`, upper left corner at x, y. */
void part_mark(const struct brush *brush, enum control_role role, bool chosen, double x, double y,
               double size);

/* The larger of two. */
int at_least(int value, int least);

#endif
