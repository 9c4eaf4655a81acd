/*
 * The rules for answers: each says whether what was typed will do, in which
 * form it is stored, and, if it will not do, which message tells the visitor
 * what to do. Pure functions over text; today's date comes in. Nothing here
 * looks anything up about anybody.
 *
 * Names are expected in Unicode NFC: whoever takes them from a keyboard composes them first
 * (platform/language, language_compose), since the Unicode tables are not here.
 */
#ifndef APP_REGISTRATION_RULES_H
#define APP_REGISTRATION_RULES_H

#include "app/registration/answers.h"

#define RULES_NAME_CHARACTERS 100u
#define RULES_EMAIL_BYTES     254u /* RFC 5321 4.5.3.1.3, less the angle brackets */
#define RULES_PHONE_DIGITS    15u  /* ITU-T E.164 */
#define RULES_PIN_DIGITS      4u
#define RULES_EARLIEST_YEAR   1900
#define RULES_MINOR_AGE       18

#define RULES_A_NUMBER_SIZE 10u /* with the NUL, as for all sizes here */
#define RULES_DATE_SIZE     11u
#define RULES_PHONE_SIZE    17u

struct rules_day {
    int year, month, day; /* Gregorian */
};

/* What to tell the visitor. */
struct rules_message {
    const char *key;                /* text key; NULL: nothing is wrong */
    char number[12];                /* value of {n} in that text, "" when it has none */
    const struct form_field *field; /* which field it is about */
    enum answers_date_part part;    /* which part, for a date */
};

/* Each of these fills *out (with its NUL) with the stored form and returns true; or empties it,
 * sets `message->key` and, where that text has {n}, `message->number`, and returns false. */

/* 'A', spaces and hyphens stripped, 7 to 9 digits; stored as 9 digits with leading zeros. */
bool rules_a_number(const char *typed, char out[static RULES_A_NUMBER_SIZE],
                    struct rules_message *message) MUST_USE;
/* Outer spaces stripped, inner runs made one; control and format characters refused but U+200C and
 * U+200D. */
bool rules_name(const char *typed, char *out, size_t size, struct rules_message *message) MUST_USE;
/* `typed` as answers.h keeps it; a real day, not before 1900, not after today; stored as
 * YYYY-MM-DD. */
bool rules_date(const char *typed, struct rules_day today, char out[static RULES_DATE_SIZE],
                struct rules_message *message) MUST_USE;
/* US: 10 digits (or 11 with a leading 1), area code and exchange not starting with 0 or 1. Others:
 * '+', 7 to 15 digits, not starting with 0. Stored as E.164. */
bool rules_phone(const char *typed, char out[static RULES_PHONE_SIZE],
                 struct rules_message *message) MUST_USE;
/* One '@' with something before it, a dot inside the domain, no spaces or control characters. */
bool rules_email(const char *typed, char *out, size_t size, struct rules_message *message) MUST_USE;
/* Four digits; not four equal, not a run up or down (also over 9 and 0), not `birth_year` when that
 * is not 0. */
bool rules_pin(const char *typed, int birth_year, struct rules_message *message) MUST_USE;
/* Two upper-case letters. */
bool rules_country(const char *code, struct rules_message *message) MUST_USE;

/* Whether somebody born on `born` (YYYY-MM-DD) is under 18 on `today`. */
bool rules_is_minor(const char *born, struct rules_day today);

/*
 * Checks one field that applies, with everything it depends on (required, PIN and its repetition,
 * birth year). True: fine, *message has no key.
 */
bool rules_check_field(const struct answers *answers, const struct form_field *field,
                       struct rules_day today, struct rules_message *message) MUST_USE;

/* The first field of the page that is not fine. True where the page does not apply. */
bool rules_check_page(const struct answers *answers, const struct form_page *page,
                      struct rules_day today, struct rules_message *message) MUST_USE;

/* The first page that is not fine, NULL when the whole form is. */
const struct form_page *rules_check_all(const struct answers *answers, struct rules_day today,
                                        struct rules_message *message);

/* The stored form of a text field that was checked, for storing and for showing. `size` at least
 * ANSWERS_TEXT_SIZE, secret memory or wiped by the caller. False and empty when it does not pass.
 */
bool rules_stored_text(const struct answers *answers, const struct form_field *field,
                       struct rules_day today, char *out, size_t size) MUST_USE;

#endif
