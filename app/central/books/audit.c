#include "app/central/books/audit_parts.h"

#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX (INT64_C(1) << 53) /* a count that JSON carries exactly */
#define WORDS_MAX  512

const char *audit_kind_name(enum audit_kind kind)
{
    static const char *const names[AUDIT_KINDS] = {"gap",   "fork", "rolled_back", "counts",
                                                   "batch", "row",  "trail"};

    return (size_t)kind < AUDIT_KINDS ? names[kind] : "unknown";
}

void audit_tell(struct audit *audit, enum audit_kind kind, const char *kiosk, const uint8_t *outbox,
                uint64_t first, uint64_t last, const char *format, ...)
{
    char words[WORDS_MAX];
    struct audit_finding finding = {.kind = kind,
                                    .kiosk = kiosk,
                                    .outbox = outbox,
                                    .first = first,
                                    .last = last,
                                    .words = words};
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    audit->summary->findings++;
    audit->order->told(audit->order->context, &finding);
}

/* ---- what kiosks said ---------------------------------------------------------- */

static int by_kiosk(const void *left, const void *right)
{
    const struct audit_report *a = left, *b = right;

    return strcmp(a->kiosk, b->kiosk);
}

struct audit_report *audit_find_report(const struct audit *audit, const char *kiosk)
{
    struct audit_report wanted = {.usable = false};

    return text_copy(wanted.kiosk, sizeof wanted.kiosk, kiosk) && audit->report_count > 0
               ? bsearch(&wanted, audit->reports, audit->report_count, sizeof *audit->reports,
                         by_kiosk)
               : NULL;
}

/* A kiosk's words: numbers that cannot be count for nothing. */
static uint64_t number_in(const json_t *health, const char *name)
{
    int64_t value = json_integer_value(json_object_get(health, name));

    return value < 0 || value > NUMBER_MAX ? 0 : (uint64_t)value;
}

static bool hex_in(const json_t *health, const char *name, uint8_t *bytes, size_t length)
{
    const char *text = json_string_value(json_object_get(health, name));

    return text != NULL && hex_decode(text, bytes, length);
}

static void read_report(struct audit_report *report, const json_t *health)
{
    uint64_t here = number_in(health, "waiting") + number_in(health, "damaged");

    report->usable = hex_in(health, "outbox", report->outbox, sizeof report->outbox) &&
                     hex_in(health, "last_link", report->last_link, sizeof report->last_link);
    report->last_sequence = number_in(health, "last_sequence");
    report->gone = report->last_sequence > here ? report->last_sequence - here : 0;
    report->rollbacks = number_in(health, "rollbacks");
}

static bool take_kiosk(void *context, const struct ledger_kiosk *kiosk)
{
    struct audit *audit = context;
    struct audit_report *report;
    json_t *health;

    if ((audit->report_count & (audit->report_count - 1)) == 0) { /* room for twice as many */
        size_t room = audit->report_count == 0 ? 1 : 2 * audit->report_count;
        void *larger = realloc(audit->reports, room * sizeof *audit->reports);

        if (larger == NULL)
            return false;
        audit->reports = larger;
    }
    report = &audit->reports[audit->report_count++];
    *report = (struct audit_report){.utc = kiosk->health_utc, .forks = kiosk->forks};
    memcpy(report->kiosk, kiosk->kiosk, sizeof report->kiosk);
    health = kiosk->health_json != NULL ? json_loads(kiosk->health_json, 0, NULL) : NULL;
    if (health != NULL)
        read_report(report, health);
    json_decref(health);
    audit->summary->kiosks++;
    return true;
}

static bool read_reports(struct audit *audit, struct error *error)
{
    if (!ledger_each_kiosk(audit->order->ledger, take_kiosk, audit, error))
        return false;
    if (audit->summary->kiosks != audit->report_count)
        return error_set(error, ERROR_MEMORY, "no memory for the kiosks' reports");
    if (audit->report_count > 0)
        qsort(audit->reports, audit->report_count, sizeof *audit->reports, by_kiosk);
    return true;
}

