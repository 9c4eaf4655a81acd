/*
 * Codes that people read aloud and type: Crockford's base 32 (no I, L, O, U)
 * with a last check symbol over GF(32), which catches every single wrong symbol
 * and every swap of two neighbours. What a code is for, and how long, is the
 * caller's. Definition: docs/receipt-code.md.
 */
#ifndef PLATFORM_BASE_SPOKEN_CODE_H
#define PLATFORM_BASE_SPOKEN_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPOKEN_CODE_SYMBOLS_MAX 32u /* with the check symbol: no two weights are then the same */
#define SPOKEN_CODE_TYPED_MAX   64u /* longer input is refused unread */

/* `count` random bytes, each giving one symbol by its low five bits, at most 31; `code` has room for
 * count + 2 characters. The caller wipes both. */
void spoken_code_make(const uint8_t *random, size_t count, char *code);

/* Groups of four with a space between; `grouped` has room for a quarter more than `code`. */
void spoken_code_group(const char *code, char *grouped);

/*
 * Reads a code of `symbols`, the check symbol with them, as somebody typed it: any case, spaces and
 * hyphens anywhere, O for 0, I and L for 1. `code` has room for symbols + 1 characters. False and an
 * empty code when the length is another or the check symbol does not fit.
 */
bool spoken_code_parse(const char *typed, size_t symbols, char *code);

#endif
