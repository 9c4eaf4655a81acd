/*
 * How much room a control needs, so that layout gives it a box that holds its
 * words. Counts with the same numbers as the drawing. Fill in role, look, the
 * texts, icon and the flags of a control (id and rect do not matter), then ask.
 */
#ifndef APP_SCREEN_WIDGETS_MEASURE_H
#define APP_SCREEN_WIDGETS_MEASURE_H

#include "app/screen/view.h"

struct canvas;

/* Least height of the control when it is `width` wide: its words with the padding of its look, and
 * never less than the least height of its kind (96 for what is pressed). */
int measure_height(struct canvas *canvas, const struct view_style *style,
                   const struct control *control, int width);

/* Least width with the words on one line each, padding included. Wider than the page is possible:
 * the caller limits it and asks for the height. */
int measure_width(struct canvas *canvas, const struct view_style *style,
                  const struct control *control);

/* Least width at which no word of the label has to go on in the next line. Scripts that break
 * anywhere have no such word. For labels that hold no answer. */
int measure_word_width(struct canvas *canvas, const struct view_style *style,
                       const struct control *control);

/* Whether the words fit the box they have: nothing cut, nothing outside, no glyph missing. For
 * tests of layout, and before a screen is shown in a new language. */
bool measure_fits(struct canvas *canvas, const struct view_style *style,
                  const struct control *control);

#endif
