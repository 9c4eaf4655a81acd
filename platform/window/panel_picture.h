/* A grey picture, fitted into pixels. Pure. For platform/window only. */
#ifndef PLATFORM_WINDOW_PANEL_PICTURE_H
#define PLATFORM_WINDOW_PANEL_PICTURE_H

#include "platform/window/panel.h"

/* Fills `pixels`, which lie as the panel does. */
void panel_picture_draw(const struct panel_picture *picture, const struct pixels *pixels);

#endif
