/* How the languages of a kiosk are kept: shared by the files of this folder, not for others. */
#ifndef PLATFORM_LANGUAGE_CATALOGUE_H
#define PLATFORM_LANGUAGE_CATALOGUE_H

#include "platform/language/language.h"
#include "platform/language/mo.h"
#include "platform/language/plural.h"

#define COUNTRIES_FILE_MAX 65536u

struct language_entry {
    struct language_facts facts;
    struct mo texts;
    struct plural plural;
    struct language_country *countries; /* NULL where the language has no list */
    size_t country_count;
    struct buffer names; /* the texts of `countries` */
};

struct language {
    char folder[4096];
    struct language_entry entries[LANGUAGES_MAX];
    size_t count;
};

const struct language_entry *language_entry_find(const struct language *language, const char *code);

/* Reads folder/CODE/countries, lines "US<tab>United States" in alphabetical order. No file is fine. */
bool countries_read(struct language_entry *entry, const char *folder, struct error *error) MUST_USE;
void countries_release(struct language_entry *entry);

#endif
