/* How a language writes dates and numbers. */
#include "platform/language/language.h"

#include <stdlib.h>
#include <string.h>

#define LEFT_TO_RIGHT   "\xE2\x81\xA6" /* U+2066, left-to-right isolate */
#define AS_IT_BEGINS    "\xE2\x81\xA8" /* U+2068, first strong isolate */
#define POP_ISOLATE     "\xE2\x81\xA9" /* U+2069 */
#define COUNTED         "n"
#define VALUES_MAX      16u
#define VALUE_SIZE      4096u
#define NUMBER_SIZE     12u
#define US_PHONE_LENGTH 12u /* "+12025550142" */

/* The value of {n}, which counts; other numbers in a text go along. */
static unsigned long counted(const struct text_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(values[i].name, COUNTED) == 0)
            return strtoul(values[i].value, NULL, 10);
    }
    return 0;
}

static bool is_named(const char *text, const char *name)
{
    size_t length = strlen(name);

    for (const char *open = strchr(text, '{'); open; open = strchr(open + 1, '{')) {
        if (strncmp(open + 1, name, length) == 0 && open[length + 1] == '}')
            return true;
    }
    return false;
}

/* Numbers need nothing; whatever else stands in a text from right to left would be reordered with
 * it: "0100-555-800-1". */
static bool is_apart(const char *text, const struct text_value *value)
{
    return value->value[strspn(value->value, "0123456789")] != '\0' && is_named(text, value->name);
}

/* `apart` is as secret as what it goes into. */
static bool set_apart(struct buffer *apart, const struct buffer *out, const char *value)
{
    if (out->secret)
        buffer_init_secret(apart, VALUE_SIZE);
    else
        buffer_init(apart, VALUE_SIZE);
    buffer_append_text(apart, AS_IT_BEGINS);
    buffer_append_text(apart, value);
    return buffer_append_text(apart, POP_ISOLATE);
}

static bool fill_mirrored(struct buffer *out, const char *text, const struct text_value *values,
                          size_t count)
{
    struct text_value own[VALUES_MAX] = {0};
    struct buffer apart[VALUES_MAX] = {0};
    bool filled = count <= VALUES_MAX;

    for (size_t i = 0; filled && i < count; i++) {
        own[i] = values[i];
        if (is_apart(text, &values[i])) {
            filled = set_apart(&apart[i], out, values[i].value);
            own[i].value = buffer_text(&apart[i]);
        }
    }
    filled = filled && text_fill(out, text, own, count);
    for (size_t i = 0; i < VALUES_MAX; i++)
        buffer_finish(&apart[i]);
    return filled && !out->failed;
}

bool language_fill(const struct language *language, const char *code, const char *key,
                   const struct text_value *values, size_t count, struct buffer *out)
{
    const char *text = language_text_for(language, code, key, counted(values, count));
    const struct language_facts *facts = language_find(language, code);

    if (facts && facts->right_to_left)
        return fill_mirrored(out, text, values, count);
    return text_fill(out, text, values, count) && !out->failed;
}

bool language_isolate(struct buffer *out, const char *text)
{
    buffer_append_text(out, LEFT_TO_RIGHT);
    buffer_append_text(out, text);
    return buffer_append_text(out, POP_ISOLATE);
}

bool language_ends_sentence(const char *text)
{
    static const char *const marks[] = {".",      "?",      "!",      "\u3002", "\uFF1F",
                                        "\uFF01", "\u0964", "\u0965", "\u061F", "\u06D4"};
    size_t length = strlen(text);

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t mark = strlen(marks[i]);

        if (length >= mark && strcmp(text + length - mark, marks[i]) == 0)
            return true;
    }
    return false;
}

size_t language_first_sentence(const char *text)
{
    static const struct {
        const char *mark;
        size_t length; /* of it what belongs to the sentence */
    } stops[] = {{". ", 1}, {"\u3002", 3}, {"\u0964 ", 3}, {"\u06D4 ", 2}};
    size_t first = 0;

    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        const char *stop = strstr(text, stops[i].mark);
        size_t end = stop ? (size_t)(stop - text) + stops[i].length : 0;

        if (end > 0 && text[end] != '\0' && (first == 0 || end < first))
            first = end;
    }
    return first;
}

/* Groups of three from the left, four at the end where that comes out. */
static void append_groups(struct buffer *out, const char *digits)
{
    size_t left = strlen(digits);

    while (left > 4) {
        buffer_append(out, digits, 3);
        buffer_append_text(out, " ");
        digits += 3;
        left -= 3;
    }
    buffer_append_text(out, digits);
}

bool language_phone(struct buffer *out, const char *e164)
{
    buffer_append_text(out, LEFT_TO_RIGHT);
    if (strncmp(e164, "+1", 2) == 0 && strlen(e164) == US_PHONE_LENGTH) {
        buffer_append_format(out, "(%.3s) %.3s-%s", e164 + 2, e164 + 5, e164 + 8);
    } else if (e164[0] == '+') {
        buffer_append_text(out, "+");
        append_groups(out, e164 + 1);
    } else {
        buffer_append_text(out, e164);
    }
    return buffer_append_text(out, POP_ISOLATE);
}

bool language_date(const struct language *language, const char *code,
                   enum language_date_style style, int year, int month, int day, struct buffer *out)
{
    char month_key[NUMBER_SIZE], year_text[NUMBER_SIZE], day_text[NUMBER_SIZE];
    struct text_value values[] = {{"month", NULL}, {"day", day_text}, {"year", year_text}};

    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    if (!text_format(month_key, sizeof month_key, style == LANGUAGE_DATE_LONG ? "mon%d" : "mons%d",
                     month) ||
        !text_format(year_text, sizeof year_text, "%d", year) ||
        !text_format(day_text, sizeof day_text, "%d", day))
        return false;
    values[0].value = language_text(language, code, month_key);
    return language_fill(language, code, style == LANGUAGE_DATE_LONG ? "date_long" : "pr_date",
                         values, 3, out);
}
