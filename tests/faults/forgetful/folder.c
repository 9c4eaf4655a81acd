#include "tests/faults/forgetful/parts.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 4096

static void join(char path[static PATH_SIZE], const char *folder, const char *name)
{
    if (snprintf(path, PATH_SIZE, "%s/%s", folder, name) >= PATH_SIZE) {
        part_fail(folder);
    }
}

static void load_file(struct disk *disk, struct node *file, const char *path)
{
    uint8_t piece[65536];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length;

    if (fd < 0) {
        part_fail(path);
    }
    while ((length = read(fd, piece, sizeof piece)) > 0) {
        bytes_write(&file->now, piece, (size_t)length, file->now.size);
    }
    if (length < 0) {
        part_fail(path);
    }
    (void)close(fd);
    disk->used += file->now.size;
    disk_sync(file);
}

static struct node *load(struct disk *disk, const char *path)
{
    struct stat status;
    struct node *node;
    DIR *folder;

    if (lstat(path, &status) != 0) {
        part_fail(path);
    }
    node = part_node(disk, status.st_mode, status.st_uid, status.st_gid);
    if (S_ISREG(status.st_mode)) {
        load_file(disk, node, path);
    }
    if (!S_ISDIR(status.st_mode) || (folder = opendir(path)) == NULL) {
        return node;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char inner[PATH_SIZE];

        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            join(inner, path, entry->d_name);
            listing_put(node->names, entry->d_name, load(disk, inner));
        }
    }
    (void)closedir(folder);
    disk_sync(node);
    return node;
}

void disk_load(struct disk *disk, const char *folder, size_t room)
{
    *disk = (struct disk){.room = room};
    disk->root = load(disk, folder);
    if (!S_ISDIR(disk->root->status.st_mode) || disk->used > room) {
        part_fail(folder);
    }
}

static void save_file(const struct node *file, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0) {
        part_fail(path);
    }
    for (size_t done = 0; done < file->now.size;) {
        ssize_t length = write(fd, file->now.data + done, file->now.size - done);

        if (length <= 0) {
            part_fail(path);
        }
        done += (size_t)length;
    }
    (void)close(fd);
}

static void give(const struct node *node, const char *path)
{
    if (chown(path, node->status.st_uid, node->status.st_gid) != 0 ||
        chmod(path, node->status.st_mode & 07777) != 0) {
        part_fail(path);
    }
}

static void save(const struct node *node, const char *path)
{
    for (size_t i = 0; i < node->names->count; i++) {
        const struct node *inner = node->names->names[i].node;
        char name[PATH_SIZE];

        join(name, path, node->names->names[i].text);
        if (S_ISREG(inner->status.st_mode)) {
            save_file(inner, name);
        } else if (!S_ISDIR(inner->status.st_mode)) {
            continue; /* a socket does not outlive its program */
        } else if (mkdir(name, 0700) != 0) {
            part_fail(name);
        } else {
            save(inner, name);
        }
        give(inner, name);
    }
}

void disk_save(const struct disk *disk, const char *folder)
{
    save(disk->root, folder);
    give(disk->root, folder);
}
