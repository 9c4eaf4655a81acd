/*
 * The releases that systemd-boot finds: files custody-kiosk_VERSION[+LEFT[-DONE]].efi
 * in EFI/Linux on the boot partition (UAPI.1, boot counting). One without a
 * counter has been found good. The boot partition is FAT: it keeps what was
 * synced, and nothing about renaming is atomic, so that a new file is whole and
 * read again before it gets a name that the firmware looks at.
 */
#ifndef APP_STAFF_UPDATE_ENTRIES_H
#define APP_STAFF_UPDATE_ENTRIES_H

#include "app/staff/update/copy.h"

#define ENTRIES_FOLDER "EFI/Linux"
#define ENTRIES_TRIES  3

/* Whether what runs has been found good: it is here, and without a counter. ERROR_REFUSED when not. `boot` is
 * where the boot partition is mounted. */
bool entries_check_running(const char *boot, const struct release_version *running,
                           struct error *error) MUST_USE;

/* Whether `size` bytes will find room once the others have gone. ERROR_LIMIT when not. */
bool entries_check_room(const char *boot, const struct release_version *running, int64_t size,
                        struct error *error) MUST_USE;

/* Removes every release but the one that runs, and what an interrupted update has left. Their names go first and are
 * synced: FAT may keep a name whose bytes are gone already. */
bool entries_retire_others(const char *boot, const struct release_version *running,
                           struct error *error) MUST_USE;

/* Copies the part, reads it again, and gives it the name of `version` with ENTRIES_TRIES tries. */
bool entries_place(const char *boot, const struct release_version *version, int from,
                   const struct update_part *part, const struct copy_progress *progress,
                   struct error *error) MUST_USE;

#endif
