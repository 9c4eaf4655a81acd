/* A one-time code as somebody types it, app/enrolment/code.h: what is taken is taken again. */
#include "app/enrolment/code.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>
#include <string.h>

FUZZ_TARGET(enrol_code)
{
    char *typed = fuzz_text(data, size);
    char code[ENROL_CODE_SIZE], again[ENROL_CODE_SIZE], grouped[ENROL_CODE_GROUPED_SIZE];

    if (enrol_code_parse(typed, code)) {
        enrol_code_group(code, grouped);
        fuzz_must(enrol_code_parse(grouped, again) && strcmp(code, again) == 0);
    } else {
        fuzz_must(code[0] == '\0');
    }
    free(typed);
    return 0;
}
