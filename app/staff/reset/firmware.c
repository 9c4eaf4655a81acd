#include "app/staff/reset/firmware.h"

#include "platform/base/file.h"
#include "platform/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define VARIABLE "FactoryReset-8cf2644b-4b0b-428f-9387-6d876050dc67"

bool firmware_ask_for_reset(const char *folder, struct error *error)
{
    /* Not volatile, for boot and run time; then "1" in UTF-16. One write: the kernel takes no parts. */
    static const unsigned char content[] = {7, 0, 0, 0, '1', 0, 0, 0};
    char path[FILE_PATH_MAX];
    if (!file_join(path, sizeof path, folder, VARIABLE)) {
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", folder);
    }
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return errno == EEXIST || error_set_errno(error, "%s cannot be made", path);
    }
    bool fine = write(descriptor, content, sizeof content) == (ssize_t)sizeof content ||
                error_set_errno(error, "the firmware does not keep %s", path);
    (void)close(descriptor);
    return fine;
}

/* The kernel protects variables from being deleted by accident. */
static void unprotect(const char *path)
{
    int flags = 0;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0 && ioctl(descriptor, FS_IOC_GETFLAGS, &flags) == 0) {
        flags &= ~FS_IMMUTABLE_FL;
        (void)ioctl(descriptor, FS_IOC_SETFLAGS, &flags);
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
}

void firmware_take_back(const char *folder)
{
    char path[FILE_PATH_MAX];
    if (!file_join(path, sizeof path, folder, VARIABLE)) {
        return;
    }
    unprotect(path);
    if (unlink(path) != 0) {
        log_error("the next start will make the data partition anew: %s", strerror(errno));
    }
}
