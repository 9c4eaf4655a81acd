/*
 * The trail of the opening room: who opened, exported and marked what, a JSON object a
 * line, in one file that is only ever appended to. Each line holds the SHA-256
 * of the line before, so that none can be changed or taken out but from the
 * end. No answers in it. What was opened by other means than these programs
 * is not in it: the key is a file. Proves nothing against who may write it and
 * makes it anew from the beginning.
 *
 *   number        from 1: which line this is
 *   utc           when
 *   user, name    the user id that it ran under, and its name
 *   login         who logged in, where that is known: differs under sudo
 *   command       "open", "export"
 *   ledger        without secrets
 *   since, new, request, state   what was asked for
 *   opened, refused              counts
 *   requests      kiosk, outbox and ranges of numbers of all that were opened; null: too many to list
 *   requests_sha256              over the ids of all that were opened, one behind the other
 *   pins          whether PINs are in the output
 *   keep_states   whether the ledger was told
 *   output, output_sha256        the file's name as given, and what is in it
 *
 * Of "mark" there are number to ledger, requests, requests_sha256, previous, and
 *   marked        how many
 *   state         as what; from then on, or not at all where the ledger refused all of them
 *   reason        null: none was given
 *
 *   previous      SHA-256 of the line before without its line feed; zeros in the first
 *
 * A line that was cut off by a loss of power stays; the next one holds its SHA-256 as of any other. Its
 * output never got a name.
 */
#ifndef APP_CENTRAL_OPENING_TRAIL_H
#define APP_CENTRAL_OPENING_TRAIL_H

#include "app/central/ledger/ledger.h"
#include "platform/crypto/digest.h"

#define TRAIL_FILE_NAME    "trail.jsonl"
#define TRAIL_LINE_MAX     (2u << 20)
#define TRAIL_SPANS_MAX    8192u /* listed in one line */
#define TRAIL_NAME_SIZE    65
#define TRAIL_DIGEST_CHARS (2 * DIGEST_SIZE)

/* ---- the requests of one run (trail_requests.c) ------------------------------ */

/* Numbers first to last of one outbox. */
struct trail_span {
    char kiosk[LEDGER_KIOSK_SIZE];
    uint8_t outbox[LEDGER_OUTBOX_BYTES];
    uint64_t first, last;
};

/* Sorts by kiosk, outbox and number, makes one of those that touch, and returns how many are left. */
size_t trail_spans_merge(struct trail_span *spans, size_t count);
/* Whether merged spans hold all of `wanted`. */
bool trail_spans_hold(const struct trail_span *spans, size_t count,
                      const struct trail_span *wanted);

struct trail_requests; /* opaque */

struct trail_requests *trail_requests_create(struct error *error) MUST_USE;
void trail_requests_add(struct trail_requests *requests, const struct ledger_record *record);
/* NULL, and *count 0, where there are more than TRAIL_SPANS_MAX. Lasts until the next addition. */
const struct trail_span *trail_requests_spans(struct trail_requests *requests, size_t *count);
bool trail_requests_digest(const struct trail_requests *requests, uint8_t value[static DIGEST_SIZE],
                           struct error *error) MUST_USE;
void trail_requests_destroy(struct trail_requests *requests);

/* ---- lines (trail_line.c) ---------------------------------------------------- */

struct trail_person {
    unsigned user;
    char name[TRAIL_NAME_SIZE], login[TRAIL_NAME_SIZE]; /* empty: not known */
};

/* Of this process. Before a sandbox: it reads the system's lists of users. */
void trail_find_person(struct trail_person *person);

struct trail_entry {
    int64_t utc;
    const struct trail_person *person;
    const char *command, *ledger;
    int64_t since_utc; /* 0: all */
    bool new_only;
    const char *request, *state; /* NULL: all */
    bool keep_states, with_pins;
    uint64_t opened, refused;
    struct trail_requests *requests;
    const char *output, *output_digest; /* the digest in hex */
    uint64_t marked;                    /* 0: a line of `open` or `export`; else of `mark`: */
    const char *reason;                 /* NULL: none */
};

/* The line without its line feed; the caller frees it. NULL: no memory, longer than TRAIL_LINE_MAX, or a
 * name that is not UTF-8. */
char *trail_line_write(const struct trail_entry *entry, uint64_t number, const char *previous,
                       struct error *error) MUST_USE;

/* What of a line is needed to judge it. */
struct trail_line {
    uint64_t number;
    int64_t utc;
    char previous[TRAIL_DIGEST_CHARS + 1];
    bool is_mark;             /* nothing was opened */
    bool is_listed;           /* else there were too many requests to name */
    struct trail_span *spans; /* owned */
    size_t span_count;
};
/* False, and nothing to release, where it is no line of a trail: one that was cut off, for instance. */
bool trail_line_read(const char *text, size_t length, struct trail_line *line) MUST_USE;
void trail_line_finish(struct trail_line *line);

/* ---- the file (trail.c) ------------------------------------------------------ */

/* What a walk has found so far. */
struct trail_summary {
    uint64_t lines;
    uint64_t torn;      /* lines that were cut off while they were written */
    uint64_t broken_at; /* the first line that does not follow from the one before; 0: none */
    char last[TRAIL_DIGEST_CHARS + 1]; /* of the last line: whoever keeps it sees the end cut off */
};

/* `text` is the line without its line feed; `line` is NULL where it was cut off. */
typedef void trail_visit(void *context, const char *text, size_t length,
                         const struct trail_line *line);

/* Every line of the trail at `path`. ERROR_NOT_FOUND; ERROR_CORRUPT for a line of more than
 * TRAIL_LINE_MAX. A chain that is broken is no error: summary->broken_at. `visit` may be NULL. */
bool trail_walk(const char *path, trail_visit *visit, void *context, struct trail_summary *summary,
                struct error *error) MUST_USE;

struct trail; /* opaque: the open file */

/* Makes the file (0600, owned by who owns the folder) where there is none, durably. */
struct trail *trail_open(const char *path, struct error *error) MUST_USE;
/* True: the line is on the disk. Waits for others that append. It goes on from the last line, whatever
 * is before that. */
bool trail_append(struct trail *trail, const struct trail_entry *entry,
                  struct error *error) MUST_USE;
void trail_close(struct trail *trail);

#endif
