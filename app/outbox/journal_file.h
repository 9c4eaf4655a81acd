/* The journal's file: found, locked, and read to its last line. For journal.c only. */
#ifndef APP_OUTBOX_JOURNAL_FILE_H
#define APP_OUTBOX_JOURNAL_FILE_H

#include "app/outbox/journal.h"

#include <sys/stat.h>

#define JOURNAL_MODE 0660

/* A locked journal, and the line that the next one follows. */
struct open_journal {
    int descriptor; /* -1: not open */
    bool can_write;
    ino_t file;
    off_t size;
    bool ends_in_line; /* the last byte is a line feed, or there is none */
    struct journal_walk walk;
};

/* Makes the file where there is none. False, with errno, when it cannot be had; closed in any case by
 * journal_file_close. */
bool journal_file_open(const struct journal *journal, struct open_journal *open_journal) MUST_USE;
void journal_file_close(struct open_journal *open_journal);

/* Waits two seconds at most: a program that hangs with the lock must not hold up a save for long. */
bool journal_file_lock(int descriptor) MUST_USE;
/* Whether the path still names this file; fills *about. */
bool journal_file_is_still(int descriptor, const char *path, struct stat *about) MUST_USE;
/* Gives a new file the mode, and where root made it the owner, of what stands in the outbox's folder. */
void journal_file_share(int descriptor, const char *path);

#endif
