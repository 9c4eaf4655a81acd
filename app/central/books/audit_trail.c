#include "app/central/books/audit_trail.h"
#include "app/central/books/audit_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct audit_trail {
    struct trail_span *spans;
    size_t count, room;
    int64_t *unlisted; /* times of lines without a list */
    size_t unlisted_count;
    bool failed;
};

/* Room for so many more: merged before there is more of it. */
static bool make_room(struct audit_trail *trail, size_t more)
{
    size_t room;
    void *larger;

    if (trail->count + more <= trail->room)
        return true;
    trail->count = trail_spans_merge(trail->spans, trail->count);
    room = 2 * trail->count + more;
    if (room <= trail->room)
        return true;
    larger = reallocarray(trail->spans, room, sizeof *trail->spans);
    if (larger == NULL)
        return false;
    trail->spans = larger;
    trail->room = room;
    return true;
}

static bool add_unlisted(struct audit_trail *trail, int64_t utc)
{
    int64_t *larger = reallocarray(trail->unlisted, trail->unlisted_count + 1, sizeof *larger);

    if (larger == NULL)
        return false;
    larger[trail->unlisted_count++] = utc;
    trail->unlisted = larger;
    return true;
}

static void take_line(void *context, const char *text, size_t length, const struct trail_line *line)
{
    struct audit_trail *trail = context;

    (void)text;
    (void)length;
    if (line == NULL || line->is_mark)
        return;
    if (!line->is_listed) {
        trail->failed = !add_unlisted(trail, line->utc) || trail->failed;
        return;
    }
    if (!make_room(trail, line->span_count)) {
        trail->failed = true;
        return;
    }
    if (line->span_count > 0)
        memcpy(trail->spans + trail->count, line->spans, line->span_count * sizeof *line->spans);
    trail->count += line->span_count;
}

struct audit_trail *audit_trail_load(const char *path, struct error *error)
{
    struct audit_trail *trail = calloc(1, sizeof *trail);
    struct trail_summary summary;
    bool fine = trail != NULL && trail_walk(path, take_line, trail, &summary, error);

    if (trail == NULL || trail->failed)
        fine = error_set(error, ERROR_MEMORY, "no memory for the trail %s", path);
    if (fine && summary.broken_at > 0)
        fine = error_set(error, ERROR_CORRUPT,
                         "line %" PRIu64 " of %s does not follow from the one before it: the "
                         "trail was changed",
                         summary.broken_at, path);
    if (fine) {
        trail->count = trail_spans_merge(trail->spans, trail->count);
        return trail;
    }
    audit_trail_destroy(trail);
    return NULL;
}

void audit_trail_destroy(struct audit_trail *trail)
{
    if (trail == NULL)
        return;
    free(trail->spans);
    free(trail->unlisted);
    free(trail);
}

bool audit_trail_tells(const struct audit_trail *trail, const struct ledger_record *record)
{
    struct trail_span wanted = {.first = record->sequence, .last = record->sequence};

    if (record->state == LEDGER_SEALED || record->state == LEDGER_WITHDRAWN)
        return true;
    memcpy(wanted.kiosk, record->kiosk, sizeof wanted.kiosk);
    memcpy(wanted.outbox, record->outbox, sizeof wanted.outbox);
    if (trail_spans_hold(trail->spans, trail->count, &wanted))
        return true;
    for (size_t i = 0; i < trail->unlisted_count; i++)
        if (trail->unlisted[i] == record->state_utc)
            return true;
    return false;
}

static bool goes_on(const struct trail_span *span, const struct ledger_record *next)
{
    return next != NULL && next->sequence == span->last + 1 &&
           strcmp(next->kiosk, span->kiosk) == 0 &&
           memcmp(next->outbox, span->outbox, sizeof span->outbox) == 0;
}

void audit_tell_untold(struct audit *audit, struct audit_untold *untold,
                       const struct ledger_record *next)
{
    struct trail_span *span = &untold->span;

    if (span->first > 0 && goes_on(span, next)) {
        span->last = next->sequence;
        return;
    }
    if (span->first > 0)
        audit_tell(audit, AUDIT_TRAIL, span->kiosk, span->outbox, span->first, span->last,
                   "it is '%s', and no line of the trail says who opened it", untold->state);
    *untold = (struct audit_untold){.state = NULL};
    if (next == NULL)
        return;
    span->first = span->last = next->sequence;
    untold->state = ledger_state_name(next->state);
    memcpy(span->kiosk, next->kiosk, sizeof span->kiosk);
    memcpy(span->outbox, next->outbox, sizeof span->outbox);
}
