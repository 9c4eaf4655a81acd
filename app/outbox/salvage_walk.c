#include "app/outbox/salvage_record.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BEFORE_MAX                                                                                 \
    (2 * RECORD_VARINT_MAX) /* payload's length and row id, before the record's header */
#define TRIES_MAX 512       /* ways through the pages on which a long row goes on */

struct walk {
    const struct pages *pages;
    const struct identity *identities;
    size_t identity_count;
    struct identity *found; /* fills this instead of visiting rows, where it is not NULL */
    size_t found_count;
    salvage_visit *visit;
    void *context;
    uint8_t *page;    /* the one being looked at */
    uint8_t *payload; /* RECORD_PAYLOAD_MAX */
    unsigned tries;
};

static bool link_is_right(const struct identity *identity, const struct row *row)
{
    uint8_t link[CHAIN_HASH_SIZE];

    return database_link_row(identity->kiosk_id, identity->outbox_id, row, link, NULL) &&
           memcmp(link, row->link, sizeof link) == 0;
}

/* What to do with a payload that has been put together: not right, right, or end the walk. */
enum verdict { VERDICT_WRONG, VERDICT_RIGHT, VERDICT_END };

static enum verdict take_row(struct walk *walk, const struct record *record)
{
    const uint8_t *payload = walk->payload;
    struct found_row found = {
        .row = {.sequence = record->rowid,
                .state =
                    (enum row_state)record_integer(payload + record->offsets[1], record->types[1]),
                .sealed = payload + record->offsets[7],
                .length = record_type_size(record->types[7])},
        .inserted_utc = record_integer(payload + record->offsets[2], record->types[2])};

    memcpy(found.row.lookup, payload + record->offsets[3], CHAIN_HASH_SIZE);
    memcpy(found.row.previous, payload + record->offsets[4], CHAIN_HASH_SIZE);
    memcpy(found.row.link, payload + record->offsets[5], CHAIN_HASH_SIZE);
    for (size_t i = 0; i < walk->identity_count; i++) {
        if (link_is_right(&walk->identities[i], &found.row)) {
            found.identity = &walk->identities[i];
            return walk->visit(walk->context, &found) ? VERDICT_RIGHT : VERDICT_END;
        }
    }
    return VERDICT_WRONG;
}

static enum verdict take_head(struct walk *walk, const struct record *record)
{
    const uint8_t *payload = walk->payload;
    struct identity identity = {
        .last_sequence = (uint64_t)record_integer(payload + record->offsets[3], record->types[3])};
    size_t length = record_type_size(record->types[1]);

    if (length > CHAIN_KIOSK_ID_MAX) {
        return VERDICT_WRONG;
    }
    memcpy(identity.kiosk_id, payload + record->offsets[1], length);
    memcpy(identity.outbox_id, payload + record->offsets[2], CHAIN_OUTBOX_ID_SIZE);
    if (!chain_kiosk_id_is_valid(identity.kiosk_id)) {
        return VERDICT_WRONG;
    }
    for (size_t i = 0; i < walk->found_count; i++) {
        struct identity *known = &walk->found[i];

        if (strcmp(known->kiosk_id, identity.kiosk_id) == 0 &&
            memcmp(known->outbox_id, identity.outbox_id, CHAIN_OUTBOX_ID_SIZE) == 0) {
            if (identity.last_sequence > known->last_sequence) {
                known->last_sequence = identity.last_sequence;
            }
            return VERDICT_RIGHT;
        }
    }
    if (walk->found_count < SALVAGE_IDENTITIES_MAX) {
        walk->found[walk->found_count++] = identity;
    }
    return VERDICT_RIGHT;
}

static enum verdict take(struct walk *walk, const struct record *record)
{
    return walk->found != NULL ? take_head(walk, record) : take_row(walk, record);
}

static enum verdict go_on(struct walk *walk, const struct record *record, size_t done,
                          uint32_t next);

/* One picture of an overflow page: the next page's number, then content (section 1.6). */
static enum verdict go_through(struct walk *walk, const struct record *record, size_t done,
                               const struct image *image)
{
    uint8_t next[4];
    size_t room = walk->pages->size - sizeof next;
    size_t length = record->length - done < room ? record->length - done : room;

    if (++walk->tries > TRIES_MAX ||
        pread(image->descriptor, next, sizeof next, (off_t)image->offset) != sizeof next ||
        pread(image->descriptor, walk->payload + done, length,
              (off_t)(image->offset + sizeof next)) != (ssize_t)length) {
        return VERDICT_WRONG;
    }
    return go_on(walk, record, done + length, pages_word(next));
}

static const struct image *first_frame(const struct pages *pages, uint32_t page)
{
    size_t low = 0, high = (size_t)pages->in_log;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (pages->frames[middle].page < page) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return &pages->frames[low];
}

