/*
 * One visit's voice: a process of its own from the connection to its end, so that nothing of a visit
 * stays. Says what it is told, tells how that went and whether headphones are in.
 */
#ifndef APP_VOICE_WORKER_H
#define APP_VOICE_WORKER_H

#include "app/local/kiosk_config.h"
#include "app/voice/card_level.h"

#define WORKER_PATH_MAX 4096

/* What a worker needs, found before the sandbox is entered. */
struct worker_setup {
    const struct kiosk_config *config;
    char data[WORKER_PATH_MAX];    /* folder with espeak-ng-data; "": espeak-ng's own */
    char capture[WORKER_PATH_MAX]; /* file that samples go to, "": none */
    const char *driver;            /* SDL's name, "": SDL chooses */
    int headphones;                /* evdev switch, -1: none */
    struct card_level level;       /* as the program left it; a worker goes on with its own */
};

/* Fills what can be found; opens the switch. */
bool worker_prepare(struct worker_setup *setup, const struct kiosk_config *config,
                    struct error *error) MUST_USE;

/* May a worker use a service over a Unix socket to play? Only alsa, files and nothing need none. */
bool worker_plays_over_socket(const struct worker_setup *setup);

/* In a child that has just been forked: closes everything else, enters a narrower sandbox, serves
 * `connection` to its end. Does not return: exits with the last enum voice_failure, 0 for none. */
_Noreturn void worker_run(const struct worker_setup *setup, int connection);

#endif
