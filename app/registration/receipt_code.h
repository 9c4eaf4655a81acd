/*
 * The code on a receipt: 12 symbols of Crockford's base 32, eleven random and
 * one check symbol over GF(32), which catches every single wrong symbol and
 * every swap of two neighbours. Definition and test vectors: docs/receipt-code.md.
 * The look-up (a digest of the code) is not made here.
 */
#ifndef APP_REGISTRATION_RECEIPT_CODE_H
#define APP_REGISTRATION_RECEIPT_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECEIPT_CODE_RANDOM       11u /* random bytes a code is made of; 55 bits of them are used */
#define RECEIPT_CODE_SIZE         13u /* 12 symbols and the NUL */
#define RECEIPT_CODE_GROUPED_SIZE 15u /* "K7M4 29QT X3HF" and the NUL */
#define RECEIPT_CODE_TYPED_MAX    64u /* longer input is refused unread */
#define RECEIPT_CODE_QR_PREFIX    "CA1:"

/* Each byte gives one symbol by its low five bits. The code is a visitor's secret: the caller wipes
 * `code` and `random`. */
void receipt_code_make(const uint8_t random[static RECEIPT_CODE_RANDOM],
                       char code[static RECEIPT_CODE_SIZE]);

/* Three groups of four with a space between. */
void receipt_code_group(const char code[static RECEIPT_CODE_SIZE],
                        char grouped[static RECEIPT_CODE_GROUPED_SIZE]);

/*
 * Reads what somebody typed: any case, spaces and hyphens anywhere, O for 0, I and L for 1, with or
 * without the QR prefix. False and an empty code when it has not 12 symbols or the check symbol
 * does not fit.
 */
bool receipt_code_parse(const char *typed, char code[static RECEIPT_CODE_SIZE]);

#endif
