/*
 * State files: what a program tells the others about itself, as one small JSON
 * object replaced by atomic rename, with the boot it belongs to. The owner holds
 * a lock on a companion file; lock not held means 'not running'. Counts and
 * states only, never an answer.
 */
#ifndef PLATFORM_BASE_STATE_H
#define PLATFORM_BASE_STATE_H

#include "platform/base/error.h"

#include <jansson.h>

#define STATE_FILE_MAX 16384u

#define STATE_BOOT_ID_SIZE 64

/* The kernel's id of this boot: tells times of this boot from those of earlier ones. */
bool state_boot_id(char id[static STATE_BOOT_ID_SIZE], struct error *error) MUST_USE;

struct state_file; /* opaque: the owner's side */

/* Takes the lock of `folder`/`name`.json (as `name`.lock). ERROR_UNAVAILABLE when another process
 * holds it: the program is running already. */
struct state_file *state_own(const char *folder, const char *name, struct error *error) MUST_USE;
/* Removes the file and gives the lock back. */
void state_disown(struct state_file *state);
/* Gives the lock back and leaves the file, for a program whose result outlives it. */
void state_leave(struct state_file *state);

/* Publishes `object` (borrowed) with "boot_id", "pid" and "written_utc" added. A failed write
 * leaves the old file whole. No fsync: these files live in /run. */
bool state_publish(struct state_file *state, json_t *object, struct error *error) MUST_USE;

enum state_life { STATE_ABSENT, STATE_NOT_RUNNING, STATE_RUNNING };

/* Reads another program's state. *object is a new reference or NULL when there is none; `*life`
 * says whether its owner runs now (known even when the file is unreadable: then false,
 * ERROR_CORRUPT or ERROR_LIMIT). One that runs and has no file is starting: nothing is known of it.
 * A file from an earlier boot counts as absent. */
bool state_read(const char *folder, const char *name, enum state_life *life, json_t **object,
                struct error *error) MUST_USE;

/* An inotify descriptor that becomes readable when a state file in `folder` is replaced or its
 * owner ends; -1 on error. The caller closes it. state_watch_drain empties it. */
int state_watch(const char *folder, struct error *error) MUST_USE;
void state_watch_drain(int descriptor);

#endif
