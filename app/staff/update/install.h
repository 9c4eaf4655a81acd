/*
 * One update from its bundle to the boot partition, in an order in which the
 * power may go at every moment: before the last step nothing new can be
 * started, and what runs is never touched. The order: docs/updates.md.
 */
#ifndef APP_STAFF_UPDATE_INSTALL_H
#define APP_STAFF_UPDATE_INSTALL_H

#include "app/local/update_state.h"
#include "app/update/bundle.h"

/* Everything borrowed. */
struct install_settings {
    const char *bundle;
    const char *release_root; /* PEM: what bundles must chain to */
    const char *disk;         /* with both slots */
    const char *boot;         /* where the boot partition is mounted */
    const char *kept;         /* folder for INSTALL_FLOOR and INSTALL_TRIED */
    const char *os_release, *command_line;
    void (*tell)(void *context,
                 const struct update_state *state); /* the stage or percent is another */
    void *context;
};

#define INSTALL_FLOOR "floor" /* the newest release that has been good here: nothing older comes */
#define INSTALL_TRIED "tried" /* the release that was installed last */

/* True: state->stage is UPDATE_INSTALLED. False: UPDATE_REFUSED and nothing was changed, or
 * UPDATE_FAILED, with the reason in state->why and in words in *error. */
bool install_run(const struct install_settings *settings, struct update_state *state,
                 struct error *error) MUST_USE;

#endif
