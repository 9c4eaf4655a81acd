/* A compiled catalogue, platform/language/mo.h, as the language of a kiosk with its rule for plurals. */
#include "platform/language/language.h"
#include "platform/language/mo.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(catalogue)
{
    const char *path = fuzz_file("en/LC_MESSAGES/kiosk.mo", data, size);
    struct language *language;
    struct mo mo;

    if (mo_read(&mo, path, NULL)) {
        for (unsigned form = 0; form < 8; form++)
            (void)mo_form(&mo, "minutes", form);
        (void)mo_counts(&mo, "lang_name");
    }
    mo_finish(&mo);
    language = language_open(fuzz_folder(), NULL);
    if (language == NULL)
        return 0;
    for (unsigned long number = 0; number < 102; number++)
        (void)language_text_for(language, "en", "minutes", number);
    fuzz_must(language_count(language) == 1 && language_at(language, 0)->voice != NULL);
    language_close(language);
    return 0;
}
