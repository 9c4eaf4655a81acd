/*
 * Makes what is on a LUKS2 partition unreadable for ever: all key slots, then both headers, overwritten
 * and synced. Source of the layout: LUKS2 On-Disk Format Specification 1.1, chapters 2 and 3.
 * Flash memory may keep old copies of what was overwritten; the TPM's part of the key is not on the disk.
 */
#ifndef APP_STAFF_RESET_ERASE_H
#define APP_STAFF_RESET_ERASE_H

#include "platform/base/error.h"

/* ERROR_CORRUPT, and nothing changed, where there is no LUKS2 header to say how far it reaches. */
bool erase_keys(int device, struct error *error) MUST_USE;

#endif
