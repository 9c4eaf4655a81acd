/* `kiosk-steward set-pin`: reads the staff PIN from standard input and keeps its hash. */
#ifndef APP_STAFF_STEWARD_SET_PIN_H
#define APP_STAFF_STEWARD_SET_PIN_H

#include "platform/base/error.h"

/* The files get the owner of `folder` when root sets the PIN. Ends in a sandbox. */
bool set_pin(const char *folder, struct error *error) MUST_USE;

#endif
