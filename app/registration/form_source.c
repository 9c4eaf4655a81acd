#include "app/registration/form_store.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void form_fail(struct form_source *source, const char *place, const char *format, ...)
{
    char what[256];
    va_list arguments;

    if (source->failed)
        return;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    source->failed = true;
    error_set(source->error, ERROR_INPUT, "%s: %s: %s", source->name, place, what);
}

void form_place(char place[static FORM_PLACE_SIZE], const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(place, FORM_PLACE_SIZE, format, arguments);
    va_end(arguments);
}

bool form_is_code(const char *text)
{
    size_t length = strlen(text);

    return length >= 1 && length <= FORM_CODE_MAX && text[0] != '-' && text[0] != '_' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

static json_t *member(struct form_source *source, json_t *object, const char *place,
                      const char *key, bool required)
{
    json_t *value = source->failed ? NULL : json_object_get(object, key);

    if (!value && required)
        form_fail(source, place, "\"%s\" is missing; add it", key);
    return value;
}

const char *form_get_text(struct form_source *source, json_t *object, const char *place,
                          const char *key, bool required)
{
    json_t *value = member(source, object, place, key, required);

    if (!value)
        return NULL;
    if (!json_is_string(value) || json_string_length(value) == 0 ||
        json_string_length(value) > FORM_TEXT_MAX) {
        form_fail(source, place, "\"%s\" must be a text of 1 to %u bytes", key, FORM_TEXT_MAX);
        return NULL;
    }
    return json_string_value(value);
}

const char *form_get_code(struct form_source *source, json_t *object, const char *place,
                          const char *key, bool required)
{
    const char *text = form_get_text(source, object, place, key, required);

    if (text && !form_is_code(text)) {
        form_fail(source, place,
                  "\"%s\" may have a-z, 0-9, '-' and '_' only, a letter or digit first, at most %u",
                  key, FORM_CODE_MAX);
        return NULL;
    }
    return text;
}

int form_get_number(struct form_source *source, json_t *object, const char *place, const char *key,
                    int least, int most, int absent)
{
    json_t *value = member(source, object, place, key, false);

    if (!value)
        return absent;
    if (!json_is_integer(value) || json_integer_value(value) < least ||
        json_integer_value(value) > most) {
        form_fail(source, place, "\"%s\" must be a number from %d to %d", key, least, most);
        return absent;
    }
    return (int)json_integer_value(value);
}

bool form_get_switch(struct form_source *source, json_t *object, const char *place, const char *key,
                     bool absent)
{
    json_t *value = member(source, object, place, key, false);

    if (!value)
        return absent;
    if (!json_is_boolean(value))
        form_fail(source, place, "\"%s\" must be true or false", key);
    return json_is_true(value);
}

json_t *form_get_array(struct form_source *source, json_t *object, const char *place,
                       const char *key, size_t most)
{
    json_t *value = member(source, object, place, key, false);

    if (!value)
        return NULL;
    if (!json_is_array(value) || json_array_size(value) == 0 || json_array_size(value) > most) {
        form_fail(source, place, "\"%s\" must be a list of 1 to %zu elements", key, most);
        return NULL;
    }
    return value;
}

int form_get_word(struct form_source *source, json_t *object, const char *place, const char *key,
                  const char *const *words, size_t count, int absent)
{
    const char *text = form_get_text(source, object, place, key, false);

    if (!text)
        return absent;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(text, words[i]) == 0)
            return (int)i;
    }
    form_fail(source, place, "\"%s\" is not a %s that is known; see docs/form.md", text, key);
    return absent;
}

static bool is_listed(const char *key, const char *const *allowed)
{
    for (; *allowed; allowed++) {
        if (strcmp(key, *allowed) == 0)
            return true;
    }
    return false;
}

void form_check_members(struct form_source *source, json_t *object, const char *place,
                        const char *const *allowed)
{
    const char *key;
    json_t *value;

    if (source->failed)
        return;
    if (!json_is_object(object)) {
        form_fail(source, place, "must be an object in { }");
        return;
    }
    json_object_foreach(object, key, value)
    {
        if (!is_listed(key, allowed))
            form_fail(source, place, "\"%.40s\" is not known here; correct or remove it", key);
    }
}
