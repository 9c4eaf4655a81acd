/* The rule for plural forms in a catalogue's header, platform/language/plural.h. */
#include "platform/language/plural.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>

FUZZ_TARGET(plural)
{
    char *header = fuzz_text(data, size);
    struct plural plural;

    if (plural_read(&plural, header)) {
        fuzz_must(plural.forms >= 1 && plural.forms <= PLURAL_FORMS_MAX);
        for (unsigned long number = 0; number < 1200; number += 1 + number / 64)
            fuzz_must(plural_form(&plural, number) < plural.forms);
        fuzz_must(plural_form(&plural, ~0ul) < plural.forms);
    }
    free(header);
    return 0;
}
