/*
 * What staff are told of the release that runs and of the last update: from
 * health.json and update.json.
 */
#ifndef APP_SCREEN_PROCESS_RELEASE_TOLD_H
#define APP_SCREEN_PROCESS_RELEASE_TOLD_H

#include "app/local/update_state.h"

struct release_told {
    const char *key;                         /* of the text, with {v} where `version` is not "" */
    char version[UPDATE_STATE_VERSION_SIZE]; /* that the text is about */
    bool attention;
};

void release_told(const char *state_folder, struct release_told *told);

#endif