/* At most one step a page of CHAIN_SEALED_MAX deep. */
static enum verdict go_on(struct walk *walk, const struct record *record, size_t done,
                          uint32_t next)
{
    const struct pages *pages = walk->pages;
    const struct image *end = pages->frames + pages->in_log;
    enum verdict verdict = VERDICT_WRONG;

    if (done == record->length) {
        return take(walk, record);
    }
    if (next == 0) {
        return VERDICT_WRONG;
    }
    for (const struct image *image = first_frame(pages, next);
         verdict == VERDICT_WRONG && image < end && image->page == next; image++) {
        verdict = go_through(walk, record, done, image);
    }
    if (verdict == VERDICT_WRONG && next <= pages->in_database) {
        const struct image image = {.page = next,
                                    .descriptor = pages->database,
                                    .offset = (uint64_t)(next - 1) * pages->size};

        verdict = go_through(walk, record, done, &image);
    }
    return verdict;
}

/* A record whose header begins at `at` of the page, with the row id and length that stand before it. */
static enum verdict try_record(struct walk *walk, size_t at, struct record *record)
{
    size_t left = walk->pages->size - at;
    size_t local;

    if (!record_read_header(walk->page + at, left, record) ||
        !(walk->found != NULL ? record_is_head(record) : record_is_row(record))) {
        return VERDICT_WRONG;
    }
    local = record_local_part(walk->pages->size, record->length);
    if (local > left || (local < record->length && local + 4 > left)) {
        return VERDICT_WRONG;
    }
    memcpy(walk->payload, walk->page + at, local);
    walk->tries = 0;
    return go_on(walk, record, local,
                 local < record->length ? pages_word(walk->page + at + local) : 0);
}

/* Row id and length may be read in more than one way backwards; the link tells which is right. */
static enum verdict try_place(struct walk *walk, size_t at)
{
    size_t before = at < BEFORE_MAX ? at : BEFORE_MAX;
    enum verdict verdict = VERDICT_WRONG;

    for (size_t start = at - before; verdict == VERDICT_WRONG && start + 2 <= at; start++) {
        struct record record = {.columns = 0};
        uint64_t length;
        size_t taken = record_varint(walk->page + start, at - start, &length);

        if (taken > 0 && length > 0 && length <= RECORD_PAYLOAD_MAX &&
            record_varint(walk->page + start + taken, at - start - taken, &record.rowid) ==
                at - start - taken) {
            record.length = (size_t)length;
            verdict = try_record(walk, at, &record);
        }
    }
    return verdict;
}

/* The header's first two bytes: its own length, and the type of a column that is the row id. */
static bool may_begin(const struct walk *walk, const uint8_t *bytes)
{
    size_t columns = walk->found != NULL ? RECORD_COLUMNS_HEAD : RECORD_COLUMNS_ROW;

    return bytes[0] > columns && bytes[0] <= columns + 8 && bytes[1] == 0;
}

static bool walk_page(struct walk *walk, int descriptor, uint64_t offset)
{
    size_t size = walk->pages->size;

    memset(walk->page, 0, size);
    if (pread(descriptor, walk->page, size, (off_t)offset) <= 0) {
        return true; /* what the disk does not give back is lost; the rest is not */
    }
    for (size_t at = 2; at + 2 < size; at++) {
        if (may_begin(walk, walk->page + at) && try_place(walk, at) == VERDICT_END) {
            return false;
        }
    }
    return true;
}

static bool walk_pages(struct walk *walk)
{
    const struct pages *pages = walk->pages;
    bool fine;

    walk->page = malloc(pages->size);
    walk->payload = malloc(RECORD_PAYLOAD_MAX);
    fine = walk->page != NULL && walk->payload != NULL;
    for (uint64_t i = 0; fine && i < pages->in_database; i++) {
        fine = walk_page(walk, pages->database, i * pages->size);
    }
    for (uint64_t i = 0; fine && i < pages->in_log; i++) {
        fine = walk_page(walk, pages->log, pages->frames[i].offset);
    }
    free(walk->page);
    free(walk->payload);
    return fine;
}

bool salvage_identities(const struct pages *pages,
                        struct identity identities[SALVAGE_IDENTITIES_MAX], size_t *count)
{
    struct walk walk = {.pages = pages, .found = identities};
    bool fine = walk_pages(&walk);

    *count = walk.found_count;
    return fine;
}

bool salvage_walk(const struct pages *pages, const struct identity *identities, size_t count,
                  salvage_visit *visit, void *context)
{
    struct walk walk = {.pages = pages,
                        .identities = identities,
                        .identity_count = count,
                        .visit = visit,
                        .context = context};

    return walk_pages(&walk);
}
