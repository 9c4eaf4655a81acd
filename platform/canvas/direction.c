/* Which way a text is read, by its letters (UAX 9: the letters of strong direction). */
#include "platform/canvas/internal.h"

struct span {
    gunichar first, last;
};

/* What the Unicode Character Database (DerivedBidiClass.txt) sets aside for writing from right to
 * left, assigned or not. */
static const struct span right_to_left_spans[] = {
    {0x0590, 0x08FF}, {0xFB1D, 0xFDFF}, {0xFE70, 0xFEFF}, {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF}};

static bool is_right_to_left(gunichar letter)
{
    for (size_t i = 0; i < sizeof right_to_left_spans / sizeof right_to_left_spans[0]; i++)
        if (letter >= right_to_left_spans[i].first && letter <= right_to_left_spans[i].last)
            return true;
    return false;
}

static const char *first_letter(const char *text)
{
    while (*text && !g_unichar_isalpha(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

bool canvas_begins_left_to_right(const char *text)
{
    const char *letter = g_utf8_validate(text, -1, NULL) ? first_letter(text) : "";
    return *letter && !is_right_to_left(g_utf8_get_char(letter));
}

bool reads_left_to_right(const char *text)
{
    if (!canvas_begins_left_to_right(text))
        return false;
    const char *letter = first_letter(text);
    for (; *letter; letter = first_letter(g_utf8_next_char(letter)))
        if (is_right_to_left(g_utf8_get_char(letter)))
            return false;
    return true;
}
