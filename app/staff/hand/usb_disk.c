#include "app/staff/hand/usb_disk.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINK_MAX_BYTES 1024
#define NUMBER_MAX     4096u /* what sysfs says of the size of any file */

/* The folder of a disk is a link into that of the bus it hangs on. */
static bool hangs_on_usb(const char *block, const char *name)
{
    char path[FILE_PATH_MAX], target[LINK_MAX_BYTES];
    if (!file_join(path, sizeof path, block, name)) {
        return false;
    }
    ssize_t length = readlink(path, target, sizeof target - 1);
    target[length > 0 ? length : 0] = '\0';
    return strstr(target, "/usb") != NULL;
}

static long long read_number(const char *folder, const char *name)
{
    char path[FILE_PATH_MAX];
    struct buffer text;
    long long number = 0;
    buffer_init(&text, NUMBER_MAX);
    if (file_join(path, sizeof path, folder, name) && file_read(path, &text, NULL)) {
        number = strtoll(buffer_text(&text), NULL, 10);
    }
    buffer_finish(&text);
    return number;
}

/* The number of partition `name` of the disk whose folder this is; 0 for whatever else stands there. */
static long long partition_number(const char *folder, const char *disk, const char *name)
{
    char path[FILE_PATH_MAX];
    return strncmp(name, disk, strlen(disk)) == 0 && file_join(path, sizeof path, folder, name)
               ? read_number(path, "partition")
               : 0;
}

static void find_partitions(const char *folder, const char *name, struct usb_disk *disk)
{
    char found[USB_PARTITIONS_MAX + 1][USB_NAME_MAX] = {""};
    DIR *entries = opendir(folder);
    for (struct dirent *entry = NULL; entries != NULL && (entry = readdir(entries)) != NULL;) {
        long long number = partition_number(folder, name, entry->d_name);
        if (number >= 1 && number <= USB_PARTITIONS_MAX) {
            (void)text_copy(found[number], USB_NAME_MAX, entry->d_name);
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    for (size_t i = 1; i <= USB_PARTITIONS_MAX; i++) {
        if (found[i][0] != '\0') {
            memcpy(disk->names[disk->count++], found[i], USB_NAME_MAX);
        }
    }
    if (disk->count == 0) {
        memcpy(disk->names[disk->count++], name, strlen(name) + 1);
    }
}

static bool is_drive(const char *block, const char *name, char folder[static FILE_PATH_MAX])
{
    return strncmp(name, "sd", 2) == 0 && strlen(name) < USB_NAME_MAX &&
           hangs_on_usb(block, name) && file_join(folder, FILE_PATH_MAX, block, name) &&
           read_number(folder, "size") > 0;
}

enum hand_why usb_disk_find(const char *block, struct usb_disk *disk)
{
    char folder[FILE_PATH_MAX];
    size_t drives = 0;
    DIR *entries = opendir(block);
    *disk = (struct usb_disk){.count = 0};
    for (struct dirent *entry = NULL; entries != NULL && (entry = readdir(entries)) != NULL;) {
        if (is_drive(block, entry->d_name, folder)) {
            drives++;
            disk->count = 0;
            find_partitions(folder, entry->d_name, disk);
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    if (drives == 1) {
        return HAND_DONE;
    }
    disk->count = 0;
    return drives == 0 ? HAND_NO_DRIVE : HAND_TWO_DRIVES;
}
