/*
 * The receiver's promise that it cannot open a request: it does not start where
 * it could read a private key in the place of the opening keys.
 */
#ifndef APP_CENTRAL_RECEIVE_OPENING_GUARD_H
#define APP_CENTRAL_RECEIVE_OPENING_GUARD_H

#include "platform/base/error.h"

/*
 * True when nothing at `path` (a folder, whose files are looked at, or a file) that this process can read
 * holds a private key in PEM. ERROR_REFUSED names the file and the remedy. An absent or closed path is
 * fine. Call it before the sandbox, which would hide what the user may read.
 */
bool opening_guard_check(const char *path, struct error *error) MUST_USE;

#endif
