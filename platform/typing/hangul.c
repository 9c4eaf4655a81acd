/*
 * The keys of the unfinished syllable are replayed into a new context for each key, so that nothing
 * of a name stays in libhangul's own memory: its context is emptied before it is released.
 */
#include "platform/base/text.h"
#include "platform/typing/methods.h"

#include <string.h>

/* Its header declares functions the old way. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <hangul.h>
#pragma GCC diagnostic pop

#define TWO_SET "2" /* libhangul's name for dubeolsik */

/* KS X 5002, the two-set arrangement of jamo on a Latin keyboard. */
static const struct {
    const char *jamo;
    char key;
} jamo_keys[] = {
    {"ㄱ", 'r'}, {"ㄲ", 'R'}, {"ㄴ", 's'}, {"ㄷ", 'e'}, {"ㄸ", 'E'}, {"ㄹ", 'f'}, {"ㅁ", 'a'},
    {"ㅂ", 'q'}, {"ㅃ", 'Q'}, {"ㅅ", 't'}, {"ㅆ", 'T'}, {"ㅇ", 'd'}, {"ㅈ", 'w'}, {"ㅉ", 'W'},
    {"ㅊ", 'c'}, {"ㅋ", 'z'}, {"ㅌ", 'x'}, {"ㅍ", 'v'}, {"ㅎ", 'g'}, {"ㅏ", 'k'}, {"ㅐ", 'o'},
    {"ㅑ", 'i'}, {"ㅒ", 'O'}, {"ㅓ", 'j'}, {"ㅔ", 'p'}, {"ㅕ", 'u'}, {"ㅖ", 'P'}, {"ㅗ", 'h'},
    {"ㅛ", 'y'}, {"ㅜ", 'n'}, {"ㅠ", 'b'}, {"ㅡ", 'm'}, {"ㅣ", 'l'},
};

char hangul_key(const char *jamo)
{
    for (size_t i = 0; i < sizeof jamo_keys / sizeof *jamo_keys; i++) {
        if (strcmp(jamo_keys[i].jamo, jamo) == 0)
            return jamo_keys[i].key;
    }
    return 0;
}

/* Jamo and syllables are three bytes each in UTF-8. */
static bool append(char *out, size_t size, const ucschar *letters)
{
    size_t length = strlen(out);

    for (; *letters; letters++) {
        if (*letters < 0x800 || *letters > 0xFFFF || length + 4 > size)
            return false;
        out[length++] = (char)(0xE0 | *letters >> 12);
        out[length++] = (char)(0x80 | (*letters >> 6 & 0x3F));
        out[length++] = (char)(0x80 | (*letters & 0x3F));
        out[length] = '\0';
    }
    return true;
}

static bool replay(const char *keys, char out[static HANGUL_TEXT_SIZE], size_t *finished)
{
    HangulInputContext *context = hangul_ic_new(TWO_SET);
    bool ok = context != NULL;

    out[0] = '\0';
    for (; ok && *keys; keys++)
        ok = hangul_ic_process(context, *keys) &&
             append(out, HANGUL_TEXT_SIZE, hangul_ic_get_commit_string(context));
    *finished = strlen(out);
    ok = ok && append(out, HANGUL_TEXT_SIZE, hangul_ic_get_preedit_string(context));
    if (context) {
        hangul_ic_reset(context);
        hangul_ic_delete(context);
    }
    return ok;
}

/* The fewest keys from the end that make the unfinished syllable by themselves. */
static size_t keys_of(const char *keys, const char *syllable)
{
    size_t length = strlen(keys);

    for (size_t count = 1; count < length; count++) {
        char text[HANGUL_TEXT_SIZE];
        size_t finished = 0;
        bool same = replay(keys + length - count, text, &finished) && finished == 0 &&
                    strcmp(text, syllable) == 0;

        explicit_bzero(text, sizeof text);
        if (same)
            return count;
    }
    return length;
}

bool hangul_write(const char *keys, char out[static HANGUL_TEXT_SIZE], size_t *finished,
                  size_t *last)
{
    if (!replay(keys, out, finished))
        return false;
    *last = keys_of(keys, out + *finished);
    return true;
}
