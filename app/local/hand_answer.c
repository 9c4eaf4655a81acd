#include "app/local/answer_json.h"
#include "app/local/hand_request.h"

#include <string.h>

static const char *const why_names[] = {[HAND_DONE] = "fine",
                                        [HAND_NO_DRIVE] = "no-drive",
                                        [HAND_TWO_DRIVES] = "two-drives",
                                        [HAND_NOT_A_FAT] = "not-readable",
                                        [HAND_READ_ONLY] = "read-only",
                                        [HAND_FULL] = "full",
                                        [HAND_NO_FILE] = "no-file",
                                        [HAND_TWO_FILES] = "two-files",
                                        [HAND_NOT_TAKEN] = "not-taken",
                                        [HAND_WAITING] = "waiting",
                                        [HAND_UNKNOWN] = "unknown",
                                        [HAND_WRONG_TIME] = "wrong-time",
                                        [HAND_ABSENT] = "absent",
                                        [HAND_FAILED] = "failed"};

#define WHY_COUNT (sizeof why_names / sizeof why_names[0])

const char *hand_why_name(enum hand_why why)
{
    return (size_t)why < WHY_COUNT ? why_names[why] : "failed";
}

static bool is_detail(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789.-+~";
    size_t length = strlen(text);
    return length <= HAND_DETAIL_MAX && strspn(text, allowed) == length;
}

bool hand_answer_encode(const struct hand_answer *answer, struct buffer *frame, struct error *error)
{
    const char *detail = is_detail(answer->detail) ? answer->detail : "";
    json_t *object =
        json_pack("{s:s, s:I, s:I, s:s}", "why", hand_why_name(answer->why), "count",
                  (json_int_t)answer->count, "other", (json_int_t)answer->other, "detail", detail);
    return answer_json_append(object, frame, error);
}

static bool read_answer(const json_t *object, struct hand_answer *answer)
{
    const char *why = json_string_value(json_object_get(object, "why"));
    const char *detail = json_string_value(json_object_get(object, "detail"));
    const json_t *count = json_object_get(object, "count");
    const json_t *other = json_object_get(object, "other");
    size_t index = 0;
    if (why == NULL || detail == NULL || !is_detail(detail) || !json_is_integer(count) ||
        !json_is_integer(other) || json_integer_value(count) < 0 || json_integer_value(other) < 0) {
        return false;
    }
    while (index < WHY_COUNT && strcmp(why_names[index], why) != 0) {
        index++;
    }
    *answer = (struct hand_answer){.why = (enum hand_why)index,
                                   .count = json_integer_value(count),
                                   .other = json_integer_value(other)};
    memcpy(answer->detail, detail, strlen(detail) + 1);
    return index < WHY_COUNT;
}

bool hand_answer_decode(const uint8_t *frame, size_t length, struct hand_answer *answer,
                        struct error *error)
{
    struct hand_answer found;
    json_t *object = answer_json_parse(frame, length, error);
    bool fine =
        object != NULL && (read_answer(object, &found) ||
                           error_set(error, ERROR_INPUT, "a hand's answer is not of its form"));
    json_decref(object);
    if (fine) {
        *answer = found;
    }
    return fine;
}
