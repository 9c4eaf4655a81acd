/*
 * The staff page's tiles: how the kiosk is, in words, from the state files, the
 * outbox, the disk and the clock. Counts and states only.
 */
#ifndef APP_SCREEN_PROCESS_TILES_H
#define APP_SCREEN_PROCESS_TILES_H

#include "app/screen/process/resources.h"

struct language;

#define TILE_TEXT_SIZE 96u

struct tiles {
    struct staff_tile rows[STAFF_TILES];        /* texts point into `texts` */
    char texts[STAFF_TILES][2][TILE_TEXT_SIZE]; /* value, description */
};

/* Fills all of them in the words of `language`. */
void tiles_fill(struct tiles *tiles, struct resources *resources, const struct language *languages,
                const char *language);

#endif
