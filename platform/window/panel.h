/*
 * The appliance's panel: one connector of a DRM device, and two dumb buffers that a picture is drawn
 * into in turns. A screen's parent process opens it and keeps it, so that the picture stays while one
 * visit's process follows another, and so that somebody is there to blank it when one crashes; a visit's
 * process draws into it (presenter_kms). Not for X11, where the server does all this.
 *
 * Device and record are one descriptor each. A child inherits both. The service manager keeps both
 * while the program is restarted (platform/base/notify.h), and the picture with them.
 *
 * A display that is unplugged and plugged in again is noticed through udev's database
 * (panel_changes): the kernel tells udev, which writes the card's entry anew. So nothing polls, and no
 * socket is needed that a unit without a network would not have. What stood on a display that was pulled out
 * does not come back with it. When the graphics device itself goes, the program must be started anew.
 */
#ifndef PLATFORM_WINDOW_PANEL_H
#define PLATFORM_WINDOW_PANEL_H

#include "platform/base/error.h"
#include "platform/window/turn.h"

#include <stddef.h>
#include <stdint.h>

#define PANEL_SIDE_MAX 8192

struct panel_setup {
    const char *card;  /* /dev/dri/card0; "auto": the first with a display, or that draws */
    int width, height; /* of the buffers while no display is connected; as the panel lies */
    int device;        /* kept from a life before, -1: none; taken over, also on failure */
    int record;        /* the same */
};

struct panel; /* opaque */

/*
 * Opens the card and chooses the display's preferred mode, which the first panel_paint or panel_blank
 * sets; or takes over what is there from a life before, and blanks it unless it was left on purpose.
 * Without a display it succeeds too: buffers of the size asked for, shown nowhere. Becomes the DRM
 * device's master: ERROR_UNAVAILABLE while another program is. If standard input is a virtual terminal
 * its text and its keys are switched off (KD_GRAPHICS, K_OFF) and stay so: a restart must not open a
 * way to the console.
 */
struct panel *panel_open(const struct panel_setup *setup, struct error *error) MUST_USE;
/* What is shown goes with the last descriptor of the device. NULL is fine. */
void panel_close(struct panel *panel);

/* To be inherited by a visit's process, or kept. The panel's own. */
int panel_device(const struct panel *panel);
int panel_record(const struct panel *panel);
/* True when panel_open took over a picture that a program before had left on purpose
 * (panel_leave); nothing needs to be painted then. */
bool panel_took_over(const struct panel *panel);
/* True when device and record are those that were kept, whatever they showed. */
bool panel_was_kept(const struct panel *panel);

/* As the panel lies, before any rotation. */
void panel_size(const struct panel *panel, int *width, int *height);

/* Black, now, in both buffers: nothing of what a process drew is left in either. */
void panel_blank(struct panel *panel);
/* The same with a picture: `grey` is one byte a pixel, scaled to fit, in the middle, turned;
 * 0 is drawn in `ink`, 255 in `paper`, which fills the rest. 0xRRGGBB. */
struct panel_picture {
    const uint8_t *grey;
    int width, height;
    enum turn turn;
    uint32_t ink, paper;
};
void panel_paint(struct panel *panel, const struct panel_picture *picture);
/* What is shown now holds nothing of anybody's: whoever takes the panel over may let it stand. Undone by
 * panel_enter, which is called before a visit's process may draw. */
void panel_leave(struct panel *panel);
void panel_enter(struct panel *panel);

/* Readable when a display may have come or gone; -1 without udev. The panel's own. */
int panel_changes(const struct panel *panel);

enum panel_change {
    PANEL_SAME,    /* nothing to do; also when a display came back: it shows what is drawn since */
    PANEL_GONE,    /* no display any more: black in both buffers; who drew must draw no more */
    PANEL_RESIZED, /* another size: new buffers, black; a process that draws must be started anew */
    PANEL_LOST     /* the device is gone, or has no memory for the size: start the program anew */
};
/* After panel_changes was readable: looks, and switches on what came back. */
enum panel_change panel_look(struct panel *panel);

#endif
