#include "platform/typing/pinyin.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <string.h>

/* "wang<tab>王望": letters, then characters of the ideographic planes. */
static bool split(char *line, struct pinyin_syllable *syllable)
{
    size_t length = strspn(line, "abcdefghijklmnopqrstuvwxyz");

    if (length < 1 || length > PINYIN_SYLLABLE_MAX || line[length] != '\t' ||
        line[length + 1] == '\0')
        return false;
    line[length] = '\0';
    *syllable = (struct pinyin_syllable){line, line + length + 1};
    return true;
}

static bool read_lines(struct pinyin *pinyin, const char *path, struct error *error)
{
    char *rest = NULL;
    char *text = (char *)pinyin->file.data;

    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        struct pinyin_syllable *syllable = &pinyin->syllables[pinyin->count];

        if (line[0] == '#')
            continue;
        if (pinyin->count == PINYIN_SYLLABLES_MAX || !split(line, syllable) ||
            (pinyin->count > 0 && strcmp(syllable[-1].letters, syllable->letters) >= 0))
            return error_set(error, ERROR_INPUT,
                             "%s: syllable %zu is not \"letters<tab>characters\" in order", path,
                             pinyin->count + 1);
        pinyin->count++;
    }
    return pinyin->count > 0 || error_set(error, ERROR_INPUT, "%s: has no syllable", path);
}

bool pinyin_read(struct pinyin *pinyin, const char *path, struct error *error)
{
    pinyin->count = 0;
    buffer_init(&pinyin->file, PINYIN_FILE_MAX);
    if (!file_read(path, &pinyin->file, error))
        return false;
    if (!text_is_utf8((const char *)pinyin->file.data, pinyin->file.length))
        return error_set(error, ERROR_INPUT, "%s: is not UTF-8", path);
    if (!buffer_append_byte(&pinyin->file, '\0'))
        return error_set(error, ERROR_LIMIT, "%s: is too long", path);
    return read_lines(pinyin, path, error);
}

void pinyin_release(struct pinyin *pinyin)
{
    buffer_finish(&pinyin->file);
}

static const struct pinyin_syllable *find(const struct pinyin *pinyin, const char *letters)
{
    size_t from = 0;
    size_t to = pinyin->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = strcmp(letters, pinyin->syllables[middle].letters);

        if (order == 0)
            return &pinyin->syllables[middle];
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

/* The longest syllable that the letters begin with; NULL where there is none. */
static const struct pinyin_syllable *find_longest(const struct pinyin *pinyin, const char *letters,
                                                  size_t *length)
{
    char part[PINYIN_SYLLABLE_MAX + 1];
    const struct pinyin_syllable *found = NULL;
    size_t most = strlen(letters);

    for (*length = most < PINYIN_SYLLABLE_MAX ? most : PINYIN_SYLLABLE_MAX; *length > 0;
         --*length) {
        memcpy(part, letters, *length);
        part[*length] = '\0';
        found = find(pinyin, part);
        if (found)
            break;
    }
    explicit_bzero(part, sizeof part);
    return found;
}

/* The `index`th character of a text. */
static bool take(const char *characters, size_t index, char *character)
{
    size_t length = strlen(characters);
    size_t from = 0;
    size_t to = 0;

    for (size_t i = 0; i <= index; i++) {
        from = to;
        if (text_next(characters, length, &to) == 0)
            return false;
    }
    memcpy(character, characters + from, to - from);
    character[to - from] = '\0';
    return true;
}

/* The first character of the `index`th syllable that goes on from the letters. */
static bool take_begun(const struct pinyin *pinyin, const char *letters, size_t index,
                       char *character)
{
    size_t length = strlen(letters);

    for (size_t i = 0; i < pinyin->count; i++) {
        if (strncmp(pinyin->syllables[i].letters, letters, length) == 0 && index-- == 0)
            return take(pinyin->syllables[i].characters, 0, character);
    }
    return false;
}

size_t pinyin_candidate(const struct pinyin *pinyin, const char *letters, size_t index,
                        char character[static PINYIN_CHARACTER_SIZE])
{
    size_t length = 0;
    const struct pinyin_syllable *syllable = find_longest(pinyin, letters, &length);

    memset(character, 0, PINYIN_CHARACTER_SIZE);
    if (syllable)
        return take(syllable->characters, index, character) ? length : 0;
    return letters[0] != '\0' && take_begun(pinyin, letters, index, character) ? strlen(letters)
                                                                               : 0;
}
