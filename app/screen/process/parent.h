/*
 * The part of kiosk-screen that stays: starts a fresh process for each visit,
 * keeps the old one's welcome screen up until the new one has drawn, starts
 * anew after a crash, and says in screen.json how the screen does. It opens no
 * display, sees no input and no answer, and holds no visit's memory.
 */
#ifndef APP_SCREEN_PROCESS_PARENT_H
#define APP_SCREEN_PROCESS_PARENT_H

#include "app/local/kiosk_config.h"

/*
 * Enters a sandbox, runs until SIGTERM or SIGINT, then ends the visit's process (which wipes) and
 * returns true. `config_path` is handed to the children; the state folder gets screen.json. False
 * when it could not start: another screen is running, or no folder for the state.
 */
bool parent_run(const char *config_path, const struct kiosk_config *config,
                struct error *error) MUST_USE;

#endif
