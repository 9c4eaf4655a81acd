#include "app/central/receive/intake.h"

#include "app/wire/answer.h"
#include "platform/base/clock.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/seal/envelope.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct intake_batch {
    struct batch batch;
    struct ledger_intake entry;
    struct ledger_intake_record *records; /* each with room for every record of the batch */
    enum ledger_result *results;
    struct answer_record *answers;
};

struct intake_report {
    struct ledger_health entry;
    char *text; /* what the entry points to */
};

_Static_assert(BATCH_RECORDS_MAX == LEDGER_RECORDS_MAX, "a batch fits into the ledger");
_Static_assert(CHAIN_HASH_SIZE == LEDGER_HASH_BYTES, "hashes are SHA-256 on both sides");
_Static_assert(CHAIN_KIOSK_ID_MAX + 1 == LEDGER_KIOSK_SIZE, "kiosk ids fit into the ledger");

static bool check_owner(const struct intake *intake, const struct batch *batch, struct error *error)
{
    const char *kiosk = certificate_name(intake->peer);

    if (strcmp(batch->header.kiosk_id, kiosk) != 0)
        return error_set(error, ERROR_REFUSED, "the batch is of kiosk %s, the certificate of %s",
                         batch->header.kiosk_id, kiosk);
    return batch_verify(batch, intake->peer, error);
}

/* A record that no opening key could open is not kept: its kiosk sets it aside and tells. */
static void take_record(const struct batch_record *from, uint64_t sequence,
                        struct ledger_intake_record *to, struct answer_record *answer)
{
    struct envelope envelope;
    struct error reason = {0};

    memcpy(to->id, from->id, sizeof to->id);
    memcpy(to->link, from->link, sizeof to->link);
    memcpy(to->look_up, from->lookup, sizeof to->look_up);
    to->rejected = !envelope_read(from->sealed, from->sealed_length, &envelope, &reason);
    answer->sequence = sequence;
    memcpy(answer->id, from->id, sizeof answer->id);
    answer->reason[0] = '\0';
    if (to->rejected)
        snprintf(answer->reason, sizeof answer->reason, "%.*s", (int)ANSWER_REASON_MAX,
                 reason.text);
}

static enum answer_verdict verdict_of(enum ledger_result result)
{
    return result == LEDGER_STORED  ? ANSWER_STORED
           : result == LEDGER_KNOWN ? ANSWER_DUPLICATE
                                    : ANSWER_REJECTED;
}

static void log_outcome(const struct intake_batch *batch)
{
    size_t counts[3] = {0};

    for (size_t i = 0; i < batch->batch.count; i++)
        counts[batch->results[i]]++;
    log_info("kiosk %s: %zu stored, %zu duplicate, %zu rejected", batch->batch.header.kiosk_id,
             counts[LEDGER_STORED], counts[LEDGER_KNOWN], counts[LEDGER_REJECTED]);
}

static bool make_room(struct intake_batch *batch, struct error *error)
{
    size_t count = batch->batch.count;

    batch->records = calloc(count, sizeof batch->records[0]);
    batch->results = calloc(count, sizeof batch->results[0]);
    batch->answers = calloc(count, sizeof batch->answers[0]);
    return (batch->records != NULL && batch->results != NULL && batch->answers != NULL) ||
           error_set(error, ERROR_MEMORY, "no memory for a batch");
}

static void fill_in(struct intake_batch *to, const struct intake *intake, const uint8_t *body,
                    size_t length)
{
    const struct batch *batch = &to->batch;
    struct ledger_intake *entry = &to->entry;

    entry->batch = (struct ledger_batch){.received_utc = intake->now_utc,
                                         .bytes = body,
                                         .length = length,
                                         .certificate = intake->peer_der,
                                         .certificate_length = intake->peer_der_length};
    memcpy(entry->batch.kiosk, batch->header.kiosk_id, sizeof entry->batch.kiosk);
    memcpy(entry->outbox, batch->header.outbox_id, sizeof entry->outbox);
    memcpy(entry->previous_link, batch->header.previous_link, sizeof entry->previous_link);
    entry->first_sequence = batch->header.first_sequence;
    entry->records = to->records;
    entry->count = batch->count;
    for (size_t i = 0; i < batch->count; i++)
        take_record(&batch->records[i], batch->header.first_sequence + i, &to->records[i],
                    &to->answers[i]);
}

