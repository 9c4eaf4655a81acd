#include "platform/typing/composition.h"

#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/language/language.h"
#include "platform/typing/layouts.h"
#include "platform/typing/methods.h"

#include <string.h>

#define TEXT_MAX 1024u /* of a field with what is added */

void composition_end(struct composition *composition)
{
    secret_wipe(composition, sizeof *composition);
}

/* `first` and `second` in the place of all after the first `kept` bytes; composed. */
static bool replace(char *text, size_t size, size_t kept, const char *first, const char *second)
{
    char joined[TEXT_MAX];
    char composed[TEXT_MAX];
    bool ok = text_format(joined, sizeof joined, "%.*s%s%s", (int)kept, text, first, second) &&
              language_compose(joined, composed, sizeof composed) && strlen(composed) < size;

    if (ok)
        (void)text_copy(text, size, composed);
    secret_wipe(joined, sizeof joined);
    secret_wipe(composed, sizeof composed);
    return ok;
}

static bool add_plain(struct composition *composition, const char *key, char *text, size_t size)
{
    composition_end(composition);
    return replace(text, size, strlen(text), key, "");
}

/* Bytes before what is being composed. A text that was changed meanwhile has nothing of it. */
static size_t kept_bytes(struct composition *composition, const char *text)
{
    size_t length = strlen(text);

    if (composition->tail > length)
        composition_end(composition);
    return length - composition->tail;
}

/* ---- Hangul -------------------------------------------------------------------------------------- */

/* Writes what the keys make in the place of the unfinished syllable. */
static bool write_hangul(struct composition *composition, char *text, size_t size)
{
    char syllables[HANGUL_TEXT_SIZE];
    size_t finished = 0;
    size_t last = 0;
    size_t count = strlen(composition->keys);
    bool ok = hangul_write(composition->keys, syllables, &finished, &last) &&
              replace(text, size, strlen(text) - composition->tail, syllables, "");

    if (ok) {
        memmove(composition->keys, composition->keys + count - last, last);
        secret_wipe(composition->keys + last, sizeof composition->keys - last);
        composition->tail = strlen(syllables) - finished;
    }
    secret_wipe(syllables, sizeof syllables);
    return ok;
}

static bool add_hangul(struct composition *composition, const char *key, char *text, size_t size)
{
    char letter = hangul_key(key);
    size_t count = strlen(composition->keys);
    bool fits;

    if (!letter)
        return add_plain(composition, key, text, size);
    (void)kept_bytes(composition, text);
    if (count == COMPOSITION_KEYS_MAX)
        composition_end(composition);
    count = strlen(composition->keys);
    composition->keys[count] = letter;
    fits = write_hangul(composition, text, size);
    if (!fits)
        composition->keys[count] = '\0';
    return fits;
}

static void delete_hangul(struct composition *composition, char *text)
{
    size_t size = strlen(text) + 1;
    size_t kept = kept_bytes(composition, text);
    size_t count = strlen(composition->keys);

    if (count > 1) {
        composition->keys[count - 1] = '\0';
        if (write_hangul(composition, text, size))
            return;
    }
    memset(text + kept, 0, size - kept);
    composition_end(composition);
}

/* ---- pinyin -------------------------------------------------------------------------------------- */

/* The letter as the table has it; 0 for what is none. */
static char pinyin_letter(const char *key)
{
    if (strcmp(key, "ü") == 0 || strcmp(key, "Ü") == 0)
        return 'v';
    if (key[0] == '\0' || key[1] != '\0')
        return 0;
    if (key[0] >= 'A' && key[0] <= 'Z')
        return (char)(key[0] - 'A' + 'a');
    return key[0] >= 'a' && key[0] <= 'z' ? key[0] : 0;
}

static bool add_pinyin(struct composition *composition, const char *key, char *text, size_t size)
{
    char letter = pinyin_letter(key);
    size_t count;

    (void)kept_bytes(composition, text);
    count = strlen(composition->keys);
    if (!letter || count == COMPOSITION_KEYS_MAX)
        return add_plain(composition, key, text, size);
    if (!replace(text, size, strlen(text), key, ""))
        return false;
    composition->keys[count] = letter;
    composition->tail += strlen(key);
    return true;
}

static void delete_pinyin(struct composition *composition, char *text)
{
    size_t length = strlen(text);
    size_t stays = language_delete_last(text);
    size_t count = strlen(composition->keys);

    memset(text + stays, 0, length - stays);
    composition->keys[count - 1] = '\0';
    composition->tail -= length - stays;
}

size_t composition_candidates(const struct composition *composition,
                              const struct keyboards *keyboards, size_t from,
                              char candidates[][COMPOSITION_CANDIDATE_MAX], size_t max)
{
    size_t count = 0;

    if (composition->tail == 0)
        return 0;
    while (count < max && pinyin_candidate(&keyboards->pinyin, composition->keys, from + count,
                                           candidates[count]) > 0)
        count++;
    return count;
}

/* Bytes of the first `count` letters. */
static size_t bytes_of(const char *text, size_t count)
{
    size_t at = 0;
    size_t length = strlen(text);

    while (count-- > 0)
        (void)text_next(text, length, &at);
    return at;
}

bool composition_choose(struct composition *composition, const struct keyboards *keyboards,
                        size_t index, char *text, size_t size)
{
    char candidate[COMPOSITION_CANDIDATE_MAX];
    char rest[COMPOSITION_KEYS_MAX * 2 + 1];
    size_t kept = kept_bytes(composition, text);
    size_t used = composition->tail > 0
                      ? pinyin_candidate(&keyboards->pinyin, composition->keys, index, candidate)
                      : 0;
    bool ok = used > 0 && text_copy(rest, sizeof rest, text + kept + bytes_of(text + kept, used)) &&
              replace(text, size, kept, candidate, rest);

    if (ok) {
        size_t left = strlen(composition->keys) - used;

        memmove(composition->keys, composition->keys + used, left);
        secret_wipe(composition->keys + left, sizeof composition->keys - left);
        composition->tail = strlen(rest);
    }
    secret_wipe(candidate, sizeof candidate);
    secret_wipe(rest, sizeof rest);
    return ok;
}

/* ---- all ----------------------------------------------------------------------------------------- */

bool composition_add(struct composition *composition, enum keyboard_method method, const char *key,
                     char *text, size_t size)
{
    switch (method) {
    case KEYBOARD_HANGUL:
        return add_hangul(composition, key, text, size);
    case KEYBOARD_PINYIN:
        return add_pinyin(composition, key, text, size);
    case KEYBOARD_VIETNAMESE:
        if (vietnamese_is_tone(key))
            return vietnamese_tone(key, text, size);
        break;
    case KEYBOARD_PLAIN:
        break;
    }
    return add_plain(composition, key, text, size);
}

void composition_delete(struct composition *composition, enum keyboard_method method, char *text)
{
    size_t length = strlen(text);
    size_t stays = language_delete_last(text);

    (void)kept_bytes(composition, text);
    if (method == KEYBOARD_HANGUL && composition->tail > 0) {
        delete_hangul(composition, text);
    } else if (method == KEYBOARD_PINYIN && composition->tail > 0) {
        delete_pinyin(composition, text);
    } else {
        composition_end(composition);
        memset(text + stays, 0, length - stays);
    }
}
