/* How a language writes dates and numbers. */
#include "platform/language/language.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_STRONG_LTR "\xE2\x81\xA6" /* U+2066, left-to-right isolate */
#define POP_ISOLATE      "\xE2\x81\xA9" /* U+2069 */
#define COUNTED          "n"
#define NUMBER_SIZE      12u
#define US_PHONE_LENGTH  12u /* "+12025550142" */

/* The value of {n}, which counts; other numbers in a text go along. */
static unsigned long counted(const struct text_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(values[i].name, COUNTED) == 0)
            return strtoul(values[i].value, NULL, 10);
    }
    return 0;
}

bool language_fill(const struct language *language, const char *code, const char *key,
                   const struct text_value *values, size_t count, struct buffer *out)
{
    const char *text = language_text_for(language, code, key, counted(values, count));

    return text_fill(out, text, values, count) && !out->failed;
}

bool language_isolate(struct buffer *out, const char *text)
{
    buffer_append_text(out, FIRST_STRONG_LTR);
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
    buffer_append_text(out, FIRST_STRONG_LTR);
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