/* ---- chains -------------------------------------------------------------------- */

static void judge_chain(struct audit *audit, const struct ledger_chain *chain)
{
    if (chain->hole_first > 0)
        audit_tell(audit, AUDIT_GAP, chain->kiosk, chain->outbox, chain->hole_first,
                   chain->hole_last, "%" PRIu64 " of the numbers below %" PRIu64 " did not come",
                   chain->highest - chain->places, chain->highest);
    if (chain->rivals > 0)
        audit_tell(audit, AUDIT_FORK, chain->kiosk, chain->outbox, 0, 0,
                   "%" PRIu64 " numbers came with two histories: its disk was copied or set back",
                   chain->rivals);
}

static void judge_head(struct audit *audit, const struct audit_report *report,
                       enum ledger_place place)
{
    const uint64_t last = report->last_sequence;

    if (report->received_till > last)
        audit_tell(audit, AUDIT_ROLLED_BACK, report->kiosk, report->outbox, last,
                   report->received_till,
                   "it reports %" PRIu64 " as its last number, after %" PRIu64 " had come", last,
                   report->received_till);
    else if (last > 0 && place == LEDGER_OTHER_LINK)
        audit_tell(audit, AUDIT_ROLLED_BACK, report->kiosk, report->outbox, last, last,
                   "the link that it reports for %" PRIu64 " is not the one that came", last);
}

static void judge_counts(struct audit *audit, const struct audit_report *report, uint64_t places)
{
    if (report->gone > places)
        audit_tell(audit, AUDIT_COUNTS, report->kiosk, report->outbox, 0, 0,
                   "%" PRIu64 " requests left the kiosk and %" PRIu64 " came", report->gone,
                   places);
}

struct chains {
    struct audit *audit;
    bool fine;
    struct error *error;
};

static bool take_chain(void *context, const struct ledger_chain *chain)
{
    struct chains *chains = context;
    struct audit *audit = chains->audit;
    struct audit_report *report = audit_find_report(audit, chain->kiosk);
    enum ledger_place place = LEDGER_NOT_HERE;

    audit->summary->chains++;
    judge_chain(audit, chain);
    if (report == NULL)
        return true;
    report->rivals += chain->rivals;
    if (!report->usable || memcmp(report->outbox, chain->outbox, sizeof report->outbox) != 0)
        return true;
    report->has_chain = true;
    chains->fine =
        ledger_find_place(audit->order->ledger, chain->kiosk, chain->outbox, report->last_sequence,
                          report->last_link, &place, chains->error);
    if (chains->fine) {
        judge_head(audit, report, place);
        judge_counts(audit, report, chain->places);
    }
    return chains->fine;
}

static bool walk_chains(struct audit *audit, struct error *error)
{
    struct chains chains = {.audit = audit, .fine = true, .error = error};

    return ledger_each_chain(audit->order->ledger, take_chain, &chains, error) && chains.fine;
}

/* What needs no chain, or has none. */
static void judge_kiosk(struct audit *audit, const struct audit_report *report)
{
    if (report->rollbacks > 0)
        audit_tell(audit, AUDIT_ROLLED_BACK, report->kiosk, report->usable ? report->outbox : NULL,
                   0, 0, "its journal says that an older copy was put in the outbox's place");
    if (report->forks > 0 && report->rivals == 0)
        audit_tell(audit, AUDIT_FORK, report->kiosk, NULL, 0, 0,
                   "%" PRIu64 " batches did not go on from what had come before them",
                   report->forks);
    if (report->usable && !report->has_chain)
        judge_counts(audit, report, 0);
}

bool audit_run(const struct audit_order *order, struct audit_summary *summary, struct error *error)
{
    struct audit audit = {.order = order, .summary = summary};
    bool fine;

    *summary = (struct audit_summary){.kiosks = 0};
    fine = read_reports(&audit, error) && audit_rows(&audit, error) && walk_chains(&audit, error);
    for (size_t i = 0; fine && i < audit.report_count; i++)
        judge_kiosk(&audit, &audit.reports[i]);
    free(audit.reports);
    return fine;
}
