/*
 * Sealed requests waiting on this kiosk, in one SQLite file that several
 * programs open at once. What outbox_insert has accepted is on the disk; it
 * goes only after the centre has named it. Nothing here can open a request.
 * Memory use does not depend on how many are waiting.
 *
 * Durability, which tests/faults/power_cuts and power_guest break a power supply for:
 *   - A commit is in the log, and the log is synced, before outbox_insert returns; so is the name of a file that
 *     was made for it (SQLite syncs the folder of a new log, schema.c that of a new file).
 *   - What was deleted is overwritten in the file, and the emptied log is synced, before
 *     outbox_acknowledge returns: no power cut brings it back.
 *   - After a failed write or sync nothing is believed: intake stops, and whoever opens the file next copies
 *     the log, checks everything, and only then goes on. A failed sync is never tried again by itself.
 *   - Whoever opens the file first looks at the log before SQLite does, which would take damage in it for its
 *     end (platform/base/wal_check.h), and forget what follows.
 *   - Rows are believed by their links, wherever they are found.
 */
#ifndef APP_OUTBOX_OUTBOX_H
#define APP_OUTBOX_OUTBOX_H

#include "app/wire/answer.h"
#include "app/wire/chain.h"
#include "platform/base/buffer.h"

#include <stddef.h>
#include <stdint.h>

#define OUTBOX_FILE_NAME "outbox.db"
/* An insert is not begun with less than this left on the disk. */
#define OUTBOX_LEAST_FREE_BYTES (8u << 20)

struct outbox; /* opaque; for one process and one thread, not to be used across fork */

/*
 * Opens `folder`/outbox.db, making it (0660, with a fresh outbox id) when it is absent; the folder
 * must exist and should be setgid for the group of screen and courier. `kiosk_id` is this kiosk's;
 * a file made for another kiosk is refused. With NULL an absent file is ERROR_NOT_FOUND and the id
 * in the file holds. When an I/O error stopped intake before, everything is checked first, and a
 * failed check is ERROR_CORRUPT. So is a log with damage before its last transaction, which SQLite would
 * take for the end of the log: outbox_salvage reads it.
 */
struct outbox *outbox_open(const char *folder, const char *kiosk_id, struct error *error) MUST_USE;
/* NULL is fine. */
void outbox_close(struct outbox *outbox);

/* Whether an insert can be expected to succeed: no stop, the file can be written, room on the disk.
 * For the moment before the first question; cheap, and leaves nothing behind. */
bool outbox_is_ready(struct outbox *outbox, struct error *error) MUST_USE;

/* True after an I/O error or damage: inserts are refused until the file is opened anew, which
 * checks it. */
bool outbox_is_stopped(const struct outbox *outbox);

/*
 * Appends a sealed request and returns only when it is durable. *sequence (may be NULL) gets its
 * number. On failure nothing was saved, or, after ERROR_IO, must not be believed saved: intake is
 * stopped then.
 */
bool outbox_insert(struct outbox *outbox, const uint8_t lookup[CHAIN_HASH_SIZE],
                   const uint8_t *sealed, size_t length, uint64_t *sequence,
                   struct error *error) MUST_USE;

struct outbox_record {
    uint64_t sequence;
    uint8_t lookup[CHAIN_HASH_SIZE];
    uint8_t link[CHAIN_HASH_SIZE];
    size_t offset; /* where its sealed bytes begin in the pick's `sealed` */
    size_t length;
};

/* A run of waiting records with consecutive sequence numbers. */
struct outbox_pick {
    uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE];
    char kiosk_id[CHAIN_KIOSK_ID_MAX + 1];
    uint8_t previous_link[CHAIN_HASH_SIZE];
    struct outbox_record *records; /* owned; records[0].sequence is the batch's first */
    size_t count;                  /* 0: nothing is waiting behind `after` */
    struct buffer sealed;          /* owned; all sealed bytes, one after the other */
    size_t damaged;                /* rows set aside during this call because they did not verify */
    uint64_t first_damaged;        /* the first one's sequence number, where damaged > 0 */
};

/* What to pick: the oldest run behind `after`, in one batch of batch.h's form. */
struct outbox_wish {
    uint64_t after;   /* sequence number; 0: from the oldest on */
    size_t count_max; /* 1 to BATCH_RECORDS_MAX */
    size_t bytes_max; /* of the batch with batch.h's overheads; one record is picked in any case */
};

/*
 * Fills *pick. Every link is computed anew; a row that does not verify is set aside, reported in the
 * pick, and ends the run.
 */
bool outbox_pick(struct outbox *outbox, const struct outbox_wish *wish, struct outbox_pick *pick,
                 struct error *error) MUST_USE;
/* Releases; a zeroed pick is fine. */
void outbox_pick_finish(struct outbox_pick *pick);

struct outbox_outcome {
    size_t deleted;
    size_t set_aside; /* rejected by the centre: kept, counted, not sent again */
    size_t foreign;   /* answers that name nothing that was sent and waits: ignored */
};

