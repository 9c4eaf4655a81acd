/*
 * The parent's part in the display. On X11 there is none: a visit's process opens it and the server
 * keeps the picture. With [display] driver = kms the parent holds the panel (platform/window/panel.h), lets
 * each visit's process have it, and decides what stands there when none draws: 'starting' at first,
 * when it ends, and when a display came or went, black the moment a process crashes, 'not available' while none comes up. It looks at
 * no pixel that a visit's process drew.
 */
#ifndef APP_SCREEN_PROCESS_DISPLAY_H
#define APP_SCREEN_PROCESS_DISPLAY_H

#include "app/local/kiosk_config.h"
#include "app/screen/process/still.h"
#include "platform/window/window.h"

#define DISPLAY_WORDS_MAX 32
#define DISPLAY_WITHIN_MS 10000

/* What the service manager kept of a life before; -1 each where nothing. */
struct display_kept {
    int device, record;
};
/* Before sandbox_prepare, which must keep them. */
void display_take_kept(struct display_kept *kept);

struct display {
    struct panel *panel; /* NULL: a visit's process opens the display */
    struct still starting, not_available;
};

/* Opens the panel, if it is the parent's, and shows that the kiosk starts, as early as can be; before
 * the sandbox. Waits DISPLAY_WITHIN_MS for a graphics device: its driver may still be loading. Takes what was
 * kept. display_close after a failure too. */
bool display_open(struct display *display, const struct kiosk_config *config,
                  const struct display_kept *kept, struct error *error) MUST_USE;
/* The picture stays where the service manager keeps the panel: it says that the kiosk starts. */
void display_close(struct display *display);

/* In the forked process: lets the panel through exec; `words` is what --panel is given there, "" for
 * none. */
bool display_hand_over(const struct display *display,
                       char words[static DISPLAY_WORDS_MAX]) MUST_USE;
/* The other side of it. False when the words are none of display_hand_over's. */
bool display_receive(const char *words, const struct kiosk_config *config,
                     struct window_panel *panel) MUST_USE;

/* A visit's process may draw from now on. */
void display_enter(struct display *display);
/* It is gone, and what it drew must go as well. */
void display_blank(struct display *display);
/* The same, and the next one is about to start. */
void display_begin_again(struct display *display);
/* None comes up. */
void display_apologise(struct display *display);

/* To be watched; -1: nothing changes. */
int display_changes(const struct display *display);
/* A display came or went. PANEL_GONE, PANEL_RESIZED: the process that draws must be replaced. */
enum panel_change display_look(struct display *display);

#endif
