/* What composition.c hands over to each method; not for others. */
#ifndef PLATFORM_TYPING_METHODS_H
#define PLATFORM_TYPING_METHODS_H

#include "platform/typing/composition.h"

#define HANGUL_TEXT_SIZE 64u

/* ---- hangul.c: libhangul's automaton, its two-set keyboard (dubeolsik) ------------------------- */

/* The Latin key of a compatibility jamo (U+3131…U+3163) on that keyboard; 0 for anything else. */
char hangul_key(const char *jamo);
/* The syllables that the keys make. *last is how many of the keys stand in the last, unfinished
 * one. */
bool hangul_write(const char *keys, char out[static HANGUL_TEXT_SIZE], size_t *finished,
                  size_t *last) MUST_USE;

/* ---- vietnamese.c ------------------------------------------------------------------------------ */

bool vietnamese_is_tone(const char *key);
/* Puts the tone on the vowel of the last syllable, or takes it off when it has that tone. A text
 * without such a vowel stays as it is. False when it does not fit. */
bool vietnamese_tone(const char *key, char *text, size_t size) MUST_USE;

#endif
