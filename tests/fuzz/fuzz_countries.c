/* A list of countries, platform/language/catalogue.h: every line is found by its own words. */
#include "platform/language/catalogue.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>

FUZZ_TARGET(countries)
{
    struct language *language = calloc(1, sizeof *language);
    struct language_entry *entry = &language->entries[0];
    size_t count, indices[8];

    (void)fuzz_file("en/countries", data, size);
    language->count = 1;
    fuzz_must(text_copy(entry->facts.code, sizeof entry->facts.code, "en"));
    if (countries_read(entry, fuzz_folder(), NULL)) {
        const struct language_country *list = language_countries(language, "en", &count);

        for (size_t i = 0; i < count && i < 4; i++)
            (void)language_find_countries(language, "en", list[i].name, indices, 8);
        (void)language_country_name(language, "en", "US");
    }
    countries_release(entry);
    free(language);
    return 0;
}