/*
 * Takes the centre's answers for the records `first` to `last` that were sent. Deletes what is
 * stored or duplicate, sets aside what is rejected; an answer counts only when sequence and record
 * id are those of a waiting record in that range. Durable before it returns; then empties the log
 * file and syncs it, so that no deleted byte stays or comes back by a power cut (while another program
 * reads, the next call does it). *outcome (may be NULL) is filled on success.
 */
bool outbox_acknowledge(struct outbox *outbox, uint64_t first, uint64_t last,
                        const struct answer_record *answers, size_t count,
                        struct outbox_outcome *outcome, struct error *error) MUST_USE;

struct outbox_counts {
    char kiosk_id[CHAIN_KIOSK_ID_MAX + 1];
    uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE];
    uint64_t waiting;
    uint64_t rejected;       /* set aside: the centre refused them */
    uint64_t damaged;        /* set aside: they do not verify */
    uint64_t oldest_waiting; /* sequence number; 0: none */
    int64_t oldest_utc;      /* when that one was inserted, by this kiosk's clock; 0: none */
    uint64_t last_sequence;  /* of all ever inserted */
    uint8_t last_link[CHAIN_HASH_SIZE];
    uint64_t rollbacks; /* how often an older copy was found in its place (journal.h) */
};

/* Looks at every waiting record's place in an index: a tenth of a second for a million. */
bool outbox_count(struct outbox *outbox, struct outbox_counts *counts,
                  struct error *error) MUST_USE;
/*
 * Brings what outbox_count or this call gave before up to date at the same cost however many wait: with
 * what was inserted since, and with `done` (NULL: nothing), which this program has acknowledged since.
 * What other programs took away meanwhile shows at the next outbox_count.
 */
bool outbox_count_on(struct outbox *outbox, const struct outbox_outcome *done,
                     struct outbox_counts *counts, struct error *error) MUST_USE;

/*
 * For whoever is about to destroy it: counts, and keeps everybody from inserting until outbox_close. Then
 * outbox_end makes it unusable for good: an insert of another program that has it open fails.
 */
bool outbox_hold(struct outbox *outbox, struct outbox_counts *counts, struct error *error) MUST_USE;
bool outbox_end(struct outbox *outbox, struct error *error) MUST_USE;

struct outbox_report {
    uint64_t records; /* rows looked at */
    uint64_t broken;  /* rows whose link does not verify, apart from those set aside as damaged */
    uint64_t first_broken;  /* sequence number; 0: none */
    bool database_is_whole; /* PRAGMA integrity_check */
    bool head_is_right;     /* the head fits the last row that is there */
    char problem[256];      /* the first problem in words, or "" */
};

/* Checks everything: SQLite's own integrity check, every row's link, the order and the head.
 * Changes nothing. True when it could be done; whether all is well is outbox_report_is_fine. */
bool outbox_check(struct outbox *outbox, struct outbox_report *report,
                  struct error *error) MUST_USE;
bool outbox_report_is_fine(const struct outbox_report *report) MUST_USE;

struct outbox_salvaged {
    uint64_t taken;          /* rows that verify and are in the new outbox */
    uint64_t first_sequence; /* the lowest and the highest that they had; 0: none */
    uint64_t last_sequence;
    uint64_t head_sequence; /* what the damaged outbox had counted to, as far as it can be read */
    char kept[4096];        /* path of the damaged file */
};

/*
 * For an outbox that is damaged: makes a new one, with an outbox id of its own, of every row whose link still
 * verifies, found in the bytes of file and log whether or not SQLite can read them. Sealed bytes stay the
 * same, so the centre knows again what it has. The damaged files stay beside it under new names; nothing is
 * deleted. ERROR_UNAVAILABLE while another program has the outbox open. After a failure or a crash nothing
 * can be opened until this is called again and succeeds. `kiosk_id` NULL: the one found in the file; rows of
 * another kiosk are left where they are.
 */
bool outbox_salvage(const char *folder, const char *kiosk_id, struct outbox_salvaged *result,
                    struct error *error) MUST_USE;

/* Notes in the journal that these were written onto a drive. */
void outbox_note_exported(struct outbox *outbox, uint64_t first, uint64_t last);

struct outbox_journal_report {
    uint64_t lines;
    char since[sizeof "2026-11-22"]; /* day of the first line that is kept */
    uint64_t torn;                   /* times that a loss of power cut lines off: harmless */
    uint64_t rollbacks;              /* an older copy of the database was put in its place */
    char problem[256];               /* the first problem in words, or "" */
};

/*
 * Holds the journal against the outbox: every line that had been on the disk is there and follows the
 * one before; what was inserted and is not here was acknowledged; what is here has the link that was
 * noted; the outbox is no older copy. No problem of it stops intake or delivery (journal.h says why).
 * True when it could be done; ERROR_NOT_FOUND: there is no journal.
 */
bool outbox_check_journal(struct outbox *outbox, struct outbox_journal_report *report,
                          struct error *error) MUST_USE;

/*
 * A descriptor that becomes readable when another process may have inserted (inotify on the log
 * file's folder), for the courier's loop; -1 on failure. The caller closes it.
 */
int outbox_watch(const char *folder, struct error *error) MUST_USE;
void outbox_watch_drain(int descriptor);

#endif
