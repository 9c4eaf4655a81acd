#include "app/outbox/database.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run {
    uint64_t first, last;
};

struct insert {
    uint64_t sequence, order; /* the later one of two with the same number holds */
    uint8_t link[CHAIN_HASH_SIZE];
};

/* What the lines say about one outbox; the present one is the last. */
struct story {
    uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE];
    uint64_t base, head; /* numbers above base, to head, are known to have been inserted */
    struct run *acknowledged;
    size_t acknowledged_count;
    struct insert *inserts;
    size_t insert_count, most; /* room in both lists */
};

struct checking {
    struct outbox *outbox;
    struct outbox_journal_report *report;
    struct story story;
};

static void note(struct outbox_journal_report *report, const char *problem, uint64_t sequence)
{
    if (report->problem[0] == '\0')
        (void)snprintf(report->problem, sizeof report->problem, "%s (%" PRIu64 ")", problem,
                       sequence);
}

/* ---- which numbers are accounted for ---------------------------------------- */

static int by_first(const void *left, const void *right)
{
    const struct run *a = left, *b = right;

    return (a->first > b->first) - (a->first < b->first);
}

static int by_sequence(const void *left, const void *right)
{
    const struct insert *a = left, *b = right;

    return a->sequence != b->sequence ? (a->sequence > b->sequence) - (a->sequence < b->sequence)
                                      : (a->order > b->order) - (a->order < b->order);
}

/* The first of first..last that no acknowledgement names, or 0. The runs are sorted. */
static uint64_t find_unacknowledged(const struct story *story, uint64_t first, uint64_t last)
{
    for (size_t i = 0; i < story->acknowledged_count && first <= last; i++) {
        const struct run *run = &story->acknowledged[i];

        if (run->first > first)
            break;
        if (run->last >= first)
            first = run->last + 1;
    }
    return first <= last ? first : 0;
}

static void check_absent(struct checking *checking, uint64_t after, uint64_t before)
{
    const struct story *story = &checking->story;
    uint64_t first = after + 1 > story->base + 1 ? after + 1 : story->base + 1;
    uint64_t found = before > first ? find_unacknowledged(story, first, before - 1) : 0;

    if (found != 0)
        note(checking->report, "a request is neither here nor was it acknowledged", found);
}

static void check_link(struct checking *checking, uint64_t sequence, const uint8_t *link)
{
    const struct story *story = &checking->story;
    size_t low = 0, high = story->insert_count;

    while (low < high) { /* the first one behind this number */
        size_t middle = low + (high - low) / 2;

        if (story->inserts[middle].sequence <= sequence)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0 && story->inserts[low - 1].sequence == sequence &&
        memcmp(story->inserts[low - 1].link, link, CHAIN_HASH_SIZE) != 0)
        note(checking->report, "a request is not the one that was saved", sequence);
}

static bool check_rows(struct checking *checking, struct error *error)
{
    struct outbox *outbox = checking->outbox;
    sqlite3_stmt *statement = database_prepare(
        outbox, "SELECT sequence, state, link FROM record WHERE sequence > ? ORDER BY sequence",
        error);
    uint64_t before = checking->story.base;
    bool fine;
    int step;

    if (statement == NULL)
        return false;
    (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)before);
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        uint64_t sequence = (uint64_t)sqlite3_column_int64(statement, 0);
        uint8_t link[CHAIN_HASH_SIZE];

        check_absent(checking, before, sequence);
        if (sqlite3_column_int(statement, 1) != ROW_DAMAGED &&
            database_column(statement, 2, link, sizeof link))
            check_link(checking, sequence, link);
        before = sequence;
    }
    fine = step == SQLITE_DONE || database_fail(outbox, "reading all records", error);
    (void)sqlite3_finalize(statement);
    if (fine)
        check_absent(checking, before, checking->story.head + 1);
    return fine;
}

/* ---- reading the lines -------------------------------------------------------- */

static void sort(struct story *story)
{
    qsort(story->acknowledged, story->acknowledged_count, sizeof *story->acknowledged, by_first);
    qsort(story->inserts, story->insert_count, sizeof *story->inserts, by_sequence);
}

/* An outbox that is no longer there must have been delivered. */
static void close_story(struct checking *checking)
{
    struct story *story = &checking->story;
    char outbox[2 * CHAIN_OUTBOX_ID_SIZE + 1], problem[128];
    uint64_t lost;

    sort(story);
    lost = find_unacknowledged(story, story->base + 1, story->head);
    hex_encode(story->outbox_id, sizeof story->outbox_id, outbox);
    (void)snprintf(problem, sizeof problem,
                   "the outbox %s is gone with a request that was not acknowledged", outbox);
    if (lost != 0)
        note(checking->report, problem, lost);
}

