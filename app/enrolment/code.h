/*
 * The one-time code with which a kiosk gets its first certificate: 16 symbols
 * of platform/base/spoken_code.h, 75 of whose bits are random. It is read over
 * the telephone; the office keeps its digest only. Longer than a receipt code,
 * so that neither passes for the other.
 */
#ifndef APP_ENROLMENT_CODE_H
#define APP_ENROLMENT_CODE_H

#include "platform/crypto/digest.h"

#define ENROL_CODE_SIZE         17u /* 16 symbols and the NUL */
#define ENROL_CODE_GROUPED_SIZE 20u /* "K7M4 29QT X3HF 8P2D" and the NUL */

/* A fresh one. A secret: the caller wipes it, as what the functions below fill. */
bool enrol_code_make(char code[static ENROL_CODE_SIZE], struct error *error) MUST_USE;

/* Groups of four with a space between. */
void enrol_code_group(const char code[static ENROL_CODE_SIZE],
                      char grouped[static ENROL_CODE_GROUPED_SIZE]);

/* As somebody typed it; false and an empty code when it cannot be one. */
bool enrol_code_parse(const char *typed, char code[static ENROL_CODE_SIZE]) MUST_USE;

/* What the office keeps: SHA-256 over a domain string, the kiosk's id and the code. With 75 random bits
 * behind it, a slow hash would add nothing. */
bool enrol_code_digest(const char *kiosk_id, const char *code, uint8_t value[static DIGEST_SIZE],
                       struct error *error) MUST_USE;

#endif
