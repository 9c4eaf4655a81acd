#include "app/central/opening/trail.h"

#include <stdlib.h>
#include <string.h>

struct trail_requests {
    struct digest *ids;
    struct trail_span spans[TRAIL_SPANS_MAX];
    size_t count;
    bool too_many;
};

struct trail_requests *trail_requests_create(struct error *error)
{
    struct trail_requests *requests = calloc(1, sizeof *requests);

    if (requests == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for the trail");
        return NULL;
    }
    requests->ids = digest_create_plain(error);
    if (requests->ids != NULL)
        return requests;
    free(requests);
    return NULL;
}

static int by_place(const void *left, const void *right)
{
    const struct trail_span *a = left, *b = right;
    const int kiosks = strcmp(a->kiosk, b->kiosk);
    const int outboxes = kiosks != 0 ? kiosks : memcmp(a->outbox, b->outbox, sizeof a->outbox);

    return outboxes != 0 ? outboxes : (a->first > b->first) - (a->first < b->first);
}

static bool is_same_outbox(const struct trail_span *a, const struct trail_span *b)
{
    return strcmp(a->kiosk, b->kiosk) == 0 && memcmp(a->outbox, b->outbox, sizeof a->outbox) == 0;
}

size_t trail_spans_merge(struct trail_span *spans, size_t count)
{
    size_t kept = 0;

    if (count > 0)
        qsort(spans, count, sizeof *spans, by_place);
    for (size_t i = 0; i < count; i++) {
        struct trail_span *before = kept > 0 ? &spans[kept - 1] : NULL;

        if (before == NULL || !is_same_outbox(before, &spans[i]) ||
            (before->last < spans[i].first && spans[i].first - before->last > 1))
            spans[kept++] = spans[i];
        else if (spans[i].last > before->last)
            before->last = spans[i].last;
    }
    return kept;
}

bool trail_spans_hold(const struct trail_span *spans, size_t count, const struct trail_span *wanted)
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (by_place(&spans[middle], wanted) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && is_same_outbox(&spans[low - 1], wanted) &&
           spans[low - 1].last >= wanted->last;
}

/* Merging many spans has to be worth it, or it would be done for every request. */
static bool has_room(struct trail_requests *requests)
{
    if (requests->count < TRAIL_SPANS_MAX)
        return true;
    requests->count = trail_spans_merge(requests->spans, requests->count);
    return requests->count <= TRAIL_SPANS_MAX / 4 * 3;
}

void trail_requests_add(struct trail_requests *requests, const struct ledger_record *record)
{
    struct trail_span span = {.first = record->sequence, .last = record->sequence};
    struct trail_span *last = requests->count > 0 ? &requests->spans[requests->count - 1] : NULL;

    memcpy(span.kiosk, record->kiosk, sizeof span.kiosk);
    memcpy(span.outbox, record->outbox, sizeof span.outbox);
    digest_add_plain(requests->ids, record->id, sizeof record->id);
    if (last != NULL && is_same_outbox(last, &span) && span.first == last->last + 1)
        last->last = span.last;
    else if (!requests->too_many && has_room(requests))
        requests->spans[requests->count++] = span;
    else
        requests->too_many = true;
}

const struct trail_span *trail_requests_spans(struct trail_requests *requests, size_t *count)
{
    requests->count = trail_spans_merge(requests->spans, requests->count);
    *count = requests->too_many ? 0 : requests->count;
    return requests->too_many ? NULL : requests->spans;
}

bool trail_requests_digest(const struct trail_requests *requests, uint8_t value[static DIGEST_SIZE],
                           struct error *error)
{
    return digest_so_far(requests->ids, value, error);
}

void trail_requests_destroy(struct trail_requests *requests)
{
    if (requests == NULL)
        return;
    digest_destroy(requests->ids);
    free(requests);
}
