/* The disk that the kiosk runs from. */
#ifndef APP_STAFF_UPDATE_DISK_OF_ROOT_H
#define APP_STAFF_UPDATE_DISK_OF_ROOT_H

#include "platform/base/file.h"

/*
 * The device file of the disk below the verified root: "/dev/nvme0n1". By what the kernel says its root stands
 * on, so that a drive with the same partition ids cannot take its place. ERROR_INPUT where the root does not
 * stand on dm-verity.
 */
bool disk_of_root(char path[static FILE_PATH_MAX], struct error *error) MUST_USE;

#endif
