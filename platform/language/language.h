/*
 * The words and customs of each language: gettext catalogues, facts such as
 * direction, dates, country names. Catalogues and lists are read when opened,
 * so nothing is opened later in a sandbox. Draws nothing; what may be said
 * where is the caller's.
 *
 * Adding a language is adding assets/languages/LL.po and LL.countries (docs/languages.md).
 */
#ifndef PLATFORM_LANGUAGE_LANGUAGE_H
#define PLATFORM_LANGUAGE_LANGUAGE_H

#include "platform/base/text.h"

#define LANGUAGE_CODE_SIZE     16u /* BCP 47, "es", "zh-Hans"; with the NUL */
#define LANGUAGES_MAX          32u
#define LANGUAGE_COUNTRIES_MAX 300u
#define LANGUAGE_FALLBACK      "en" /* speaks where a language lacks a key */

/* All texts are UTF-8 and owned by the struct language. */
struct language_facts {
    char code[LANGUAGE_CODE_SIZE];
    const char *name;      /* its own name for itself; key lang_name */
    bool right_to_left;    /* key lang_direction: ltr or rtl */
    const char *voice;     /* espeak-ng's name for it; key lang_voice */
    char date_order[4];    /* in which the parts of a date are typed: "mdy", "dmy", "ymd"; key
                           lang_date_order */
    int order;             /* place on the welcome screen; key lang_order */
    const char *keyboards; /* on-screen keyboards, the first one shown first; key lang_keyboards,
                              "latin" where it is missing */
};

struct language; /* opaque: every catalogue of a kiosk */

/*
 * Opens the catalogues LL/LC_MESSAGES/kiosk.mo and lists LL/countries under `folder`.
 * ERROR_NOT_FOUND when the fallback language is not there, ERROR_INPUT when a catalogue or list
 * cannot be used. Neither the locale nor the environment matters.
 */
struct language *language_open(const char *folder, struct error *error) MUST_USE;
void language_close(struct language *language);

/* In the order of the welcome screen. */
size_t language_count(const struct language *language);
const struct language_facts *language_at(const struct language *language, size_t index);
/* NULL when the kiosk does not have it. */
const struct language_facts *language_find(const struct language *language, const char *code);

/* The text of a key in a language; the fallback language's where it lacks it; the key itself where
 * both do. Good until language_close. */
const char *language_text(const struct language *language, const char *code, const char *key);
/* Whether that very language has the key. */
bool language_has(const struct language *language, const char *code, const char *key);

/* The form of the text that goes with a number, by the language's own rule; any text without plural
 * forms is its only one. */
const char *language_text_for(const struct language *language, const char *code, const char *key,
                              unsigned long number);

/* Appends the text with {names} filled in; of a text with plural forms the one that goes with the
 * value of {n}. In a language from right to left what is filled in stands between U+2068 (first
 * strong isolate) and U+2069, numbers aside. False when a name of the text has no value, `out` is
 * full, or, from right to left, there are more than 16 values or one has more than 4 KB. */
bool language_fill(const struct language *language, const char *code, const char *key,
                   const struct text_value *values, size_t count, struct buffer *out);

/* Appends `text` between U+2066 (left-to-right isolate) and U+2069, for codes, numbers, dates as
 * typed, e-mail addresses (UAX 9). */
bool language_isolate(struct buffer *out, const char *text);

/* Whether a sentence ends where the text does: '.', '?', '!' and their like in other scripts. */
bool language_ends_sentence(const char *text);
/* The bytes of the first sentence with its full stop; 0 where the text has no more than one. A
 * question goes with what follows it. */
size_t language_first_sentence(const char *text);

/* Whether such a name is written family name first and without a space: both parts in Han, Hangul or
 * kana. */
bool language_family_first(const char *given, const char *family);

/* "(202) 555-0142" from "+12025550142"; other numbers in groups after the '+'. Isolated. */
bool language_phone(struct buffer *out, const char *e164);

enum language_date_style {
    LANGUAGE_DATE_LONG, /* "April 17, 1984", "17 de abril de 1984"; key date_long */
    LANGUAGE_DATE_SHORT /* "Nov 21, 2026", "21 nov 2026"; key pr_date */
};
/* Appends the date in words; false when month or day is none. */
bool language_date(const struct language *language, const char *code,
                   enum language_date_style style, int year, int month, int day,
                   struct buffer *out);

/* ---- countries ------------------------------------------------------------------------------- */

struct language_country {
    char code[3];       /* ISO 3166-1 alpha-2 */
    const char *name;   /* in the language */
    const char *folded; /* as language_fold makes it */
};

/* The list in that language's alphabetical order (the fallback's where it has none). */
const struct language_country *language_countries(const struct language *language, const char *code,
                                                  size_t *count);

/* The country's name, or the code itself where it is not known. */
const char *language_country_name(const struct language *language, const char *code,
                                  const char *country);

/* Indices of countries with a word that begins with `typed` (folded; any case, with or without
 * accents), those whose first word does before the others; last those whose name does in the
 * fallback language, for who types in Latin letters. At most `max`; returns how many. */
size_t language_find_countries(const struct language *language, const char *code, const char *typed,
                               size_t *indices, size_t max);

/* ---- text as typed --------------------------------------------------------------------------- */

/* Unicode NFC. False, and an empty `out`, when it does not fit or is not UTF-8. */
bool language_compose(const char *text, char *out, size_t size);

/* The bytes that stay when the Delete key takes the last character as a person sees it (UAX 29
 * grapheme cluster). */
size_t language_delete_last(const char *text);

/* Small letters, each by itself (no final sigma, no dotless i by language). False when it does not
 * fit. */
bool language_lower(const char *text, char *out, size_t size);

/* Whether the first character combines with what stands before it: an accent, a matra. */
bool language_is_mark(const char *text);

/* Lower case without accents, for finding. False when it does not fit. */
bool language_fold(const char *text, char *out, size_t size);

#endif
