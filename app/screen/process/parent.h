/*
 * The part of kiosk-screen that stays: starts a fresh process for each visit,
 * keeps the old one's welcome screen up until the new one has drawn, starts
 * anew after a crash, and says in screen.json how the screen does. It holds the
 * appliance's panel (display.h) but draws no visit there, sees no input and no answer, and holds no visit's memory.
 */
#ifndef APP_SCREEN_PROCESS_PARENT_H
#define APP_SCREEN_PROCESS_PARENT_H

#include "app/local/kiosk_config.h"
#include "app/screen/process/display.h"

/*
 * Enters a sandbox, runs until SIGTERM or SIGINT, then ends the visit's process (which wipes) and
 * returns true. `config_path` is handed to the children; the state folder gets screen.json. False
 * when it could not start: another screen is running, no folder for the state, no panel. Takes what was `kept`.
 */
bool parent_run(const char *config_path, const struct kiosk_config *config,
                const struct display_kept *kept, struct error *error) MUST_USE;

#endif
