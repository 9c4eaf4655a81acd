#include "app/local/steward_request.h"

#include "app/local/answer_json.h"

#include <string.h>

static const uint8_t mark[4] = {'S', 'T', 'W', '1'};

bool steward_request_encode(const char *verb, const uint8_t *argument, size_t argument_length,
                            struct buffer *frame, struct error *error)
{
    size_t verb_length = strlen(verb);
    if (verb_length == 0 || verb_length > STEWARD_VERB_MAX ||
        argument_length > STEWARD_ARGUMENT_MAX) {
        return error_set(error, ERROR_LIMIT, "a request to kiosk-steward is too long");
    }
    buffer_append(frame, mark, sizeof mark);
    buffer_append_byte(frame, (uint8_t)verb_length);
    buffer_append(frame, verb, verb_length);
    buffer_append(frame, argument, argument_length);
    return !frame->failed ||
           error_set(error, ERROR_MEMORY, "a request to kiosk-steward does not fit into its frame");
}

static bool is_verb(const uint8_t *verb, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((verb[i] < 'a' || verb[i] > 'z') && verb[i] != '-') {
            return false;
        }
    }
    return length > 0 && length <= STEWARD_VERB_MAX;
}

bool steward_request_decode(const uint8_t *frame, size_t length, struct steward_request *request,
                            struct error *error)
{
    struct reader reader;
    reader_init(&reader, frame, length);
    const uint8_t *begin = reader_bytes(&reader, sizeof mark);
    size_t verb_length = reader_byte(&reader);
    const uint8_t *verb = reader_bytes(&reader, verb_length);
    size_t rest = reader_left(&reader);
    if (reader.failed || memcmp(begin, mark, sizeof mark) != 0 || !is_verb(verb, verb_length) ||
        rest > STEWARD_ARGUMENT_MAX) {
        return error_set(error, ERROR_INPUT, "a message to kiosk-steward is not a request");
    }
    memset(request, 0, sizeof *request);
    memcpy(request->verb, verb, verb_length);
    request->argument = reader_bytes(&reader, rest);
    request->argument_length = rest;
    return true;
}

static const char *const result_names[] = {
    [STEWARD_FINE] = "fine",       [STEWARD_WRONG] = "wrong",         [STEWARD_LOCKED] = "locked",
    [STEWARD_STARTED] = "started", [STEWARD_PIN_FIRST] = "pin-first", [STEWARD_BUSY] = "busy",
    [STEWARD_FORM] = "form",       [STEWARD_UNSET] = "unset",         [STEWARD_REFUSED] = "refused",
    [STEWARD_FAILED] = "failed"};

#define RESULT_COUNT (sizeof result_names / sizeof result_names[0])

const char *steward_result_name(enum steward_result result)
{
    return (size_t)result < RESULT_COUNT ? result_names[result] : "failed";
}

bool steward_answer_encode(const struct steward_answer *answer, struct buffer *frame,
                           struct error *error)
{
    json_t *object =
        json_pack("{s:s, s:I, s:I, s:I}", "result", steward_result_name(answer->result),
                  "tries_left", (json_int_t)answer->tries_left, "locked_seconds",
                  (json_int_t)answer->locked_seconds, "task", (json_int_t)answer->task);
    return answer_json_append(object, frame, error);
}

static bool read_answer(const json_t *object, struct steward_answer *answer)
{
    const char *result = json_string_value(json_object_get(object, "result"));
    const json_t *tries = json_object_get(object, "tries_left");
    const json_t *locked = json_object_get(object, "locked_seconds");
    const json_t *task = json_object_get(object, "task");
    size_t index = 0;
    if (result == NULL || !json_is_integer(tries) || !json_is_integer(locked) ||
        !json_is_integer(task)) {
        return false;
    }
    while (index < RESULT_COUNT && strcmp(result_names[index], result) != 0) {
        index++;
    }
    *answer = (struct steward_answer){.result = (enum steward_result)index,
                                      .tries_left = json_integer_value(tries),
                                      .locked_seconds = json_integer_value(locked),
                                      .task = json_integer_value(task)};
    return index < RESULT_COUNT;
}

bool steward_answer_decode(const uint8_t *frame, size_t length, struct steward_answer *answer,
                           struct error *error)
{
    struct steward_answer found;
    json_t *object = answer_json_parse(frame, length, error);
    bool fine = object != NULL;
    if (fine && !read_answer(object, &found)) {
        fine = error_set(
            error, ERROR_INPUT,
            "the answer of kiosk-steward lacks result, tries_left, locked_seconds or task");
    }
    json_decref(object);
    if (fine) {
        *answer = found;
    }
    return fine;
}
