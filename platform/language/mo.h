/*
 * A compiled catalogue as msgfmt writes it ('The GNU gettext manual', 10.3, 'The Format of GNU MO Files').
 * Read whole and checked once. glibc's own gettext() is not used: it speaks one language a process,
 * chosen by the environment, and since glibc 2.39 none at all in the locale C.UTF-8.
 */
#ifndef PLATFORM_LANGUAGE_MO_H
#define PLATFORM_LANGUAGE_MO_H

#include "platform/base/buffer.h"

#define MO_FILE_MAX (1u << 20)

struct mo {
    struct buffer file; /* owned */
    uint32_t count;
    uint32_t keys, texts; /* where the two tables begin */
};

/* ERROR_NOT_FOUND without the file, ERROR_INPUT for what is no catalogue. *mo is for mo_finish then too. */
bool mo_read(struct mo *mo, const char *path, struct error *error) MUST_USE;
void mo_finish(struct mo *mo);

/* The text of a key, as long as `mo` lives; NULL when it has none. */
const char *mo_text(const struct mo *mo, const char *key);

/* Whether the text of a key has plural forms. */
bool mo_counts(const struct mo *mo, const char *key);
/* Form `form` of a text with plural forms, the last one where it has fewer; of another text the text itself. */
const char *mo_form(const struct mo *mo, const char *key, unsigned form);

#endif
