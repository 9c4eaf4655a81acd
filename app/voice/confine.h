/* What kiosk-voice and the process of one visit may do. */
#ifndef APP_VOICE_CONFINE_H
#define APP_VOICE_CONFINE_H

#include "app/voice/worker.h"

/* The program: listens, and starts workers; holds all that they will need. */
bool confine_program(const struct worker_setup *setup, struct error *error) MUST_USE;

/* A forked child: ends with its parent, keeps no descriptor but its own. */
bool confine_child(const struct worker_setup *setup, int connection, struct error *error) MUST_USE;

/* The worker, before it is told anything: plays, and starts espeak-ng. */
bool confine_worker(const struct worker_setup *setup, struct error *error) MUST_USE;

#endif
