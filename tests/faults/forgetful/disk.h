/*
 * A small disk in memory that tells apart what programs see and what would be
 * there after a power cut: data is durable after its file's sync, a name after
 * its folder's. That is the least that POSIX promises; every real file system
 * keeps more. One thread; nodes live until the process ends.
 */
#ifndef TESTS_FAULTS_FORGETFUL_DISK_H
#define TESTS_FAULTS_FORGETFUL_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#define DISK_NAME_SIZE   256
#define DISK_NAMES_MAX   256 /* in one folder */
#define DISK_SECTOR      512 /* a disk writes one whole or not at all */
#define DISK_FILE_MAX    (256u << 20)
#define DISK_DEFAULT_MAX (1024u << 20)

struct node; /* a file or a folder */

struct name {
    char text[DISK_NAME_SIZE];
    struct node *node;
};

/* The names of a folder. */
struct listing {
    struct name names[DISK_NAMES_MAX];
    size_t count;
};

struct bytes {
    uint8_t *data;
    size_t size;
    size_t room;
};

enum change_kind { CHANGE_WRITE, CHANGE_SIZE, CHANGE_LINK, CHANGE_UNLINK, CHANGE_MOVE };

/* Something that was done and not yet synced; in the order in which it was done. */
struct change {
    struct change *next;
    enum change_kind kind;
    uint64_t moment;   /* counts all changes of the disk */
    size_t offset;     /* CHANGE_WRITE; the new size for CHANGE_SIZE */
    struct bytes data; /* CHANGE_WRITE */
    struct name from;  /* CHANGE_MOVE: the old name; CHANGE_UNLINK: the name */
    struct name to;    /* CHANGE_LINK, CHANGE_MOVE */
};

struct node {
    struct stat status; /* number, mode, owner, times; the size of a file is now.size */
    struct bytes now;
    struct bytes kept; /* what would be there after a cut */
    struct listing *names;
    struct listing *names_kept;
    struct change *first; /* not yet synced */
    struct change *last;
};

struct disk {
    struct node *root;
    uint64_t numbers;
    uint64_t moment;
    size_t used; /* bytes of all files, deleted ones too */
    size_t room;
};

/* What the cut leaves of what was not synced. */
enum cut_mode {
    CUT_FORGET, /* nothing */
    CUT_TEAR,   /* everything up to a moment, and some sectors of what was written then */
    CUT_REORDER /* any sectors, any names */
};

/* Reads a folder, with folders in it; all of it counts as durable. Ends the program where it cannot. */
void disk_load(struct disk *disk, const char *folder, size_t room);
/* Writes what programs see now into an empty folder. Ends the program where it cannot. */
void disk_save(const struct disk *disk, const char *folder);

/* NULL: no such name. */
struct node *disk_find(const struct node *folder, const char *name);
/* The name must be free. NULL: the folder is full. */
struct node *disk_create(struct disk *disk, struct node *folder, const char *name, mode_t mode,
                         uid_t owner, gid_t group);
/* The name must be there. */
void disk_remove(struct disk *disk, struct node *folder, const char *name);
/* `from` must be there; what `to` names is replaced. One step, also after a cut. */
void disk_move(struct disk *disk, struct node *folder, const char *from, const char *to);

/* 0, ENOSPC or EFBIG. */
int disk_write(struct disk *disk, struct node *file, const void *data, size_t length,
               size_t offset);
int disk_resize(struct disk *disk, struct node *file, size_t size);
/* File or folder: what programs see is durable. */
void disk_sync(struct node *node);

/* The power is cut: from here on programs see what survived. The same seed leaves the same. */
void disk_cut(struct disk *disk, enum cut_mode mode, uint64_t seed);

#endif
