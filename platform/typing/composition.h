/*
 * What a key makes of a text: jamo to syllables, pinyin letters to characters,
 * tones onto vowels, and what Delete takes away. Works on the text of one
 * field; what is still being composed stands at the text's end, so that a
 * visitor may stop anywhere. No input or output, no clock.
 */
#ifndef PLATFORM_TYPING_COMPOSITION_H
#define PLATFORM_TYPING_COMPOSITION_H

#include "platform/typing/keyboard.h"

#define COMPOSITION_KEYS_MAX      24u
#define COMPOSITION_CANDIDATE_MAX 8u /* bytes of a candidate, with the NUL */

/* Holds a piece of an answer: keep it in secret memory. All zero: nothing is being composed. */
struct composition {
    char keys[COMPOSITION_KEYS_MAX + 1]; /* pressed for the syllable that is not finished */
    size_t tail;                         /* bytes at the text's end that they stand for */
};

/* Forgets; the text stays as it is. To be called at every change of field or keyboard. */
void composition_end(struct composition *composition);

/* Adds what a key types to `text`, an array of `size` bytes; the result is NFC. False when it does
 * not fit: then nothing has changed. */
bool composition_add(struct composition *composition, enum keyboard_method method, const char *key,
                     char *text, size_t size) MUST_USE;

/* Takes away the last jamo or letter of what is being composed, else the last grapheme cluster (UAX
 * 29), never a part of one. */
void composition_delete(struct composition *composition, enum keyboard_method method, char *text);

/* The characters that the letters at the end may stand for, `from` the first wanted, at most `max`;
 * 0 when nothing is composed. */
size_t composition_candidates(const struct composition *composition,
                              const struct keyboards *keyboards, size_t from,
                              char candidates[][COMPOSITION_CANDIDATE_MAX], size_t max);

/* Puts the `index`th of all candidates in the place of its letters; letters behind them stay. False
 * when there is no such candidate or it does not fit. */
bool composition_choose(struct composition *composition, const struct keyboards *keyboards,
                        size_t index, char *text, size_t size) MUST_USE;

#endif
