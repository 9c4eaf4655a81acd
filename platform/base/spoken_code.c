#include "platform/base/spoken_code.h"

#include <string.h>

#define GROUP   4u
#define MODULUS 0x25u /* x^5 + x^2 + 1, of which alpha = x is a root */

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Times alpha in GF(32). */
static unsigned times_alpha(unsigned value)
{
    value <<= 1;
    return value & 0x20u ? value ^ MODULUS : value;
}

/* Sum of alpha^i times the symbol i for the random ones, i from 1. By Horner's rule from the last, so
 * that the check symbol, whose weight is alpha^0, is the sum itself. */
static unsigned weigh(const unsigned *values, size_t count)
{
    unsigned sum = 0;

    for (size_t i = count; i > 0; i--)
        sum = times_alpha(sum ^ values[i - 1]);
    return sum;
}

void spoken_code_make(const uint8_t *random, size_t count, char *code)
{
    unsigned values[SPOKEN_CODE_SYMBOLS_MAX];

    for (size_t i = 0; i < count; i++) {
        values[i] = random[i] & 0x1Fu;
        code[i] = alphabet[values[i]];
    }
    code[count] = alphabet[weigh(values, count)];
    code[count + 1] = '\0';
    explicit_bzero(values, sizeof values);
}

void spoken_code_group(const char *code, char *grouped)
{
    size_t used = 0;

    for (size_t i = 0; code[i]; i++) {
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

static bool collect(const char *typed, size_t symbols, unsigned *values)
{
    size_t count = 0;

    for (; *typed; typed++) {
        int value = value_of(*typed);

        if (*typed == ' ' || *typed == '-')
            continue;
        if (value < 0 || count == symbols)
            return false;
        values[count++] = (unsigned)value;
    }
    return count == symbols;
}

bool spoken_code_parse(const char *typed, size_t symbols, char *code)
{
    unsigned values[SPOKEN_CODE_SYMBOLS_MAX];
    bool ok;

    code[0] = '\0';
    if (strnlen(typed, SPOKEN_CODE_TYPED_MAX + 1) > SPOKEN_CODE_TYPED_MAX)
        return false;
    ok = collect(typed, symbols, values) && weigh(values, symbols - 1) == values[symbols - 1];
    for (size_t i = 0; ok && i < symbols; i++)
        code[i] = alphabet[values[i]];
    if (ok)
        code[symbols] = '\0';
    explicit_bzero(values, sizeof values);
    return ok;
}
