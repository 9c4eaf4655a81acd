#include "app/site/members.h"

#include "platform/base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool members_refuse(const struct members *members, const char *name, struct error *error,
                    const char *reason, ...)
{
    char text[256];
    va_list values;
    va_start(values, reason);
    vsnprintf(text, sizeof text, reason, values);
    va_end(values);
    return error_set(error, ERROR_INPUT, "%s: %s%s%.64s %s", members->file, members->place,
                     members->place[0] == '\0' ? "" : ".", name, text);
}

static bool is_among(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

bool members_check(const struct members *members, const char *const *names, struct error *error)
{
    if (!json_is_object(members->object))
        return error_set(error, ERROR_INPUT, "%s: %s is not an object", members->file,
                         members->place[0] == '\0' ? "the content" : members->place);
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)members->object, name, value)
    {
        (void)value;
        if (!is_among(name, names))
            return members_refuse(members, name, error, "is not a known member: take it out");
    }
    return true;
}

static bool is_printable(const char *text, size_t length)
{
    if (!text_is_utf8(text, length))
        return false;
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] < 0x20 && text[i] != '\n') || text[i] == 0x7f)
            return false;
    return true;
}

const char *members_text(const struct members *members, const char *name, size_t most,
                         const char *what, struct error *error)
{
    const json_t *value = json_object_get(members->object, name);
    size_t length = json_string_length(value);
    if (value == NULL || (json_is_string(value) && length == 0)) {
        members_refuse(members, name, error, "is missing: %s", what);
        return NULL;
    }
    if (!json_is_string(value) || length > most ||
        !is_printable(json_string_value(value), length)) {
        members_refuse(members, name, error, "is not a text of at most %zu bytes: %s", most, what);
        return NULL;
    }
    return json_string_value(value);
}

bool members_number(const struct members *members, const char *name, int64_t least, int64_t most,
                    int64_t *number, struct error *error)
{
    const json_t *value = json_object_get(members->object, name);
    if (!json_is_integer(value) || json_integer_value(value) < least ||
        json_integer_value(value) > most)
        return members_refuse(members, name, error,
                              "is not a whole number from %" PRId64 " to %" PRId64, least, most);
    *number = json_integer_value(value);
    return true;
}

const json_t *members_object(const struct members *members, const char *name, struct error *error)
{
    const json_t *value = json_object_get(members->object, name);
    if (json_is_object(value))
        return value;
    members_refuse(members, name, error, value == NULL ? "is missing" : "is not an object");
    return NULL;
}

const json_t *members_array(const struct members *members, const char *name, size_t least,
                            size_t most, struct error *error)
{
    const json_t *value = json_object_get(members->object, name);
    if (json_is_array(value) && json_array_size(value) >= least && json_array_size(value) <= most)
        return value;
    members_refuse(members, name, error, "is not a list of %zu to %zu", least, most);
    return NULL;
}
