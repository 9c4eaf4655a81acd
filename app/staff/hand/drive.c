/* Mounts the one USB drive for a task, and takes it out again. */
#include "app/staff/hand/hands.h"
#include "app/staff/hand/usb_disk.h"
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <time.h>
#include <unistd.h>

#define SYS_BLOCK         "/sys/block"
#define PAUSE_NANOSECONDS 500000000L
#define LOOKS_MAX         12 /* six seconds in all */
#define LEFT_MAX          8  /* mounts that interrupted tasks have left there */

bool hand_confine_drive(const struct kiosk_config *config, struct error *error)
{
    const struct sandbox_plan plan = {.program = "kiosk-hand",
                                      .groups = SANDBOX_FILES | SANDBOX_MOUNT};
    (void)config;
    return sandbox_enter(&plan, error);
}

static void clear_away(const char *folder)
{
    for (int i = 0; i < LEFT_MAX && umount2(folder, MNT_DETACH | UMOUNT_NOFOLLOW) == 0; i++) {
    }
}

/* Tries both file systems that drives come with; errno is that of the first that knew its own. */
static bool mount_one(const char *name, const char *folder, uid_t owner, bool write)
{
    static const char *const types[] = {"vfat", "exfat"};
    unsigned long flags = MS_NODEV | MS_NOSUID | MS_NOEXEC | MS_NOSYMFOLLOW | MS_NOATIME |
                          (write ? 0 : (unsigned long)MS_RDONLY);
    char device[FILE_PATH_MAX], options[128];
    int reason = EINVAL;
    if (!file_join(device, sizeof device, "/dev", name) ||
        !text_format(options, sizeof options, "uid=%u,fmask=0133,dmask=0022,errors=remount-ro",
                     (unsigned)owner)) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (mount(device, folder, types[i], flags, options) == 0) {
            return true;
        }
        reason = errno == EINVAL || errno == ENODEV ? reason : errno;
    }
    errno = reason;
    return false;
}

static bool mount_any(const char *folder, uid_t owner, bool write, struct hand_answer *answer,
                      struct error *error)
{
    struct usb_disk disk;
    answer->why = usb_disk_find(SYS_BLOCK, &disk);
    if (answer->why != HAND_DONE) {
        return error_set(error, ERROR_NOT_FOUND, "there is not one USB drive: %s",
                         hand_why_name(answer->why));
    }
    answer->why = HAND_NOT_A_FAT;
    for (size_t i = 0; i < disk.count; i++) {
        if (mount_one(disk.names[i], folder, owner, write)) {
            return true;
        }
        error_set_errno(error, "/dev/%s cannot be mounted", disk.names[i]);
        answer->why = errno == EROFS || errno == EACCES ? HAND_READ_ONLY : answer->why;
    }
    return false;
}

/* A drive that was let in or plugged in just now takes its time to show itself and its partitions. */
static bool mount_drive(const struct hand_task *task, bool write, struct hand_answer *answer,
                        struct error *error)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NANOSECONDS};
    const char *folder = task->config->paths.drive;
    uid_t owner = 0;
    if (write && !kiosk_config_user(task->config->users.courier, &owner, error)) {
        return false;
    }
    clear_away(folder);
    bool fine = mount_any(folder, owner, write, answer, error);
    for (int left = LOOKS_MAX; !fine && left > 0 && answer->why != HAND_TWO_DRIVES; left--) {
        (void)nanosleep(&pause, NULL);
        fine = mount_any(folder, owner, write, answer, error);
    }
    return fine;
}

bool hand_mount_export(const struct hand_task *task, struct hand_answer *answer,
                       struct error *error)
{
    return mount_drive(task, true, answer, error);
}

bool hand_mount_read(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    return mount_drive(task, false, answer, error);
}

bool hand_take_out(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    const char *folder = task->config->paths.drive;
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool fine = descriptor >= 0 && syncfs(descriptor) == 0;
    if (!fine) {
        answer->why = HAND_NOT_A_FAT;
        error_set_errno(error, "what was written cannot be brought onto the drive");
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    clear_away(folder);
    return fine;
}
