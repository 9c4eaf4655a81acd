#include "platform/language/catalogue.h"

#include "platform/base/file.h"

#include <stdlib.h>
#include <string.h>

#define FOLDED_SIZE 256u
#define NO_BREAKS   " -'(,."
#define ARTICLE     "\u0627\u0644" /* Arabic writes it as part of the word */

static bool is_code(const char *line)
{
    return line[0] >= 'A' && line[0] <= 'Z' && line[1] >= 'A' && line[1] <= 'Z' &&
           line[2] == '\t' && line[3] != '\0';
}

/* Where the texts end up is known only when the buffer has stopped growing: offsets first. */
struct place {
    char code[3];
    size_t name, folded;
};

static bool add_line(struct language_entry *entry, const char *line, struct place *place)
{
    char folded[FOLDED_SIZE];

    if (!is_code(line) || !language_fold(line + 3, folded, sizeof folded))
        return false;
    memcpy(place->code, line, 2);
    place->code[2] = '\0';
    place->name = entry->names.length;
    buffer_append(&entry->names, line + 3, strlen(line + 3) + 1);
    place->folded = entry->names.length;
    return buffer_append(&entry->names, folded, strlen(folded) + 1);
}

static void settle(struct language_entry *entry, const struct place *places)
{
    const char *names = (const char *)entry->names.data;

    for (size_t i = 0; i < entry->country_count; i++) {
        memcpy(entry->countries[i].code, places[i].code, sizeof places[i].code);
        entry->countries[i].name = names + places[i].name;
        entry->countries[i].folded = names + places[i].folded;
    }
}

static bool read_lines(struct language_entry *entry, char *text, const char *path,
                       struct error *error)
{
    struct place places[LANGUAGE_COUNTRIES_MAX];
    char *rest = NULL;
    size_t number = 0;

    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        number++;
        if (line[0] == '#')
            continue;
        if (entry->country_count == LANGUAGE_COUNTRIES_MAX ||
            !add_line(entry, line, &places[entry->country_count]))
            return error_set(error, ERROR_INPUT,
                             "%s: line %zu is not \"XX<tab>name\", or is one too many", path,
                             number);
        entry->country_count++;
    }
    entry->countries = calloc(entry->country_count + 1, sizeof *entry->countries);
    if (!entry->countries)
        return error_set(error, ERROR_MEMORY, "%s: out of memory", path);
    settle(entry, places);
    return true;
}

bool countries_read(struct language_entry *entry, const char *folder, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct buffer file;
    bool ok;

    buffer_init(&entry->names, 4 * COUNTRIES_FILE_MAX);
    if (!text_format(path, sizeof path, "%s/%s/countries", folder, entry->facts.code))
        return error_set(error, ERROR_LIMIT, "%s: is too long a path", folder);
    if (!file_exists(path))
        return true;
    buffer_init(&file, COUNTRIES_FILE_MAX);
    ok = file_read(path, &file, error);
    if (ok && !text_is_utf8((const char *)file.data, file.length))
        ok = error_set(error, ERROR_INPUT, "%s: is not UTF-8", path);
    if (ok) {
        buffer_append_byte(&file, '\0');
        ok = file.failed ? error_set(error, ERROR_LIMIT, "%s: is too long", path)
                         : read_lines(entry, (char *)file.data, path, error);
    }
    buffer_finish(&file);
    return ok;
}

void countries_release(struct language_entry *entry)
{
    free(entry->countries);
    buffer_finish(&entry->names);
}

const struct language_country *language_countries(const struct language *language, const char *code,
                                                  size_t *count)
{
    const struct language_entry *entry = language_entry_find(language, code);

    if (!entry || !entry->countries)
        entry = language_entry_find(language, LANGUAGE_FALLBACK);
    *count = entry ? entry->country_count : 0;
    return entry ? entry->countries : NULL;
}

const char *language_country_name(const struct language *language, const char *code,
                                  const char *country)
{
    size_t count;
    const struct language_country *list = language_countries(language, code, &count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].code, country) == 0)
            return list[i].name;
    }
    return country;
}

static bool begins(const char *word, const char *typed)
{
    size_t length = strlen(typed), article = strlen(ARTICLE);

    return strncmp(word, typed, length) == 0 ||
           (strncmp(word, ARTICLE, article) == 0 && strncmp(word + article, typed, length) == 0);
}

/* Whether a word of the name begins so: 0 not, 1 a later word, 2 the name itself. */
static int fits(const char *name, const char *typed)
{
    if (begins(name, typed))
        return 2;
    for (const char *at = strpbrk(name, NO_BREAKS); at; at = strpbrk(at + 1, NO_BREAKS)) {
        if (begins(at + 1, typed))
            return 1;
    }
    return 0;
}

/* The folded name that the fallback language has for a country. */
static const char *fallback_name(const struct language *language, const char *country)
{
    size_t count;
    const struct language_country *list = language_countries(language, LANGUAGE_FALLBACK, &count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].code, country) == 0)
            return list[i].folded;
    }
    return "";
}

/* 3: the name begins so, 2: a later word, 1: the name in the fallback language, 0: none. */
static int rank(const struct language *language, const struct language_country *country,
                const char *typed)
{
    int own = fits(country->folded, typed);

    if (own > 0)
        return own + 1;
    return fits(fallback_name(language, country->code), typed) == 2 ? 1 : 0;
}

size_t language_find_countries(const struct language *language, const char *code, const char *typed,
                               size_t *indices, size_t max)
{
    size_t count, found = 0;
    const struct language_country *list = language_countries(language, code, &count);
    char folded[FOLDED_SIZE];

    if (!language_fold(typed, folded, sizeof folded))
        return 0;
    for (int wanted = 3; wanted >= 1; wanted--) {
        for (size_t i = 0; i < count && found < max; i++) {
            if (rank(language, &list[i], folded) == wanted)
                indices[found++] = i;
        }
    }
    explicit_bzero(folded, sizeof folded);
    return found;
}
