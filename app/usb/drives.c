#include "app/usb/drives.h"

#include "app/usb/place.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STEP_MILLISECONDS 50
#define DEVICE_NUMBER_MAX 32
#define SYSFS_FILE_MAX    4096 /* what sysfs says of the size of any */

/* What to do with each drive; true: it counts. */
typedef bool on_drive(const struct usb_folders *folders, int place, const char *name,
                      void *context);

static bool is_drive(const struct usb_list *list, int place)
{
    struct usb_device device;
    return usb_place_read(place, &device, NULL) && usb_list_judge(list, &device) == USB_DRIVE;
}

static size_t each_drive(const struct usb_folders *folders, const struct usb_list *list,
                         on_drive *call, void *context)
{
    size_t count = 0;
    const struct dirent *entry;
    DIR *folder = opendir(folders->devices);
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        int place = usb_place_is_name(entry->d_name)
                        ? usb_place_open(folders->devices, entry->d_name, NULL)
                        : -1;
        if (place < 0) {
            continue;
        }
        count += is_drive(list, place) && call(folders, place, entry->d_name, context);
        (void)close(place);
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return count;
}

static bool turn(int place, const char *name, bool allow)
{
    struct error error = {.kind = ERROR_NONE};
    if (usb_place_allowed(place) == allow) {
        return allow;
    }
    if (!usb_place_allow(place, allow, &error)) {
        log_error("the drive at %s: %s", name, error.text);
        return false;
    }
    log_info("the drive at %s is %s", name,
             allow ? "used: staff asked for it" : "left alone again");
    return true;
}

/* udev's note about a disk is written last, when its partitions are known too. */
static bool udev_knows(const struct usb_folders *folders, const char *disk)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX], name[DEVICE_NUMBER_MAX + 2];
    struct buffer number;
    buffer_init(&number, SYSFS_FILE_MAX);
    bool known = file_join(folder, sizeof folder, folders->blocks, disk) &&
                 file_join(path, sizeof path, folder, "dev") && file_read(path, &number, NULL);
    if (known) {
        const char *text = buffer_text(&number);
        known = text_format(name, sizeof name, "b%.*s", (int)strcspn(text, "\n"), text) &&
                file_join(path, sizeof path, folders->udev, name) && file_exists(path);
    }
    buffer_finish(&number);
    return known;
}

/* /sys/block/sda leads to …/usb1/1-2/1-2:1.0/host0/…/block/sda. */
static bool has_disk(const struct usb_folders *folders, const char *name)
{
    char part[64], path[FILE_PATH_MAX], target[FILE_PATH_MAX];
    bool found = false;
    const struct dirent *entry;
    DIR *folder = text_format(part, sizeof part, "/%s/", name) ? opendir(folders->blocks) : NULL;
    while (folder != NULL && !found && (entry = readdir(folder)) != NULL) {
        ssize_t length = file_join(path, sizeof path, folders->blocks, entry->d_name)
                             ? readlink(path, target, sizeof target - 1)
                             : -1;
        if (length > 0) {
            target[length] = '\0';
            found = strstr(target, part) != NULL && udev_knows(folders, entry->d_name);
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return found;
}

static bool allow_one(const struct usb_folders *folders, int place, const char *name, void *context)
{
    int *patience = context;
    const struct timespec step = {.tv_nsec = STEP_MILLISECONDS * 1000000L};
    if (!turn(place, name, true)) {
        return false;
    }
    for (; *patience > 0 && !has_disk(folders, name); *patience -= STEP_MILLISECONDS) {
        (void)nanosleep(&step, NULL);
    }
    if (*patience <= 0) {
        log_warning("no disk appears of the drive at %s", name);
    }
    return true;
}

size_t drives_allow(const struct usb_folders *folders, const struct usb_list *list,
                    int patience_milliseconds)
{
    return each_drive(folders, list, allow_one, &patience_milliseconds);
}

static bool forbid_one(const struct usb_folders *folders, int place, const char *name,
                       void *context)
{
    (void)folders;
    (void)context;
    return turn(place, name, false);
}

size_t drives_forbid(const struct usb_folders *folders, const struct usb_list *list)
{
    return each_drive(folders, list, forbid_one, NULL);
}

bool drives_mounted(const char *mountinfo, const char *folder)
{
    while (*mountinfo != '\0') {
        size_t length = strcspn(mountinfo, "\n");
        char point[FILE_PATH_MAX];
        char line[2 * FILE_PATH_MAX];
        if (text_format(line, sizeof line, "%.*s", (int)length, mountinfo) &&
            sscanf(line, "%*s %*s %*s %*s %4095s", point) == 1 && strcmp(point, folder) == 0) {
            return true;
        }
        mountinfo += length + (mountinfo[length] == '\n');
    }
    return false;
}
