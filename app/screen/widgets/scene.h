/* The welcome screen's landscape: two hills and a sun behind the words. */
#ifndef APP_SCREEN_WIDGETS_SCENE_H
#define APP_SCREEN_WIDGETS_SCENE_H

#include "app/screen/widgets/theme.h"

/* Drawn behind sheet and bar. Nothing in high contrast. The sun is left out where words could cross
 * it: in large text and right-to-left. */
void scene_draw(struct canvas *canvas, const struct view *view, const struct palette *palette);

#endif
