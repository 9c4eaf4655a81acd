#include "app/registration/receipt_code.h"

#include "platform/base/spoken_code.h"

#include <string.h>

_Static_assert(RECEIPT_CODE_TYPED_MAX == SPOKEN_CODE_TYPED_MAX, "one limit of what is read");

void receipt_code_make(const uint8_t random[static RECEIPT_CODE_RANDOM],
                       char code[static RECEIPT_CODE_SIZE])
{
    spoken_code_make(random, RECEIPT_CODE_RANDOM, code);
}

void receipt_code_group(const char code[static RECEIPT_CODE_SIZE],
                        char grouped[static RECEIPT_CODE_GROUPED_SIZE])
{
    spoken_code_group(code, grouped);
}

bool receipt_code_parse(const char *typed, char code[static RECEIPT_CODE_SIZE])
{
    code[0] = '\0';
    if (strnlen(typed, RECEIPT_CODE_TYPED_MAX + 1) > RECEIPT_CODE_TYPED_MAX)
        return false;
    if (strncmp(typed, RECEIPT_CODE_QR_PREFIX, strlen(RECEIPT_CODE_QR_PREFIX)) == 0)
        typed += strlen(RECEIPT_CODE_QR_PREFIX);
    return spoken_code_parse(typed, RECEIPT_CODE_SIZE - 1, code);
}
