/* What the files of the disk in memory share. Private to this folder. */
#ifndef TESTS_FAULTS_FORGETFUL_PARTS_H
#define TESTS_FAULTS_FORGETFUL_PARTS_H

#include "tests/faults/forgetful/disk.h"

/* Zeroed; ends the program where there is none. */
void *part_allocate(size_t size);
/* Says what failed, by errno, and ends the program. */
_Noreturn void part_fail(const char *what);

/* What is new is zero. */
void bytes_resize(struct bytes *bytes, size_t size);
void bytes_write(struct bytes *bytes, const void *data, size_t length, size_t offset);

/* NULL: not there. */
struct name *listing_find(struct listing *listing, const char *name);
void listing_put(struct listing *listing, const char *name, struct node *node);
void listing_take(struct listing *listing, const char *name);

struct node *part_node(struct disk *disk, mode_t mode, uid_t owner, gid_t group);
void part_drop_changes(struct node *node);

#endif
