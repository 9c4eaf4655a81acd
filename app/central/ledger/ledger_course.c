#include "app/central/ledger/ledger_course.h"

#include <stdlib.h>
#include <string.h>

/* The chain begins with this (app/wire/chain.h). */
static const uint8_t beginning[LEDGER_HASH_BYTES];

static bool same(const uint8_t *a, const uint8_t *b)
{
    return memcmp(a, b, LEDGER_HASH_BYTES) == 0;
}

bool ledger_course_needs_spans(const struct ledger_course *course,
                               const struct ledger_intake *intake)
{
    if (intake->first_sequence > course->highest + 1)
        return false;
    return intake->first_sequence <= course->highest ||
           (course->highest > 0 && !same(intake->previous_link, course->head));
}

bool ledger_course_add_span(struct ledger_course *course, const struct ledger_span *span,
                            struct error *error)
{
    if (course->count == course->capacity) {
        size_t capacity = course->capacity == 0 ? 8 : 2 * course->capacity;
        struct ledger_span *spans = reallocarray(course->spans, capacity, sizeof *spans);

        if (spans == NULL)
            return error_set(error, ERROR_MEMORY, "no memory for a chain");
        course->spans = spans;
        course->capacity = capacity;
    }
    course->spans[course->count++] = *span;
    return true;
}

/* Is the place claimed at all; *known: with this link. */
static bool is_claimed(const struct ledger_course *course, uint64_t sequence, const uint8_t *link,
                       bool *known)
{
    bool claimed = false;

    *known = false;
    if (sequence == course->highest && same(link, course->head))
        return *known = true;
    for (size_t i = 0; i < course->count && !*known; i++) {
        const struct ledger_span *span = &course->spans[i];

        if (sequence < span->first || sequence - span->first >= span->count)
            continue;
        claimed = true;
        *known = same(span->links + (sequence - span->first) * LEDGER_HASH_BYTES, link);
    }
    return claimed;
}

static void judge_beginning(const struct ledger_course *course, const struct ledger_intake *intake,
                            struct ledger_verdict *verdict)
{
    const uint64_t before = intake->first_sequence - 1;
    bool known;

    if (before == 0) {
        verdict->fork = !same(intake->previous_link, beginning);
    } else if (is_claimed(course, before, intake->previous_link, &known)) {
        verdict->fork = !known;
    } else if (before > course->highest) {
        verdict->gap_first = course->highest + 1;
        verdict->gap_last = before;
    }
}

bool ledger_course_add(struct ledger_course *course, const struct ledger_intake *intake,
                       const uint8_t *links, struct ledger_verdict *verdict, struct error *error)
{
    const struct ledger_span span = {intake->first_sequence, intake->count, links};
    const uint64_t last = intake->first_sequence + intake->count - 1;
    uint64_t fresh = 0;

    *verdict = (struct ledger_verdict){0};
    judge_beginning(course, intake, verdict);
    for (size_t i = 0; i < intake->count; i++) {
        bool known;
        const bool claimed =
            is_claimed(course, intake->first_sequence + i, links + i * LEDGER_HASH_BYTES, &known);

        fresh += !claimed;
        verdict->adds = verdict->adds || !known;
        verdict->fork = verdict->fork || (claimed && !known);
    }
    if (verdict->adds && !ledger_course_add_span(course, &span, error))
        return false;
    course->claimed += fresh;
    if (last > course->highest) {
        course->highest = last;
        memcpy(course->head, links + (intake->count - 1) * LEDGER_HASH_BYTES, sizeof course->head);
    }
    return true;
}

void ledger_course_finish(struct ledger_course *course)
{
    free(course->spans);
    *course = (struct ledger_course){0};
}
