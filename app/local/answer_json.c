#include "app/local/answer_json.h"

#include <stdlib.h>

#define ANSWER_MAX 4096u

bool answer_json_append(json_t *object, struct buffer *frame, struct error *error)
{
    char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    bool fine = text != NULL && buffer_append_text(frame, text);
    free(text);
    return fine || error_set(error, ERROR_INTERNAL, "a local answer cannot be put into JSON");
}

json_t *answer_json_parse(const uint8_t *frame, size_t length, struct error *error)
{
    if (length > ANSWER_MAX) {
        error_set(error, ERROR_LIMIT, "a local answer is longer than %u bytes", ANSWER_MAX);
        return NULL;
    }
    json_t *object =
        length > 0 ? json_loadb((const char *)frame, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (!json_is_object(object)) {
        json_decref(object);
        error_set(error, ERROR_INPUT, "a local answer is not a JSON object");
        return NULL;
    }
    return object;
}
