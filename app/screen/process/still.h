/*
 * The pictures that stand on the panel while no visit's process draws: drawn when the kiosk is built (showroom/words.c)
 * and only copied here, so that they need no font, no text and no form to be in order.
 */
#ifndef APP_SCREEN_PROCESS_STILL_H
#define APP_SCREEN_PROCESS_STILL_H

#include "platform/base/buffer.h"
#include "platform/window/panel.h"

#define STILL_FILE_MAX (4u << 20)

struct still {
    struct buffer file; /* PGM (P5 of netpbm), 8 bits */
    struct panel_picture picture;
};

/* pictures/NAME.pgm under `share`. On failure, too, still_finish must be called. */
bool still_load(struct still *still, const char *share, const char *name, enum turn turn,
                struct error *error) MUST_USE;
void still_finish(struct still *still);

/* Paints it, or black where it was not loaded. */
void still_show(const struct still *still, struct panel *panel);

#endif
