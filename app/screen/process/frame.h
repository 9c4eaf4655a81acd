/*
 * The picture on the panel: brings it to show a view, redrawing only what
 * differs, and says where on the reference canvas a touch was.
 */
#ifndef APP_SCREEN_PROCESS_FRAME_H
#define APP_SCREEN_PROCESS_FRAME_H

#include "app/screen/view.h"
#include "platform/window/window.h"

struct frame; /* opaque */

/* `window` is borrowed and outlives the frame. Fonts are loaded before. NULL on failure. */
struct frame *frame_create(struct window *window, struct error *error) MUST_USE;
void frame_destroy(struct frame *frame); /* forgets what was drawn; the panel stays as it is */

/* Of the panel: portrait unless it is wider than high. */
enum view_orientation frame_orientation(const struct frame *frame);

/* Shows `view`; *changed says whether the picture differs from before. False when the display does
 * not take it. */
bool frame_show(struct frame *frame, const struct view *view, bool *changed,
                struct error *error) MUST_USE;

/* The display lost its picture or changed its size: the next frame_show draws everything. */
bool frame_renew(struct frame *frame, struct error *error) MUST_USE;

/* From surface pixels to the reference canvas; outside of it where the panel is letterboxed. */
void frame_locate(const struct frame *frame, int x, int y, int *reference_x, int *reference_y);
/* From the reference canvas to parts of the surface, as touch_matrix.h has it. */
void frame_to_parts(const struct frame *frame, double matrix[6]);
/* The surface pixels that an area of the reference canvas touches. */
struct rect frame_on_panel(const struct frame *frame, const struct rect *reference);

/* Drops cached layouts of a visitor's words. */
void frame_forget(struct frame *frame);

#endif