struct intake_batch *intake_batch_read(const struct intake *intake, const uint8_t *body,
                                       size_t length, struct error *error)
{
    struct intake_batch *batch = calloc(1, sizeof *batch);

    if (batch == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a batch");
        return NULL;
    }
    if (!batch_decode(body, length, &batch->batch, error) ||
        !check_owner(intake, &batch->batch, error) || !make_room(batch, error)) {
        intake_batch_destroy(batch);
        return NULL;
    }
    fill_in(batch, intake, body, length);
    return batch;
}

void intake_batch_destroy(struct intake_batch *batch)
{
    if (batch == NULL)
        return;
    batch_finish(&batch->batch);
    free(batch->records);
    free(batch->results);
    free(batch->answers);
    free(batch);
}

const struct ledger_intake *intake_batch_entry(const struct intake_batch *batch)
{
    return &batch->entry;
}

enum ledger_result *intake_batch_results(struct intake_batch *batch)
{
    return batch->results;
}

bool intake_batch_answer(struct intake_batch *batch, struct buffer *answer, struct error *error)
{
    for (size_t i = 0; i < batch->batch.count; i++) {
        batch->answers[i].verdict = verdict_of(batch->results[i]);
        if (batch->answers[i].verdict != ANSWER_REJECTED)
            batch->answers[i].reason[0] = '\0';
    }
    log_outcome(batch);
    return answer_encode(batch->answers, batch->batch.count, answer, error);
}

/* ---- health ---------------------------------------------------------------- */

static json_t *parse_report(const struct intake *intake, const uint8_t *body, size_t length,
                            struct error *error)
{
    json_error_t where;
    json_t *report;
    const char *kiosk;

    if (length > INTAKE_HEALTH_MAX) {
        error_set(error, ERROR_LIMIT, "a health report has at most %u bytes", INTAKE_HEALTH_MAX);
        return NULL;
    }
    report = json_loadb((const char *)body, length, JSON_REJECT_DUPLICATES, &where);
    if (!json_is_object(report)) {
        json_decref(report);
        error_set(error, ERROR_INPUT, "the health report is no JSON object (at byte %d)",
                  where.position);
        return NULL;
    }
    kiosk = json_string_value(json_object_get(report, "kiosk"));
    if (kiosk == NULL || strcmp(kiosk, certificate_name(intake->peer)) != 0) {
        json_decref(report);
        error_set(error, ERROR_REFUSED, "the health report is not of the kiosk of the certificate");
        return NULL;
    }
    return report;
}

static bool fill_in_report(struct intake_report *to, const struct intake *intake,
                           const json_t *report, struct error *error)
{
    to->text = json_dumps(report, JSON_COMPACT | JSON_SORT_KEYS);
    if (to->text == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for a health report");
    to->entry = (struct ledger_health){.received_utc = intake->now_utc,
                                       .json = to->text,
                                       .certificate_ends_utc = certificate_not_after(intake->peer)};
    return text_copy(to->entry.kiosk, sizeof to->entry.kiosk, certificate_name(intake->peer)) ||
           error_set(error, ERROR_REFUSED, "the certificate's name is too long for a kiosk");
}

struct intake_report *intake_report_read(const struct intake *intake, const uint8_t *body,
                                         size_t length, struct error *error)
{
    json_t *parsed = parse_report(intake, body, length, error);
    struct intake_report *report;

    if (parsed == NULL)
        return NULL;
    report = calloc(1, sizeof *report);
    if (report == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a health report");
    } else if (!fill_in_report(report, intake, parsed, error)) {
        intake_report_destroy(report);
        report = NULL;
    }
    json_decref(parsed);
    return report;
}

void intake_report_destroy(struct intake_report *report)
{
    if (report == NULL)
        return;
    free(report->text);
    free(report);
}

const struct ledger_health *intake_report_entry(const struct intake_report *report)
{
    return &report->entry;
}

bool intake_report_answer(const struct intake_report *report, struct buffer *answer,
                          struct error *error)
{
    char now[CLOCK_TEXT_SIZE];

    clock_format(report->entry.received_utc, now);
    return buffer_append_format(answer, "{\"version\":1,\"utc\":\"%s\"}", now) ||
           error_set(error, ERROR_MEMORY, "no memory for an answer");
}