static void begin_story(struct story *story, const struct journal_line *line)
{
    memcpy(story->outbox_id, line->outbox_id, sizeof story->outbox_id);
    story->base = line->event == JOURNAL_INSERTED ? line->head.sequence - 1 : line->head.sequence;
    story->head = line->head.sequence;
    story->acknowledged_count = story->insert_count = 0;
}

static void tell_line(struct story *story, const struct journal_line *line)
{
    story->head = line->head.sequence;
    if (line->event == JOURNAL_INTERRUPTED) /* lines are missing before it */
        story->base = story->head;
    if (line->event == JOURNAL_ACKNOWLEDGED && story->acknowledged_count < story->most)
        story->acknowledged[story->acknowledged_count++] =
            (struct run){.first = line->first, .last = line->last};
    if (line->event == JOURNAL_INSERTED && story->insert_count < story->most) {
        struct insert *insert = &story->inserts[story->insert_count++];

        insert->sequence = line->first;
        insert->order = line->number;
        memcpy(insert->link, line->head.link, sizeof insert->link);
    }
}

static void take_line(void *context, const struct journal_line *line)
{
    struct checking *checking = context;
    struct outbox_journal_report *report = checking->report;
    struct story *story = &checking->story;

    if (report->lines++ == 0 ||
        memcmp(story->outbox_id, line->outbox_id, sizeof story->outbox_id) != 0) {
        if (report->lines == 1)
            (void)text_copy(report->since, sizeof report->since, line->day);
        else if (line->event != JOURNAL_SALVAGED)
            close_story(checking);
        begin_story(story, line);
    }
    tell_line(story, line);
    report->torn += line->event == JOURNAL_TORN;
    report->rollbacks = line->rollbacks;
}

static bool read_lines(struct checking *checking, const struct buffer *older,
                       const struct buffer *present)
{
    struct journal_walk walk = {.torn = false}, begun = {.torn = false};
    const char *text = (const char *)present->data, *feed;

    journal_walk_over(&walk, (const char *)older->data, older->length, take_line, checking);
    feed = present->length > 0 ? memchr(text, '\n', present->length) : NULL;
    /* A copy that was made before the file went over would tell everything twice. */
    if (feed != NULL && walk.last.number > 0 &&
        journal_line_read(text, (size_t)(feed - text), &begun.last) &&
        begun.last.number <= walk.last.number) {
        walk = (struct journal_walk){.torn = false};
        memset(checking->report, 0, sizeof *checking->report);
    }
    journal_walk_over(&walk, text, present->length, take_line, checking);
    if (walk.broken)
        note(checking->report, "lines of the journal are missing or were changed, before line",
             walk.last.number);
    return walk.last.number > 0;
}

static bool make_room(struct story *story, size_t lines, struct error *error)
{
    story->most = lines + 1;
    story->acknowledged = calloc(story->most, sizeof *story->acknowledged);
    story->inserts = calloc(story->most, sizeof *story->inserts);
    return (story->acknowledged != NULL && story->inserts != NULL) ||
           error_set(error, ERROR_MEMORY, "no memory for the journal's lines");
}

static size_t count_lines(const struct buffer *text)
{
    size_t lines = 0;

    for (size_t i = 0; i < text->length; i++)
        lines += text->data[i] == '\n';
    return lines;
}

static void check_head(struct checking *checking, const struct journal_head *head)
{
    const struct story *story = &checking->story;

    if (memcmp(story->outbox_id, checking->outbox->outbox_id, sizeof story->outbox_id) != 0)
        note(checking->report, "the journal is another outbox's, to number", story->head);
    else if (head->sequence < story->head)
        note(checking->report, "the outbox is older than its journal, which goes to number",
             story->head);
    if (checking->report->rollbacks > 0)
        note(checking->report, "an older copy of the outbox was put in its place; times",
             checking->report->rollbacks);
}

static bool check(void *context, const struct buffer *older, const struct buffer *present,
                  struct error *error)
{
    struct checking *checking = context;
    struct journal_head head;

    if (!make_room(&checking->story, count_lines(older) + count_lines(present), error))
        return false;
    if (!read_lines(checking, older, present)) {
        note(checking->report, "no line of the journal verifies; lines", 0);
        return true;
    }
    sort(&checking->story);
    if (!database_read_head(checking->outbox, &head, error))
        return false;
    check_head(checking, &head);
    return check_rows(checking, error);
}

bool outbox_check_journal(struct outbox *outbox, struct outbox_journal_report *report,
                          struct error *error)
{
    struct checking checking = {.outbox = outbox, .report = report};
    bool fine;

    *report = (struct outbox_journal_report){.lines = 0};
    fine = journal_read(&outbox->journal, check, &checking, error);
    free(checking.story.acknowledged);
    free(checking.story.inserts);
    return fine;
}
