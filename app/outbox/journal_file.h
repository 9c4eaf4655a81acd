/* The journal's file: found, locked, read to its last line, and written. For the journal's own files. */
#ifndef APP_OUTBOX_JOURNAL_FILE_H
#define APP_OUTBOX_JOURNAL_FILE_H

#include "app/outbox/journal.h"

#include <sys/stat.h>

#define JOURNAL_MODE 0660

/* A locked journal, and the line that the next one follows. */
struct open_journal {
    int descriptor; /* -1: not open */
    bool can_write;
    bool is_new; /* made here: its name is not on the disk yet */
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

/* Appends to what is open and locked, as journal_append says; nothing where this program may only read. */
bool journal_put(struct journal *journal, struct open_journal *open_journal,
                 const struct journal_note *notes, size_t count, bool sync) MUST_USE;
/* It could not be written: logged once, and said in it later. */
void journal_give_up(struct journal *journal);
/* While the file ends so, it need not be read again. */
void journal_remember_end(struct journal *journal, const struct open_journal *open_journal,
                          const struct journal_line *last);

#endif
