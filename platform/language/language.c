#include "platform/language/catalogue.h"

#include "platform/base/file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define CATALOGUE "%s/%s/LC_MESSAGES/kiosk.mo"

static const char *look_up(const struct language *language, const char *code, const char *key)
{
    const struct language_entry *entry = language_entry_find(language, code);

    return entry && key[0] ? mo_text(&entry->texts, key) : NULL;
}

bool language_has(const struct language *language, const char *code, const char *key)
{
    return look_up(language, code, key) != NULL;
}

const char *language_text(const struct language *language, const char *code, const char *key)
{
    const char *text = look_up(language, code, key);

    if (!text)
        text = look_up(language, LANGUAGE_FALLBACK, key);
    return text ? text : key;
}

const char *language_text_for(const struct language *language, const char *code, const char *key,
                              unsigned long number)
{
    const struct language_entry *entry = language_entry_find(language, code);

    if (!entry || !key[0] || !mo_text(&entry->texts, key))
        entry = language_entry_find(language, LANGUAGE_FALLBACK);
    if (!key[0] || !mo_counts(&entry->texts, key))
        return language_text(language, code, key);
    return mo_form(&entry->texts, key, plural_form(&entry->plural, number));
}

/* ---- opening ------------------------------------------------------------------------------------- */

static bool read_facts(struct language *language, struct language_entry *entry, struct error *error)
{
    struct language_facts *facts = &entry->facts;
    const char *direction = look_up(language, facts->code, "lang_direction");
    const char *order = look_up(language, facts->code, "lang_order");
    const char *date_order = look_up(language, facts->code, "lang_date_order");

    facts->name = look_up(language, facts->code, "lang_name");
    facts->voice = look_up(language, facts->code, "lang_voice");
    facts->keyboards = look_up(language, facts->code, "lang_keyboards");
    if (!facts->keyboards)
        facts->keyboards = "latin";
    if (!facts->name || !facts->voice || !direction || !order || !date_order ||
        !text_copy(facts->date_order, sizeof facts->date_order, date_order))
        return error_set(
            error, ERROR_INPUT,
            "language %s: the catalogue lacks one of lang_name, lang_direction, lang_order, "
            "lang_voice, lang_date_order; add them to its .po file",
            facts->code);
    facts->right_to_left = strcmp(direction, "rtl") == 0;
    facts->order = (int)strtol(order, NULL, 10);
    return true;
}

static bool read_texts(const struct language *language, struct language_entry *entry,
                       struct error *error)
{
    char path[FILE_PATH_MAX];

    if (!text_format(path, sizeof path, CATALOGUE, language->folder, entry->facts.code))
        return error_set(error, ERROR_LIMIT, "%s: is too long a path", language->folder);
    if (!mo_read(&entry->texts, path, error))
        return false;
    if (!plural_read(&entry->plural, mo_text(&entry->texts, "")))
        return error_set(
            error, ERROR_INPUT,
            "language %s: the line Plural-Forms of the .po file is not a rule of gettext",
            entry->facts.code);
    return true;
}

static bool add_entry(struct language *language, const char *code, struct error *error)
{
    struct language_entry *entry = &language->entries[language->count];

    if (language->count == LANGUAGES_MAX)
        return error_set(error, ERROR_LIMIT, "%s: has more than %u languages", language->folder,
                         LANGUAGES_MAX);
    if (!text_copy(entry->facts.code, sizeof entry->facts.code, code))
        return error_set(error, ERROR_INPUT, "%s/%s: is not the code of a language",
                         language->folder, code);
    language->count++;
    return read_texts(language, entry, error) && read_facts(language, entry, error) &&
           countries_read(entry, language->folder, error);
}

static bool has_catalogue(const char *folder, const char *code)
{
    char path[FILE_PATH_MAX];

    return code[0] != '.' && text_format(path, sizeof path, CATALOGUE, folder, code) &&
           file_exists(path);
}

static bool read_folder(struct language *language, struct error *error)
{
    DIR *directory = opendir(language->folder);
    struct dirent *entry;
    bool ok = true;

    if (!directory)
        return error_set_errno(error, "%s: the folder of languages cannot be read",
                               language->folder);
    while (ok && (entry = readdir(directory))) {
        if (has_catalogue(language->folder, entry->d_name))
            ok = add_entry(language, entry->d_name, error);
    }
    closedir(directory);
    if (ok && !language_find(language, LANGUAGE_FALLBACK))
        return error_set(error, ERROR_NOT_FOUND, "%s: has no catalogue \"%s\"; run make assets",
                         language->folder, LANGUAGE_FALLBACK);
    return ok;
}

static int by_order(const void *a, const void *b)
{
    const struct language_facts *first = &((const struct language_entry *)a)->facts;
    const struct language_facts *second = &((const struct language_entry *)b)->facts;

    if (first->order != second->order)
        return first->order < second->order ? -1 : 1;
    return strcmp(first->code, second->code);
}

struct language *language_open(const char *folder, struct error *error)
{
    struct language *language = calloc(1, sizeof *language);

    if (!language) {
        error_set(error, ERROR_MEMORY, "%s: out of memory", folder);
        return NULL;
    }
    if (!text_copy(language->folder, sizeof language->folder, folder))
        error_set(error, ERROR_LIMIT, "%s: is too long a path", folder);
    else if (read_folder(language, error)) {
        qsort(language->entries, language->count, sizeof language->entries[0], by_order);
        return language;
    }
    language_close(language);
    return NULL;
}

void language_close(struct language *language)
{
    if (!language)
        return;
    for (size_t i = 0; i < language->count; i++) {
        countries_release(&language->entries[i]);
        mo_finish(&language->entries[i].texts);
    }
    free(language);
}

size_t language_count(const struct language *language)
{
    return language->count;
}

const struct language_facts *language_at(const struct language *language, size_t index)
{
    return index < language->count ? &language->entries[index].facts : NULL;
}

const struct language_entry *language_entry_find(const struct language *language, const char *code)
{
    for (size_t i = 0; i < language->count; i++) {
        if (strcmp(language->entries[i].facts.code, code) == 0)
            return &language->entries[i];
    }
    return NULL;
}

const struct language_facts *language_find(const struct language *language, const char *code)
{
    const struct language_entry *entry = language_entry_find(language, code);

    return entry ? &entry->facts : NULL;
}
