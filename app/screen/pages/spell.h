/*
 * Words made fit for a voice: numbers of phones and papers digit by digit, addresses sign by sign,
 * one stop at the end of a sentence, nothing that only the eye needs. Not what is said: that is
 * spoken.c's.
 */
#ifndef APP_SCREEN_PAGES_SPELL_H
#define APP_SCREEN_PAGES_SPELL_H

#include "app/screen/pages/page.h"

/* `words` as the voice of the visit's language should get them; in the view. With `digits` every
 * number is spelled, else only those of 7 digits and more, 711 and 911. */
const char *spell_words(struct visit *visit, const char *words, bool digits);

/* What ends a sentence in the visit's language, with the space behind it where there is one. */
const char *spell_stop(const struct visit *visit);
/* `a` and `b` as sentences of their own; either may be "". */
const char *spell_join(struct visit *visit, const char *a, const char *b);

/* A number that belongs to somebody: 7 digits and more. */
bool spell_has_number(const char *words);

#endif
