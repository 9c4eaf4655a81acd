#include "app/registration/rules.h"
#include "platform/base/text.h"

#include <string.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int month, int year)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool is_after(struct rules_day a, struct rules_day b)
{
    if (a.year != b.year)
        return a.year > b.year;
    if (a.month != b.month)
        return a.month > b.month;
    return a.day > b.day;
}

/* Digits up to the next hyphen or the end; `*digits` says how many, -1 when something else stands
 * there. */
static int take_number(const char **text, int *digits)
{
    int number = 0;

    for (*digits = 0; **text >= '0' && **text <= '9' && *digits < 5; (*text)++, (*digits)++)
        number = number * 10 + (**text - '0');
    if (**text == '-')
        (*text)++;
    else if (**text != '\0')
        *digits = -1;
    return number;
}

static bool wrong(struct rules_message *message, const char *key, enum answers_date_part part,
                  int number)
{
    message->key = key;
    message->part = part;
    if (strcmp(key, "d_err_d") == 0)
        text_format(message->number, sizeof message->number, "%d", number);
    return false;
}

static bool check(struct rules_day day, int year_digits, int day_digits, struct rules_day today,
                  struct rules_message *message)
{
    int leap_year = 2000; /* until the year is known, February may have 29 days */

    if (day.month < 1 || day.month > 12)
        return wrong(message, "d_err_m", ANSWERS_MONTH, 0);
    if (day_digits < 1)
        return wrong(message, "d_err_d_empty", ANSWERS_DAY, 0);
    if (day.day < 1 || day.day > days_in(day.month, leap_year))
        return wrong(message, "d_err_d", ANSWERS_DAY, day.day);
    if (year_digits != 4)
        return wrong(message, "d_err_y", ANSWERS_YEAR, 0);
    if (day.year < RULES_EARLIEST_YEAR)
        return wrong(message, "d_err_old", ANSWERS_YEAR, 0);
    if (day.day > days_in(day.month, day.year))
        return wrong(message, "d_err_d", ANSWERS_DAY, day.day);
    if (is_after(day, today))
        return wrong(message, "d_err_f", ANSWERS_YEAR, 0);
    return true;
}

bool rules_date(const char *typed, struct rules_day today, char out[static RULES_DATE_SIZE],
                struct rules_message *message)
{
    struct rules_day day;
    int year_digits, month_digits, day_digits;

    out[0] = '\0';
    day.year = take_number(&typed, &year_digits);
    day.month = take_number(&typed, &month_digits);
    day.day = take_number(&typed, &day_digits);
    if (month_digits < 1 || *typed)
        return wrong(message, "d_err_m", ANSWERS_MONTH, 0);
    if (!check(day, year_digits, day_digits, today, message))
        return false;
    return text_format(out, RULES_DATE_SIZE, "%04d-%02d-%02d", day.year, day.month, day.day);
}

bool rules_is_minor(const char *born, struct rules_day today)
{
    struct rules_day grown;
    int digits;

    grown.year = take_number(&born, &digits) + RULES_MINOR_AGE;
    grown.month = take_number(&born, &digits);
    grown.day = take_number(&born, &digits);
    return is_after(grown, today);
}
