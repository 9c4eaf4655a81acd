#include "tests/faults/forgetful/disk.h"

#include "tests/faults/forgetful/parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void *part_allocate(size_t size)
{
    void *memory = calloc(1, size > 0 ? size : 1);

    if (memory == NULL) {
        part_fail("no memory");
    }
    return memory;
}

void part_fail(const char *what)
{
    perror(what);
    exit(2);
}

void bytes_resize(struct bytes *bytes, size_t size)
{
    if (size > bytes->room) {
        size_t room = size * 2;
        uint8_t *data = realloc(bytes->data, room);

        if (data == NULL) {
            part_fail("no memory");
        }
        bytes->data = data;
        bytes->room = room;
    }
    if (size > bytes->size) {
        memset(bytes->data + bytes->size, 0, size - bytes->size);
    }
    bytes->size = size;
}

void bytes_write(struct bytes *bytes, const void *data, size_t length, size_t offset)
{
    if (length == 0) {
        return;
    }
    if (offset + length > bytes->size) {
        bytes_resize(bytes, offset + length);
    }
    memcpy(bytes->data + offset, data, length);
}

struct name *listing_find(struct listing *listing, const char *name)
{
    for (size_t i = 0; i < listing->count; i++) {
        if (strcmp(listing->names[i].text, name) == 0) {
            return &listing->names[i];
        }
    }
    return NULL;
}

void listing_put(struct listing *listing, const char *name, struct node *node)
{
    struct name *found = listing_find(listing, name);

    if (found == NULL && listing->count < DISK_NAMES_MAX) {
        found = &listing->names[listing->count++];
        (void)snprintf(found->text, sizeof found->text, "%s", name);
    }
    if (found != NULL) {
        found->node = node;
    }
}

void listing_take(struct listing *listing, const char *name)
{
    struct name *found = listing_find(listing, name);

    if (found != NULL) {
        *found = listing->names[--listing->count];
    }
}

struct node *part_node(struct disk *disk, mode_t mode, uid_t owner, gid_t group)
{
    struct node *node = part_allocate(sizeof *node);

    node->status.st_ino = ++disk->numbers;
    node->status.st_mode = mode;
    node->status.st_uid = owner;
    node->status.st_gid = group;
    node->status.st_nlink = 1;
    (void)clock_gettime(CLOCK_REALTIME, &node->status.st_mtim);
    if (S_ISDIR(mode)) {
        node->names = part_allocate(sizeof *node->names);
        node->names_kept = part_allocate(sizeof *node->names_kept);
    }
    return node;
}

static struct change *note(struct disk *disk, struct node *node, enum change_kind kind)
{
    struct change *change = part_allocate(sizeof *change);

    change->kind = kind;
    change->moment = ++disk->moment;
    if (node->last != NULL) {
        node->last->next = change;
    } else {
        node->first = change;
    }
    node->last = change;
    (void)clock_gettime(CLOCK_REALTIME, &node->status.st_mtim);
    return change;
}

static void set_name(struct name *name, const char *text, struct node *node)
{
    (void)snprintf(name->text, sizeof name->text, "%s", text);
    name->node = node;
}

struct node *disk_find(const struct node *folder, const char *name)
{
    const struct name *found = listing_find(folder->names, name);

    return found != NULL ? found->node : NULL;
}

struct node *disk_create(struct disk *disk, struct node *folder, const char *name, mode_t mode,
                         uid_t owner, gid_t group)
{
    struct node *node;
    bool inherits = (folder->status.st_mode & S_ISGID) != 0;

    if (folder->names->count == DISK_NAMES_MAX || strlen(name) >= DISK_NAME_SIZE) {
        return NULL;
    }
    node = part_node(disk, mode, owner, inherits ? folder->status.st_gid : group);
    if (inherits && S_ISDIR(mode)) {
        node->status.st_mode |= S_ISGID;
    }
    listing_put(folder->names, name, node);
    set_name(&note(disk, folder, CHANGE_LINK)->to, name, node);
    return node;
}

void disk_remove(struct disk *disk, struct node *folder, const char *name)
{
    struct node *node = disk_find(folder, name);

    set_name(&note(disk, folder, CHANGE_UNLINK)->from, name, node);
    listing_take(folder->names, name);
    node->status.st_nlink = 0;
}

void disk_move(struct disk *disk, struct node *folder, const char *from, const char *to)
{
    struct node *node = disk_find(folder, from);
    struct change *change = note(disk, folder, CHANGE_MOVE);

    set_name(&change->from, from, node);
    set_name(&change->to, to, node);
    listing_take(folder->names, from);
    listing_put(folder->names, to, node);
}

static int make_room(struct disk *disk, const struct node *file, size_t size)
{
    size_t growth = size > file->now.size ? size - file->now.size : 0;

    if (size > DISK_FILE_MAX) {
        return EFBIG;
    }
    if (growth > disk->room - disk->used) {
        return ENOSPC;
    }
    disk->used += growth;
    return 0;
}

int disk_write(struct disk *disk, struct node *file, const void *data, size_t length, size_t offset)
{
    int problem = offset > DISK_FILE_MAX ? EFBIG : make_room(disk, file, offset + length);
    struct change *change;

    if (problem != 0) {
        return problem;
    }
    change = note(disk, file, CHANGE_WRITE);
    change->offset = offset;
    bytes_write(&change->data, data, length, 0);
    bytes_write(&file->now, data, length, offset);
    return 0;
}

int disk_resize(struct disk *disk, struct node *file, size_t size)
{
    int problem = make_room(disk, file, size);

    if (problem != 0) {
        return problem;
    }
    if (size < file->now.size) {
        disk->used -= file->now.size - size;
    }
    note(disk, file, CHANGE_SIZE)->offset = size;
    bytes_resize(&file->now, size);
    return 0;
}

void part_drop_changes(struct node *node)
{
    while (node->first != NULL) {
        struct change *change = node->first;

        node->first = change->next;
        free(change->data.data);
        free(change);
    }
    node->last = NULL;
}

void disk_sync(struct node *node)
{
    if (node->names != NULL) {
        *node->names_kept = *node->names;
    } else {
        bytes_resize(&node->kept, 0);
        bytes_write(&node->kept, node->now.data, node->now.size, 0);
    }
    part_drop_changes(node);
}
