#include "app/wire/answer.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_VERSION 1

static const char *const verdict_names[] = {"stored", "duplicate", "rejected"};

static json_t *record_to_json(const struct answer_record *record)
{
    char id[2 * CHAIN_HASH_SIZE + 1];
    json_t *object;

    hex_encode(record->id, sizeof record->id, id);
    object = json_pack("{s:I, s:s, s:s}", "sequence", (json_int_t)record->sequence, "id", id,
                       "verdict", verdict_names[record->verdict]);
    if (object != NULL && record->verdict == ANSWER_REJECTED &&
        json_object_set_new(object, "reason", json_string(record->reason)) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *to_json(const struct answer_record *records, size_t count)
{
    json_t *rows = json_array();
    json_t *root = json_pack("{s:i, s:o}", "version", ANSWER_VERSION, "records", rows);

    for (size_t i = 0; root != NULL && i < count; i++) {
        if (json_array_append_new(rows, record_to_json(&records[i])) != 0) {
            json_decref(root);
            return NULL;
        }
    }
    return root;
}

static int append_chunk(const char *bytes, size_t length, void *context)
{
    return buffer_append(context, bytes, length) ? 0 : -1;
}

bool answer_encode(const struct answer_record *records, size_t count, struct buffer *out,
                   struct error *error)
{
    json_t *root;
    bool fine;

    if (count > BATCH_RECORDS_MAX) {
        return error_set(error, ERROR_LIMIT, "an answer has at most %u records", BATCH_RECORDS_MAX);
    }
    root = to_json(records, count);
    fine = root != NULL && json_dump_callback(root, append_chunk, out, JSON_COMPACT) == 0;
    json_decref(root);
    return fine || error_set(error, ERROR_MEMORY, "no memory for the answer to a batch");
}

static bool verdict_from_name(const char *name, enum answer_verdict *verdict)
{
    for (size_t i = 0; name != NULL && i < sizeof verdict_names / sizeof *verdict_names; i++) {
        if (strcmp(name, verdict_names[i]) == 0) {
            *verdict = (enum answer_verdict)i;
            return true;
        }
    }
    return false;
}

/* A reason is for people and decides nothing: what is too long is left out. */
static void reason_from_json(const json_t *value, struct answer_record *record)
{
    const char *reason = json_string_value(value);

    if (reason == NULL || !text_copy(record->reason, sizeof record->reason, reason)) {
        record->reason[0] = '\0';
    }
}

static bool record_from_json(const json_t *row, struct answer_record *record)
{
    const json_t *sequence = json_object_get(row, "sequence");
    const char *id = json_string_value(json_object_get(row, "id"));
    const char *verdict = json_string_value(json_object_get(row, "verdict"));

    if (!json_is_integer(sequence) || json_integer_value(sequence) < 1 || id == NULL ||
        !hex_decode(id, record->id, sizeof record->id) ||
        !verdict_from_name(verdict, &record->verdict)) {
        return false;
    }
    record->sequence = (uint64_t)json_integer_value(sequence);
    if (record->verdict == ANSWER_REJECTED) {
        reason_from_json(json_object_get(row, "reason"), record);
    }
    return true;
}

static bool records_from_json(const json_t *rows, struct answer *answer, struct error *error)
{
    size_t count = json_array_size(rows);

    if (!json_is_array(rows) || count > BATCH_RECORDS_MAX) {
        return error_set(error, ERROR_INPUT,
                         "the centre's answer: \"records\" is not a list of at most %u",
                         BATCH_RECORDS_MAX);
    }
    answer->records = calloc(count > 0 ? count : 1, sizeof *answer->records);
    if (answer->records == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for the centre's answer");
    }
    for (size_t i = 0; i < count; i++) {
        struct answer_record *record = &answer->records[i];

        if (!record_from_json(json_array_get(rows, i), record) ||
            (i > 0 && record->sequence <= record[-1].sequence)) {
            return error_set(error, ERROR_INPUT, "the centre's answer: record %zu cannot be used",
                             i + 1);
        }
    }
    answer->count = count;
    return true;
}

bool answer_parse(const char *text, size_t length, struct answer *answer, struct error *error)
{
    json_error_t problem;
    json_t *root;
    bool fine;

    *answer = (struct answer){.count = 0};
    if (length > ANSWER_BYTES_MAX) {
        return error_set(error, ERROR_LIMIT, "the centre's answer: more than %u bytes",
                         ANSWER_BYTES_MAX);
    }
    root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &problem);
    if (root == NULL) {
        return error_set(error, ERROR_INPUT, "the centre's answer is not JSON: line %d: %s",
                         problem.line, problem.text);
    }
    if (json_integer_value(json_object_get(root, "version")) != ANSWER_VERSION) {
        fine = error_set(error, ERROR_INPUT, "the centre's answer: \"version\" is not %d",
                         ANSWER_VERSION);
    } else {
        fine = records_from_json(json_object_get(root, "records"), answer, error);
    }
    json_decref(root);
    if (!fine) {
        answer_finish(answer);
    }
    return fine;
}

void answer_finish(struct answer *answer)
{
    free(answer->records);
    *answer = (struct answer){.count = 0};
}
