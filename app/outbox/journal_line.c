#include "app/outbox/journal.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"
#include "platform/crypto/digest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS       10
#define FIELD_MAX    64
#define DIGITS_MAX   19
#define HASH_CHARS   (2 * CHAIN_HASH_SIZE)
#define OUTBOX_CHARS (2 * CHAIN_OUTBOX_ID_SIZE)

static const char *const names[JOURNAL_EVENTS] = {
    "begun",   "inserted", "acknowledged", "set-aside",   "damaged",     "exported", "stopped",
    "unclean", "torn",     "behind",       "rolled-back", "interrupted", "salvaged", "synced"};

const char *journal_event_name(enum journal_event event)
{
    return (size_t)event < JOURNAL_EVENTS ? names[event] : "unknown";
}

static bool hash_text(const uint8_t previous[CHAIN_HASH_SIZE], const char *text, size_t length,
                      uint8_t hash[static CHAIN_HASH_SIZE])
{
    struct digest *digest = digest_create("custody-alert/journal/1", NULL);

    if (digest == NULL)
        return false;
    digest_add(digest, previous, CHAIN_HASH_SIZE);
    digest_add(digest, text, length);
    return digest_finish(digest, hash, NULL);
}

bool journal_line_write(struct journal_line *line, const uint8_t previous[CHAIN_HASH_SIZE],
                        char text[static JOURNAL_LINE_MAX], size_t *length)
{
    char link[HASH_CHARS + 1], outbox[OUTBOX_CHARS + 1], hash[HASH_CHARS + 1];
    size_t end;

    hex_encode(line->head.link, sizeof line->head.link, link);
    hex_encode(line->outbox_id, sizeof line->outbox_id, outbox);
    if (!text_format(text, JOURNAL_LINE_MAX,
                     "%" PRIu64 " %s %s %" PRIu64 " %" PRIu64 " %" PRIu64 " %s %" PRIu64 " %s",
                     line->number, line->day, journal_event_name(line->event), line->first,
                     line->last, line->head.sequence, link, line->rollbacks, outbox))
        return false;
    end = strlen(text);
    if (!hash_text(previous, text, end, line->hash))
        return false;
    hex_encode(line->hash, sizeof line->hash, hash);
    *length = end + 1 + HASH_CHARS + 1;
    return text_format(text + end, JOURNAL_LINE_MAX - end, " %s\n", hash);
}

/* ---- reading --------------------------------------------------------------- */

static bool split(const char *text, size_t length, char fields[FIELDS][FIELD_MAX + 1])
{
    size_t at = 0;

    for (size_t i = 0; i < FIELDS; i++) {
        const char *space = memchr(text + at, ' ', length - at);
        size_t end = space != NULL ? (size_t)(space - text) : length;

        if (end - at > FIELD_MAX || end == at || (space == NULL) != (i == FIELDS - 1))
            return false;
        memcpy(fields[i], text + at, end - at);
        fields[i][end - at] = '\0';
        at = end + 1;
    }
    return true;
}

static bool read_number(const char *field, uint64_t *number)
{
    size_t digits = strspn(field, "0123456789");

    if (digits == 0 || digits > DIGITS_MAX || field[digits] != '\0')
        return false;
    *number = strtoull(field, NULL, 10);
    return true;
}

static bool read_event(const char *field, enum journal_event *event)
{
    for (size_t i = 0; i < JOURNAL_EVENTS; i++) {
        if (strcmp(names[i], field) == 0) {
            *event = (enum journal_event)i;
            return true;
        }
    }
    return false;
}

bool journal_line_read(const char *text, size_t length, struct journal_line *line)
{
    char fields[FIELDS][FIELD_MAX + 1];

    return split(text, length, fields) && read_number(fields[0], &line->number) &&
           text_copy(line->day, sizeof line->day, fields[1]) &&
           read_event(fields[2], &line->event) && read_number(fields[3], &line->first) &&
           read_number(fields[4], &line->last) && read_number(fields[5], &line->head.sequence) &&
           hex_decode(fields[6], line->head.link, sizeof line->head.link) &&
           read_number(fields[7], &line->rollbacks) &&
           hex_decode(fields[8], line->outbox_id, sizeof line->outbox_id) &&
           hex_decode(fields[9], line->hash, sizeof line->hash);
}

bool journal_line_follows(const struct journal_line *before, const char *text, size_t length,
                          const struct journal_line *line)
{
    uint8_t hash[CHAIN_HASH_SIZE];

    return line->number == before->number + 1 && length > HASH_CHARS &&
           hash_text(before->hash, text, length - HASH_CHARS - 1, hash) &&
           memcmp(hash, line->hash, sizeof hash) == 0;
}

/* A power cut takes no line that was on the disk: what a 'synced' line stands behind must be there. */
static bool misses_synced(const struct journal_walk *walk, const struct journal_line *line)
{
    return line->event == JOURNAL_SYNCED && line->number > walk->last.number + 1;
}

/* Behind a torn line comes one that says so, or a new file, unless something was put in there. */
static bool mends(const struct journal_line *line)
{
    return line->event == JOURNAL_TORN || line->event == JOURNAL_BEGUN;
}

/* The first line's own past is not here. */
static void walk_line(struct journal_walk *walk, const char *text, size_t length,
                      journal_visit *visit, void *context)
{
    struct journal_line line;
    bool readable = journal_line_read(text, length, &line);
    bool fits = readable &&
                (walk->last.number == 0 || journal_line_follows(&walk->last, text, length, &line));

    if (!fits) {
        walk->torn = true;
        walk->broken = walk->broken || (readable && misses_synced(walk, &line));
        return;
    }
    walk->broken = walk->broken || (walk->torn && walk->last.number > 0 && !mends(&line));
    walk->torn = false;
    walk->last = line;
    if (visit != NULL)
        visit(context, &line);
}

void journal_walk_over(struct journal_walk *walk, const char *text, size_t length,
                       journal_visit *visit, void *context)
{
    size_t at = 0;

    while (at < length) {
        const char *feed = memchr(text + at, '\n', length - at);

        if (feed == NULL) {
            walk->torn = true;
            return;
        }
        walk_line(walk, text + at, (size_t)(feed - text) - at, visit, context);
        at = (size_t)(feed - text) + 1;
    }
}
