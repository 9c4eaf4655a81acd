/*
 * Which characters a syllable of pinyin may be: a table made at build time
 * from Unicode's Unihan (tools/make-pinyin-table), the characters of a syllable
 * by how often they are met. Tones are left out, as on every phone.
 */
#ifndef PLATFORM_TYPING_PINYIN_H
#define PLATFORM_TYPING_PINYIN_H

#include "platform/base/buffer.h"

#define PINYIN_SYLLABLES_MAX 600u
#define PINYIN_SYLLABLE_MAX  6u /* letters: "zhuang" */
#define PINYIN_FILE_MAX      131072u

struct pinyin_syllable {
    const char *letters;
    const char *characters; /* UTF-8, three or four bytes each */
};

struct pinyin {
    struct buffer file;
    struct pinyin_syllable syllables[PINYIN_SYLLABLES_MAX]; /* in alphabetical order */
    size_t count;
};

/* Lines "wang<tab>王望…" in alphabetical order. ERROR_INPUT names the line. */
bool pinyin_read(struct pinyin *pinyin, const char *path, struct error *error) MUST_USE;
void pinyin_release(struct pinyin *pinyin);

#define PINYIN_CHARACTER_SIZE 8u

/* The `index`th character that `letters` (small, "v" for ü) may begin with: those of the longest
 * syllable at their beginning; where there is none, one of each syllable that begins so. Returns how
 * many of the letters it stands for; 0, and an empty `character`, when there is none. */
size_t pinyin_candidate(const struct pinyin *pinyin, const char *letters, size_t index,
                        char character[static PINYIN_CHARACTER_SIZE]);

#endif
