#include "app/registration/receipt_code.h"

#include <string.h>

#define SYMBOLS 12u
#define RANDOMS RECEIPT_CODE_RANDOM
#define GROUP   4u
#define MODULUS 0x25u /* x^5 + x^2 + 1, of which alpha = x is a root: docs/receipt-code.md */

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Times alpha in GF(32). */
static unsigned times_alpha(unsigned value)
{
    value <<= 1;
    return value & 0x20u ? value ^ MODULUS : value;
}

/* Sum of alpha^i times the symbol i for the eleven random ones, i from 1. By Horner's rule from the
 * last, so that the check symbol, whose weight is alpha^0, is the sum itself. */
static unsigned weigh(const unsigned values[RANDOMS])
{
    unsigned sum = 0;

    for (size_t i = RANDOMS; i > 0; i--)
        sum = times_alpha(sum ^ values[i - 1]);
    return sum;
}

void receipt_code_make(const uint8_t random[static RECEIPT_CODE_RANDOM],
                       char code[static RECEIPT_CODE_SIZE])
{
    unsigned values[RANDOMS];

    for (size_t i = 0; i < RANDOMS; i++) {
        values[i] = random[i] & 0x1Fu;
        code[i] = alphabet[values[i]];
    }
    code[RANDOMS] = alphabet[weigh(values)];
    code[SYMBOLS] = '\0';
    explicit_bzero(values, sizeof values);
}

void receipt_code_group(const char code[static RECEIPT_CODE_SIZE],
                        char grouped[static RECEIPT_CODE_GROUPED_SIZE])
{
    size_t used = 0;

    for (size_t i = 0; i < SYMBOLS && code[i]; i++) {
        if (i > 0 && i % GROUP == 0)
            grouped[used++] = ' ';
        grouped[used++] = code[i];
    }
    grouped[used] = '\0';
}

/* The value of a typed symbol, or -1. */
static int value_of(char typed)
{
    const char *found;

    if (typed >= 'a' && typed <= 'z')
        typed = (char)(typed - 'a' + 'A');
    if (typed == 'O')
        typed = '0';
    if (typed == 'I' || typed == 'L')
        typed = '1';
    found = typed ? strchr(alphabet, typed) : NULL;
    return found ? (int)(found - alphabet) : -1;
}

static bool collect(const char *typed, unsigned values[SYMBOLS])
{
    size_t count = 0;

    for (; *typed; typed++) {
        int value = value_of(*typed);

        if (*typed == ' ' || *typed == '-')
            continue;
        if (value < 0 || count == SYMBOLS)
            return false;
        values[count++] = (unsigned)value;
    }
    return count == SYMBOLS;
}

bool receipt_code_parse(const char *typed, char code[static RECEIPT_CODE_SIZE])
{
    unsigned values[SYMBOLS];
    bool ok;

    code[0] = '\0';
    if (strnlen(typed, RECEIPT_CODE_TYPED_MAX + 1) > RECEIPT_CODE_TYPED_MAX)
        return false;
    if (strncmp(typed, RECEIPT_CODE_QR_PREFIX, strlen(RECEIPT_CODE_QR_PREFIX)) == 0)
        typed += strlen(RECEIPT_CODE_QR_PREFIX);
    ok = collect(typed, values) && weigh(values) == values[RANDOMS];
    for (size_t i = 0; ok && i < SYMBOLS; i++)
        code[i] = alphabet[values[i]];
    if (ok)
        code[SYMBOLS] = '\0';
    explicit_bzero(values, sizeof values);
    return ok;
}
