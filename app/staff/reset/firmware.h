/*
 * Asks systemd-repart(8) of the next start to make the data partition anew: the EFI
 * variable FactoryReset (systemd's vendor id; attributes and value as in efivarfs).
 */
#ifndef APP_STAFF_RESET_FIRMWARE_H
#define APP_STAFF_RESET_FIRMWARE_H

#include "platform/base/error.h"

/* `folder` is that of the EFI variables. Fine where it was asked before. */
bool firmware_ask_for_reset(const char *folder, struct error *error) MUST_USE;
/* Takes it back as well as it goes. */
void firmware_take_back(const char *folder);

#endif
