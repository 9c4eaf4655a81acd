/*
 * Draws a view: zones, controls, focus ring. The picture depends on nothing but
 * the view. Not for layout: rects are taken as they are.
 */
#ifndef APP_SCREEN_WIDGETS_DRAW_H
#define APP_SCREEN_WIDGETS_DRAW_H

#include "app/screen/view.h"

struct canvas;

/*
 * Brings `canvas` to show `view`. With `previous` (a view_copy of what the canvas shows now) only
 * what differs is drawn again; with NULL everything, letterbox included. The result is the same,
 * pixel for pixel (at a scale that is not whole, smoothed edges may round differently). *damage
 * (may be NULL) is what may have changed, in reference pixels; empty (width 0) when nothing has.
 */
void draw_view(struct canvas *canvas, const struct view *view, const struct view *previous,
               struct rect *damage);

#endif
