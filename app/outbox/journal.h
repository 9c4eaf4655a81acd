/*
 * The journal of an outbox: what was done to it, a line each, in the file
 * `journal` beside the database. Append-only, and each line holds the hash of the
 * one before. No answers, codes or look-ups, and the day only: a stolen kiosk
 * tells no visit's hour by it. It proves against accidents and older copies, not
 * against who may write the folder: there is no key in it. Private to this folder.
 *
 * A line, fields parted by one space:
 *
 *   NUMBER DAY EVENT FIRST LAST HEAD LINK ROLLBACKS OUTBOX HASH
 *
 *   FIRST, LAST  sequence numbers that the event is about; 0: none
 *   HEAD, LINK   the last record ever inserted, as far as the journal knows, with its link
 *   ROLLBACKS    how often this outbox was found replaced by an older copy
 *   HASH         H("custody-alert/journal/1", HASH of the line before, the line up to the space before
 *                HASH); H as in docs/wire-format.md; 32 zero bytes before the very first line
 *
 * When lines are written, and what follows from it:
 *
 *   - An insert's line is written after its commit and synced with a later line: a second sync at each
 *     save would double the time that a visitor waits. So a power cut, or a kill in between, leaves the
 *     journal *behind* the outbox: harmless, noted at the next opening.
 *   - An acknowledgement's line is written and synced before the commit that deletes. So what is neither
 *     in the outbox nor acknowledged in the journal was taken away by something else.
 *   - Behind each sync comes the line 'synced': everything before it was on the disk when it was written.
 *     What a power cut took, tore, or left in another order is behind the last of them. Lines that do not
 *     verify there were cut off: logged once, and the next line, 'torn' (in a new file 'begun'), goes on
 *     from the last that verifies. Lines that do not verify *before* a 'synced' line, or that go on
 *     without a 'torn', were taken away or changed: an alarm.
 *   - The journal can never be *ahead*: what it names was durable. An outbox whose head is lower than the
 *     journal's, or has another link there, is an older copy: 'rolled-back', counted for ever, an alarm.
 *   - No alarm of the journal stops anything. It says that something happened to this folder, which
 *     people must look into; it makes no request less safe that is saved now, and a visitor who is turned
 *     away is a harm that is certain. 'kioskctl check' names it as long as its lines are kept. The database,
 *     which requests are kept in, stops intake for its own damage.
 *   - A journal that cannot be written stops nothing: a request that is saved is saved. 'interrupted'
 *     says so later, and what came before it is not held against the outbox. Where that program ends
 *     before it could say so, what it deleted meanwhile is missed, though it was delivered.
 *   - The file goes over into `journal.1` (the one before is gone then) when it is full; the chain goes on.
 *
 * Programs take turns by flock(2) on the file; the lines of a call are one write, 'synced' behind them is another.
 */
#ifndef APP_OUTBOX_JOURNAL_H
#define APP_OUTBOX_JOURNAL_H

#include "app/wire/chain.h"
#include "platform/base/file.h"

#define JOURNAL_FILE_NAME "journal"
#define JOURNAL_OLDER     "journal.1"
#define JOURNAL_BYTES_MAX (1u << 20) /* then it goes over; about 4,000 lines */
#define JOURNAL_LINE_MAX  384u
#define JOURNAL_NOTES_MAX 512u /* in one call */

enum journal_event {
    JOURNAL_BEGUN, /* with an outbox, or after the file went over */
    JOURNAL_INSERTED,
    JOURNAL_ACKNOWLEDGED, /* about to be deleted: the centre has them */
    JOURNAL_SET_ASIDE,    /* the centre refused it */
    JOURNAL_DAMAGED,      /* does not verify */
    JOURNAL_EXPORTED,     /* onto a drive */
    JOURNAL_STOPPED,      /* an error of the disk: nothing more is saved */
    JOURNAL_UNCLEAN,      /* opened and checked after such an error */
    JOURNAL_TORN,         /* lines before it were cut off */
    JOURNAL_BEHIND,
    JOURNAL_ROLLED_BACK, /* FIRST to LAST: what the older copy does not know */
    JOURNAL_INTERRUPTED,
    JOURNAL_SALVAGED, /* an outbox made of what was left of a damaged one */
    JOURNAL_SYNCED,   /* all lines before it were on the disk */
    JOURNAL_EVENTS
};

