/* Text as typed, with GLib's Unicode tables. */
#include "platform/language/language.h"

#include <glib.h>
#include <pango/pango.h>
#include <string.h>

/* GLib's results are wiped before they are freed: names go through here. */
static void release(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    g_free(text);
}

bool language_compose(const char *text, char *out, size_t size)
{
    /* GLib lets surrogates pass. */
    char *composed =
        text_is_utf8(text, strlen(text)) ? g_utf8_normalize(text, -1, G_NORMALIZE_NFC) : NULL;
    bool ok = composed && text_copy(out, size, composed);

    if (!ok && size > 0)
        out[0] = '\0';
    release(composed);
    return ok;
}

bool language_lower(const char *text, char *out, size_t size)
{
    size_t used = 0;

    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        char letter[6];
        size_t length = (size_t)g_unichar_to_utf8(g_unichar_tolower(g_utf8_get_char(at)), letter);

        if (used + length >= size) {
            explicit_bzero(out, size);
            return false;
        }
        memcpy(out + used, letter, length);
        used += length;
    }
    out[used] = '\0';
    return true;
}

bool language_is_mark(const char *text)
{
    return text[0] != '\0' && g_unichar_ismark(g_utf8_get_char(text));
}

/* Unicode takes these apart into nothing; a keyboard without them has the plain letter. */
static gunichar plain_letter(gunichar letter)
{
    switch (letter) {
    case 0x111: /* d with stroke, as in Vietnamese */
        return 'd';
    case 0x142: /* l with stroke */
        return 'l';
    case 0xF8: /* o with stroke */
        return 'o';
    case 0x629: /* Arabic teh marbuta, often written as heh */
        return 0x647;
    case 0x649: /* alef maksura, as yeh */
    case 0x6CC:
        return 0x64A;
    case 0x901: /* Devanagari candrabindu, as anusvara */
        return 0x902;
    default:
        return letter;
    }
}

/* An accent may be left out; a vowel sign of Devanagari may not, nor may its virama, but its dot
 * below (nukta) is often. */
static bool is_accent(gunichar letter)
{
    return g_unichar_ismark(letter) && (letter == 0x93C || letter < 0x900 || letter > 0x97F);
}

bool language_fold(const char *text, char *out, size_t size)
{
    char *parted = g_utf8_normalize(text, -1, G_NORMALIZE_NFKD);
    char *lower = parted ? g_utf8_casefold(parted, -1) : NULL;
    size_t used = 0;
    bool ok = lower != NULL;

    for (const char *at = lower; ok && *at; at = g_utf8_next_char(at)) {
        gunichar letter = plain_letter(g_utf8_get_char(at));
        char bytes[6];
        size_t length = (size_t)g_unichar_to_utf8(letter, bytes);

        if (is_accent(letter))
            continue;
        ok = used + length < size;
        if (ok)
            memcpy(out + used, bytes, length);
        used += ok ? length : 0;
    }
    if (size > 0)
        out[ok ? used : 0] = '\0';
    release(lower);
    release(parted);
    return ok;
}

static bool is_devanagari_consonant(gunichar letter)
{
    return (letter >= 0x0915 && letter <= 0x0939) || (letter >= 0x0958 && letter <= 0x095F) ||
           (letter >= 0x0978 && letter <= 0x097F);
}

/* A consonant that a virama joins to the one before it (rule GB9c, which Pango lacks before 1.52). */
static bool is_joined(const char *text, long character)
{
    const char *at = g_utf8_offset_to_pointer(text, character);

    return character > 1 && is_devanagari_consonant(g_utf8_get_char(at)) &&
           g_utf8_get_char(g_utf8_prev_char(at)) == 0x094D;
}

size_t language_delete_last(const char *text)
{
    size_t length = strlen(text);
    long characters = g_utf8_validate(text, -1, NULL) ? g_utf8_strlen(text, -1) : 0;
    PangoLogAttr *attributes;
    long stay;

    if (characters == 0)
        return 0;
    attributes = g_new0(PangoLogAttr, (size_t)characters + 1);
    pango_get_log_attrs(text, (int)length, -1, NULL, attributes, (int)characters + 1);
    for (stay = characters - 1;
         stay > 0 && (!attributes[stay].is_cursor_position || is_joined(text, stay));)
        stay--;
    g_free(attributes);
    return (size_t)(g_utf8_offset_to_pointer(text, stay) - text);
}

static bool is_east_asian(const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        GUnicodeScript script = g_unichar_get_script(g_utf8_get_char(at));

        if (script != G_UNICODE_SCRIPT_HAN && script != G_UNICODE_SCRIPT_HANGUL &&
            script != G_UNICODE_SCRIPT_HIRAGANA && script != G_UNICODE_SCRIPT_KATAKANA)
            return false;
    }
    return text[0] != '\0';
}

bool language_family_first(const char *given, const char *family)
{
    return is_east_asian(given) && is_east_asian(family);
}
