/*
 * The first start while it runs: doing what it asks for, through kiosk-steward, and telling it what is so outside
 * (first_facts.h). One thing at a time; what takes longer is followed in steward.json.
 */
#ifndef APP_SCREEN_PROCESS_FIRST_H
#define APP_SCREEN_PROCESS_FIRST_H

#include "app/screen/process/runtime.h"

struct first_run; /* opaque */

/* After the visit, and once more when staff begin to change a setting; without either nothing happens. */
bool first_run_open(struct runtime *runtime, struct error *error) MUST_USE;
void first_run_close(struct first_run *run); /* NULL is fine */

/* Tells what is so outside, changed or not. */
void first_run_tell(struct first_run *run);
/* For EFFECT_FIRST_START. */
void first_run_perform(struct first_run *run);
/* A state file has changed. */
void first_run_look(struct first_run *run);

#endif
