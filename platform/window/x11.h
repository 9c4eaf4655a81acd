/* What SDL does not offer on X11: its connection, and who may read the frame. */
#ifndef PLATFORM_WINDOW_X11_H
#define PLATFORM_WINDOW_X11_H

#include <stdbool.h>
#include <stddef.h>

/* The descriptor of the window's connection to the X server; -1 when it is not an X11 window.
 * `sdl_window` is an SDL_Window; it is the caller's. */
int x11_descriptor(void *sdl_window);

/* Keeps the X server from blanking the panel after a while without input: a dark kiosk looks broken.
 * What a monitor does by itself (DPMS) is the session's setting. */
void x11_keep_lit(void *sdl_window);

/*
 * SDL shares the frame with the X server as a System V segment that every user of the machine may
 * attach. Takes that right away from all but this user; the server is attached by then. True when
 * no segment of this process is left open to others.
 */
bool x11_close_frame_to_others(void);

#endif
