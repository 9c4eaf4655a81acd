/*
 * Tones of Vietnamese on the vowel that carries them, in the older and on names usual way: hòa, thúy,
 * but toàn, huyền, người.
 */
#include "platform/base/text.h"
#include "platform/typing/methods.h"

#include <string.h>

#define VOWELS      24u
#define TONES       6u
#define LETTERS_MAX 8u /* of one syllable: "nghiêng" has seven */

/* Each vowel bare and with the five tones, in the order of tone_keys. */
static const char *const vowels[VOWELS][TONES] = {
    {"a", "á", "à", "ả", "ã", "ạ"}, {"ă", "ắ", "ằ", "ẳ", "ẵ", "ặ"}, {"â", "ấ", "ầ", "ẩ", "ẫ", "ậ"},
    {"e", "é", "è", "ẻ", "ẽ", "ẹ"}, {"ê", "ế", "ề", "ể", "ễ", "ệ"}, {"i", "í", "ì", "ỉ", "ĩ", "ị"},
    {"o", "ó", "ò", "ỏ", "õ", "ọ"}, {"ô", "ố", "ồ", "ổ", "ỗ", "ộ"}, {"ơ", "ớ", "ờ", "ở", "ỡ", "ợ"},
    {"u", "ú", "ù", "ủ", "ũ", "ụ"}, {"ư", "ứ", "ừ", "ử", "ữ", "ự"}, {"y", "ý", "ỳ", "ỷ", "ỹ", "ỵ"},
    {"A", "Á", "À", "Ả", "Ã", "Ạ"}, {"Ă", "Ắ", "Ằ", "Ẳ", "Ẵ", "Ặ"}, {"Â", "Ấ", "Ầ", "Ẩ", "Ẫ", "Ậ"},
    {"E", "É", "È", "Ẻ", "Ẽ", "Ẹ"}, {"Ê", "Ế", "Ề", "Ể", "Ễ", "Ệ"}, {"I", "Í", "Ì", "Ỉ", "Ĩ", "Ị"},
    {"O", "Ó", "Ò", "Ỏ", "Õ", "Ọ"}, {"Ô", "Ố", "Ồ", "Ổ", "Ỗ", "Ộ"}, {"Ơ", "Ớ", "Ờ", "Ở", "Ỡ", "Ợ"},
    {"U", "Ú", "Ù", "Ủ", "Ũ", "Ụ"}, {"Ư", "Ứ", "Ừ", "Ử", "Ữ", "Ự"}, {"Y", "Ý", "Ỳ", "Ỷ", "Ỹ", "Ỵ"},
};

static const char *const tone_keys[TONES] = {"", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"};

/* One letter of the syllable: where it stands in the text and which vowel it is. */
struct letter {
    size_t from, to;
    const char *const *vowel; /* its row, NULL: a consonant */
    size_t tone;
    char small; /* the bare letter where it is one of ASCII, else 0 */
};

static size_t tone_of(const char *key)
{
    for (size_t i = 1; i < TONES; i++) {
        if (strcmp(tone_keys[i], key) == 0)
            return i;
    }
    return 0;
}

bool vietnamese_is_tone(const char *key)
{
    return tone_of(key) != 0;
}

static void look_up(struct letter *letter, const char *text)
{
    size_t length = letter->to - letter->from;

    letter->small = length == 1 ? (char)(text[letter->from] | 0x20) : 0;
    for (size_t i = 0; i < VOWELS; i++) {
        for (size_t j = 0; j < TONES; j++) {
            if (strlen(vowels[i][j]) == length &&
                memcmp(vowels[i][j], text + letter->from, length) == 0) {
                letter->vowel = vowels[i];
                letter->tone = j;
                letter->small = vowels[i][0][1] == '\0' ? (char)(vowels[i][0][0] | 0x20) : 0;
            }
        }
    }
}

/* The last letters of the text, backwards from its end to a space or sign, at most LETTERS_MAX. */
static size_t read_syllable(const char *text, struct letter letters[LETTERS_MAX])
{
    size_t count = 0;
    size_t at = strlen(text);

    while (at > 0 && count < LETTERS_MAX) {
        struct letter letter = {.to = at};

        do
            at--;
        while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80);
        letter.from = at;
        if (text[at] == ' ' || text[at] == '-')
            break;
        look_up(&letter, text);
        memmove(letters + 1, letters, count * sizeof *letters);
        letters[0] = letter;
        count++;
    }
    return count;
}

/* The last run of vowels; the u of "qu" and the i of "gi" belong to the consonant before them. */
static size_t find_run(const struct letter *letters, size_t count, size_t *first)
{
    size_t end = count;
    size_t begin;

    while (end > 0 && !letters[end - 1].vowel)
        end--;
    begin = end;
    while (begin > 0 && letters[begin - 1].vowel)
        begin--;
    if (end - begin > 1 && begin > 0 &&
        ((letters[begin - 1].small == 'q' && letters[begin].small == 'u') ||
         (letters[begin - 1].small == 'g' && letters[begin].small == 'i')))
        begin++;
    *first = begin;
    return end - begin;
}

/* Which vowel of the run carries the tone: the last with a sign of its own (ê, ơ …); of two the
 * first, but the second before a consonant; of three the middle one. */
static size_t carrier(const struct letter *run, size_t length, bool closed)
{
    for (size_t i = length; i > 0; i--) {
        if (run[i - 1].small == 0)
            return i - 1;
    }
    if (length == 1 || (length == 2 && !closed))
        return 0;
    return 1;
}

/* Writes the syllable's vowels anew with the tone on the one place. */
static bool rewrite(char *text, size_t size, const struct letter *letters, size_t count,
                    size_t place, size_t tone)
{
    char syllable[LETTERS_MAX * 4 + 1] = "";
    size_t begin = letters[0].from;
    bool fits;

    for (size_t i = 0; i < count; i++) {
        const struct letter *letter = &letters[i];
        size_t length = strlen(syllable);

        if (letter->vowel)
            (void)text_copy(syllable + length, sizeof syllable - length,
                            letter->vowel[i == place ? tone : 0]);
        else
            memcpy(syllable + length, text + letter->from, letter->to - letter->from);
    }
    fits = begin + strlen(syllable) < size;
    if (fits)
        (void)text_copy(text + begin, size - begin, syllable);
    explicit_bzero(syllable, sizeof syllable);
    return fits;
}

bool vietnamese_tone(const char *key, char *text, size_t size)
{
    struct letter letters[LETTERS_MAX];
    size_t count = read_syllable(text, letters);
    size_t tone = tone_of(key);
    size_t first;
    size_t length = find_run(letters, count, &first);
    size_t place;
    bool fits;

    if (length == 0)
        return true;
    place = first + carrier(letters + first, length, first + length < count);
    fits = rewrite(text, size, letters, count, place, letters[place].tone == tone ? 0 : tone);
    explicit_bzero(letters, sizeof letters);
    return fits;
}
