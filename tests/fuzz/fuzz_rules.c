/* The rules for what visitors type, app/registration/rules.h: what is stored passes again. */
#include "app/registration/rules.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>
#include <string.h>

FUZZ_TARGET(rules)
{
    const struct rules_day today = {2026, 11, 22};
    char *typed = fuzz_text(data, size), out[ANSWERS_TEXT_SIZE], again[ANSWERS_TEXT_SIZE];
    struct rules_message message = {0};

    if (rules_a_number(typed, out, &message))
        fuzz_must(rules_a_number(out, again, &message) && strcmp(out, again) == 0);
    if (rules_name(typed, out, sizeof out, &message))
        fuzz_must(rules_name(out, again, sizeof again, &message) && strcmp(out, again) == 0);
    if (rules_date(typed, today, out, &message))
        (void)rules_is_minor(out, today);
    if (rules_phone(typed, out, &message))
        fuzz_must(rules_phone(out, again, &message) && strcmp(out, again) == 0);
    if (rules_email(typed, out, sizeof out, &message))
        fuzz_must(rules_email(out, again, sizeof again, &message) && strcmp(out, again) == 0);
    fuzz_try(rules_pin(typed, 1984, &message));
    fuzz_try(rules_country(typed, &message));
    free(typed);
    return 0;
}
