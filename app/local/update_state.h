/*
 * update.json in the state folder: how far kiosk-update is, and how its last run
 * of this boot ended. Written by it alone.
 */
#ifndef APP_LOCAL_UPDATE_STATE_H
#define APP_LOCAL_UPDATE_STATE_H

#include "platform/base/state.h"

#define UPDATE_STATE_NAME         "update"
#define UPDATE_STATE_VERSION_SIZE 20

enum update_stage {
    UPDATE_CHECKING,  /* the whole bundle, before anything is changed */
    UPDATE_COPYING,   /* into the slot that does not run, and reading it again */
    UPDATE_PLACING,   /* the kernel, where the firmware finds it */
    UPDATE_INSTALLED, /* the next start tries it */
    UPDATE_REFUSED,   /* nothing was changed; see why */
    UPDATE_FAILED     /* what runs was not changed; see why */
};

enum update_why {
    UPDATE_WHY_NONE,
    UPDATE_WHY_ABSENT,  /* there is no bundle where it is looked for */
    UPDATE_WHY_FOREIGN, /* it is no bundle, or not signed by whom this kiosk believes */
    UPDATE_WHY_DAMAGED, /* it is cut, or changed */
    UPDATE_WHY_OLDER,   /* not newer than what runs, or older than what has run */
    UPDATE_WHY_FAR,     /* what runs is too old for it: one in between comes first */
    UPDATE_WHY_TRIAL,   /* what runs has not been found good yet */
    UPDATE_WHY_ROOM,    /* it does not fit */
    UPDATE_WHY_DISK     /* reading, writing or the disk's order of things failed */
};

struct update_state {
    enum update_stage stage;
    enum update_why why;
    int percent;                             /* of the stage */
    char version[UPDATE_STATE_VERSION_SIZE]; /* of the bundle; "" while unknown */
};

/* "checking", …; "none", "absent", … */
const char *update_stage_text(enum update_stage stage);
const char *update_why_text(enum update_why why);

/* For state_publish; NULL without memory. */
json_t *update_state_json(const struct update_state *state) MUST_USE;

/* Of this boot, from `folder`. *life says whether kiosk-update runs; STATE_ABSENT: it did not run. A stage before
 * UPDATE_INSTALLED with STATE_NOT_RUNNING: it was ended in the middle. ERROR_CORRUPT: not such a file. */
bool update_state_read(const char *folder, enum state_life *life, struct update_state *state,
                       struct error *error) MUST_USE;

#endif
