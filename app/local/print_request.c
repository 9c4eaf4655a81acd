#include "app/local/print_request.h"

#include "app/local/answer_json.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <string.h>

static const uint8_t mark[4] = {'P', 'R', 'N', '1'};

size_t print_rows_length(uint32_t width, uint32_t height)
{
    return ((size_t)width + 7) / 8 * height;
}

static bool has_picture(enum print_kind kind)
{
    return kind == PRINT_RECEIPT || kind == PRINT_TEST;
}

static bool is_sound(const struct print_request *request, struct error *error)
{
    if (!has_picture(request->kind)) {
        return (request->kind == PRINT_QUERY && request->width == 0 && request->height == 0) ||
               error_set(error, ERROR_INPUT, "a print request is of no known kind");
    }
    if (request->width == 0 || request->height == 0) {
        return error_set(error, ERROR_INPUT, "a picture to print is empty");
    }
    if (request->width > PRINT_WIDTH_MAX || request->height > PRINT_HEIGHT_MAX) {
        return error_set(error, ERROR_LIMIT, "a picture to print is larger than %u x %u dots",
                         PRINT_WIDTH_MAX, PRINT_HEIGHT_MAX);
    }
    return true;
}

static void append_number(struct buffer *frame, uint32_t value, size_t bytes)
{
    for (size_t i = bytes; i > 0; i--) {
        buffer_append_byte(frame, (uint8_t)(value >> (8 * (i - 1))));
    }
}

bool print_request_encode(const struct print_request *request, struct buffer *frame,
                          struct error *error)
{
    if (!is_sound(request, error)) {
        return false;
    }
    buffer_append(frame, mark, sizeof mark);
    buffer_append_byte(frame, (uint8_t)request->kind);
    buffer_append_byte(frame, 0);
    append_number(frame, request->width, 2);
    append_number(frame, request->height, 4);
    buffer_append(frame, request->job, PRINT_JOB_BYTES);
    buffer_append(frame, request->rows, print_rows_length(request->width, request->height));
    return !frame->failed ||
           error_set(error, ERROR_LIMIT, "a print request does not fit into its frame");
}

bool print_request_decode(const uint8_t *frame, size_t length, struct print_request *request,
                          struct error *error)
{
    struct reader reader;
    struct print_request found = {.rows = NULL};
    reader_init(&reader, frame, length);
    const uint8_t *begin = reader_bytes(&reader, sizeof mark);
    found.kind = (enum print_kind)reader_byte(&reader);
    bool zero = reader_byte(&reader) == 0;
    found.width = reader_be16(&reader);
    found.height = reader_be32(&reader);
    const uint8_t *job = reader_bytes(&reader, PRINT_JOB_BYTES);
    if (reader.failed || !zero || memcmp(begin, mark, sizeof mark) != 0) {
        return error_set(error, ERROR_INPUT, "a message to the printer is not a print request");
    }
    if (!is_sound(&found, error)) {
        return false;
    }
    memcpy(found.job, job, PRINT_JOB_BYTES);
    if (has_picture(found.kind)) {
        found.rows = reader_bytes(&reader, print_rows_length(found.width, found.height));
    }
    if (reader.failed || reader_left(&reader) != 0) {
        return error_set(error, ERROR_INPUT,
                         "a print request has %zu bytes, not what its size says", length);
    }
    *request = found;
    return true;
}

static const char *const state_names[] = {[PRINT_QUEUED] = "queued",
                                          [PRINT_SENT] = "sent",
                                          [PRINT_CONFIRMED] = "confirmed",
                                          [PRINT_UNKNOWN] = "unknown",
                                          [PRINT_REFUSED] = "refused"};

#define STATE_COUNT (sizeof state_names / sizeof state_names[0])

const char *print_state_name(enum print_state state)
{
    return (size_t)state < STATE_COUNT ? state_names[state] : "unknown";
}

bool print_answer_encode(const struct print_answer *answer, struct buffer *frame,
                         struct error *error)
{
    char job[2 * PRINT_JOB_BYTES + 1];
    hex_encode(answer->job, PRINT_JOB_BYTES, job);
    json_t *object = json_pack("{s:s, s:s, s:s}", "job", job, "state",
                               print_state_name(answer->state), "reason", answer->reason);
    return answer_json_append(object, frame, error);
}

static bool read_answer(const json_t *object, struct print_answer *answer)
{
    const char *job = json_string_value(json_object_get(object, "job"));
    const char *state = json_string_value(json_object_get(object, "state"));
    const char *reason = json_string_value(json_object_get(object, "reason"));
    size_t index = 0;
    if (job == NULL || state == NULL || reason == NULL) {
        return false;
    }
    while (index < STATE_COUNT && strcmp(state_names[index], state) != 0) {
        index++;
    }
    answer->state = (enum print_state)index;
    return index < STATE_COUNT && hex_decode(job, answer->job, PRINT_JOB_BYTES) &&
           text_copy(answer->reason, sizeof answer->reason, reason);
}

bool print_answer_decode(const uint8_t *frame, size_t length, struct print_answer *answer,
                         struct error *error)
{
    struct print_answer found = {.state = PRINT_UNKNOWN};
    json_t *object = answer_json_parse(frame, length, error);
    bool fine = object != NULL;
    if (fine && !read_answer(object, &found)) {
        fine =
            error_set(error, ERROR_INPUT, "the answer of kiosk-printer lacks job, state or reason");
    }
    json_decref(object);
    if (fine) {
        *answer = found;
    }
    return fine;
}
