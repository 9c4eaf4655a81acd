#include "app/registration/answers.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <string.h>

#define PARTS 3

/* Splits "year-month-day"; the parts may be empty. */
static void split(const char *text, char parts[PARTS][ANSWERS_DATE_PART_SIZE])
{
    size_t part = 0, length = 0;

    memset(parts, 0, PARTS * ANSWERS_DATE_PART_SIZE);
    for (; *text; text++) {
        if (*text == '-') {
            part++;
            length = 0;
        } else if (part < PARTS && length < ANSWERS_DATE_PART_SIZE - 1) {
            parts[part][length++] = *text;
        }
    }
}

void answers_date_part(const struct answers *answers, const struct form_field *field,
                       enum answers_date_part part, char text[static ANSWERS_DATE_PART_SIZE])
{
    char parts[PARTS][ANSWERS_DATE_PART_SIZE];

    split(answers_text(answers, field), parts);
    memcpy(text, parts[part], ANSWERS_DATE_PART_SIZE);
    secret_wipe(parts, sizeof parts);
}

bool answers_set_date_part(struct answers *answers, const struct form_field *field,
                           enum answers_date_part part, const char *digits)
{
    size_t length = strlen(digits);
    char parts[PARTS][ANSWERS_DATE_PART_SIZE];
    char text[PARTS * ANSWERS_DATE_PART_SIZE];
    bool ok;

    if (length > (part == ANSWERS_YEAR ? 4u : 2u) || strspn(digits, "0123456789") != length)
        return false;
    split(answers_text(answers, field), parts);
    memcpy(parts[part], digits, length + 1);
    ok = text_format(text, sizeof text, "%s-%s-%s", parts[ANSWERS_YEAR], parts[ANSWERS_MONTH],
                     parts[ANSWERS_DAY]);
    if (ok && strcmp(text, "--") == 0)
        answers_clear(answers, field);
    else
        ok = ok && answers_set_text(answers, field, text);
    secret_wipe(parts, sizeof parts);
    secret_wipe(text, sizeof text);
    return ok;
}