/* The last record ever inserted; the link of number 0 is the chain's beginning. */
struct journal_head {
    uint64_t sequence;
    uint8_t link[CHAIN_HASH_SIZE];
};

struct journal_line {
    uint64_t number; /* from 1 */
    char day[sizeof "2026-11-22"];
    enum journal_event event;
    uint64_t first, last;
    struct journal_head head;
    uint64_t rollbacks;
    uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE];
    uint8_t hash[CHAIN_HASH_SIZE];
};

/* The end of the file as this program left it: where it still is so, it need not be read again. */
struct journal_end {
    ino_t file;
    off_t size; /* 0: not known */
    struct journal_line last;
};

struct journal {
    char path[FILE_PATH_MAX], older[FILE_PATH_MAX];
    uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE];
    struct journal_end end;
    uint64_t rollbacks; /* as the last line read says */
    bool held;          /* this program has the lock: what happens meanwhile is not noted */
    bool interrupted;   /* lines could not be written: the next one that can says so */
};

/* ---- lines (journal_line.c) -------------------------------------------------- */

/* Fills line->hash and the text with its line feed. False when it does not fit. */
bool journal_line_write(struct journal_line *line, const uint8_t previous[CHAIN_HASH_SIZE],
                        char text[static JOURNAL_LINE_MAX], size_t *length) MUST_USE;
/* `text` without the line feed. False for anything that journal_line_write does not write. */
bool journal_line_read(const char *text, size_t length, struct journal_line *line) MUST_USE;
/* Whether it is the line that follows one with this number and hash. */
bool journal_line_follows(const struct journal_line *before, const char *text, size_t length,
                          const struct journal_line *line) MUST_USE;
const char *journal_event_name(enum journal_event event);

/* A walk over lines; lines that do not verify are passed over. */
struct journal_walk {
    struct journal_line last; /* number 0: none yet */
    bool torn;                /* something behind `last` does not verify */
    bool broken;              /* lines that were on the disk are missing or were changed */
};
typedef void journal_visit(void *context, const struct journal_line *line);
/* `visit` may be NULL. Continues from what the walk knows. */
void journal_walk_over(struct journal_walk *walk, const char *text, size_t length,
                       journal_visit *visit, void *context);

/* ---- the file ---------------------------------------------------------------- */

/* False where the paths are too long. */
bool journal_init(struct journal *journal, const char *folder,
                  const uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE]) MUST_USE;

struct journal_note {
    enum journal_event event;
    uint64_t first, last;
    const struct journal_head *head; /* NULL: as before */
};

/* Appends; with `sync` all lines so far are on the disk then, and a line says so. What cannot be written is logged once and
 * remembered in journal->interrupted. */
void journal_append(struct journal *journal, const struct journal_note *notes, size_t count,
                    bool sync);

/* The head of the outbox as it is now; read while the journal is locked. */
typedef bool journal_read_head(void *context, struct journal_head *head);

/* At the opening of an outbox: compares, notes what the rules above say, fills journal->rollbacks. Where
 * this program may only read, nothing is noted. */
void journal_meet(struct journal *journal, journal_read_head *read_head, void *context,
                  bool was_unclean);

/* Hands both files to `hold`, the older one empty where there is none, which runs under the lock: nothing is deleted from the
 * outbox meanwhile. ERROR_NOT_FOUND: there is none. */
typedef bool journal_hold(void *context, const struct buffer *older, const struct buffer *present,
                          struct error *error);
bool journal_read(struct journal *journal, journal_hold *hold, void *context,
                  struct error *error) MUST_USE;

#endif
