/* Texts as they are typed: platform/language and platform/base/text.h, over any bytes. */
#include "platform/language/language.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>
#include <string.h>

FUZZ_TARGET(typed_text)
{
    char *text = fuzz_text(data, size), out[256], again[256];
    struct buffer isolated;

    buffer_init(&isolated, 1024);
    if (language_compose(text, out, sizeof out)) {
        fuzz_must(text_is_utf8(out, strlen(out)));
        fuzz_must(language_compose(out, again, sizeof again) && strcmp(out, again) == 0);
        fuzz_must(out[0] == '\0' || language_delete_last(out) < strlen(out));
        (void)language_lower(out, again, sizeof again);
        (void)language_fold(out, again, sizeof again);
        (void)language_is_mark(out);
        (void)language_family_first(out, again);
        fuzz_must(language_first_sentence(out) <= strlen(out));
        (void)language_phone(&isolated, out);
    }
    buffer_finish(&isolated);
    free(text);
    return 0;
}
