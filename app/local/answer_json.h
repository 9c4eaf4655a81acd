/*
 * The JSON of local answers, in and out of frames. For app/local only. Answers
 * hold states and counts, never a PIN or a code.
 */
#ifndef APP_LOCAL_ANSWER_JSON_H
#define APP_LOCAL_ANSWER_JSON_H

#include "platform/base/buffer.h"

#include <jansson.h>

/* Appends `object` in compact form and releases it. NULL (no memory to build it) is an error. */
bool answer_json_append(json_t *object, struct buffer *frame, struct error *error) MUST_USE;

/* A new reference to the object in the frame, or NULL. */
json_t *answer_json_parse(const uint8_t *frame, size_t length, struct error *error) MUST_USE;

#endif
