/* A DRM device and the displays at it. For platform/window only. */
#ifndef PLATFORM_WINDOW_PANEL_CARD_H
#define PLATFORM_WINDOW_PANEL_CARD_H

#include "platform/base/error.h"

#include <stdint.h>
#include <xf86drmMode.h>

struct panel_display {
    uint32_t connector, crtc;
    drmModeModeInfo mode; /* the one that the display prefers, no side above PANEL_SIDE_MAX */
};

/* The device `card`; "auto": the first that has a display, or else the first that can draw. Its master.
 * -1 on failure. */
int panel_card_open(const char *card, struct error *error) MUST_USE;

/* False when the device is gone. */
bool panel_card_can_draw(int device) MUST_USE;

/* The display at that connector, or else the first that is there (0: the first). Asks the hardware. */
bool panel_card_find_display(int device, uint32_t connector,
                             struct panel_display *display) MUST_USE;

#endif
