/* A receipt code as somebody types it, app/registration/receipt_code.h: what is taken is taken again. */
#include "app/registration/receipt_code.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>
#include <string.h>

FUZZ_TARGET(receipt_code)
{
    char *typed = fuzz_text(data, size);
    char code[RECEIPT_CODE_SIZE], again[RECEIPT_CODE_SIZE], grouped[RECEIPT_CODE_GROUPED_SIZE];

    if (receipt_code_parse(typed, code)) {
        receipt_code_group(code, grouped);
        fuzz_must(receipt_code_parse(grouped, again) && strcmp(code, again) == 0);
        again[size % 12u] = again[size % 12u] == '0' ? '1' : '0';
        fuzz_must(strcmp(code, again) == 0 || !receipt_code_parse(again, code));
    } else {
        fuzz_must(code[0] == '\0');
    }
    free(typed);
    return 0;
}
