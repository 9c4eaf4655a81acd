#include "app/registration/rules.h"
#include "platform/base/text.h"

#include <string.h>

struct range {
    uint32_t first, last;
};

/*
 * General categories Cc, Cf, Zl and Zp of Unicode 15 without U+200C and U+200D, which Persian and
 * Indic names need, and the noncharacters of the first plane.
 */
static const struct range refused[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x0600, 0x0605},
    {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},   {0x0890, 0x0891},
    {0x08E2, 0x08E2},   {0x180E, 0x180E},   {0x200B, 0x200B},   {0x200E, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x206F},   {0xFDD0, 0xFDEF},   {0xFEFF, 0xFEFF},
    {0xFFF9, 0xFFFB},   {0xFFFE, 0xFFFF},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
    {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE007F},
};

static bool is_refused(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (code_point >= refused[i].first && code_point <= refused[i].last)
            return true;
    }
    return false;
}

static bool is_space(uint32_t code_point)
{
    return code_point == ' ' || code_point == 0x00A0 ||
           (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x202F ||
           code_point == 0x205F || code_point == 0x3000;
}

/* A hyphen or an apostrophe alone is a key pressed by mistake, not a name. */
static bool is_mark(uint32_t code_point)
{
    return code_point < 0x80 &&
           strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", (int)code_point) != NULL;
}

static bool wrong(struct rules_message *message, char *out, const char *key)
{
    out[0] = '\0';
    message->key = key;
    if (strcmp(key, "n_err_long") == 0)
        text_format(message->number, sizeof message->number, "%u", RULES_NAME_CHARACTERS);
    return false;
}

bool rules_name(const char *typed, char *out, size_t size, struct rules_message *message)
{
    size_t length = strlen(typed), position = 0, used = 0, count = 0;
    bool space = false, named = false;

    if (!text_is_utf8(typed, length))
        return wrong(message, out, "n_err_chars");
    while (position < length) {
        size_t start = position;
        uint32_t code_point = text_next(typed, length, &position);
        size_t bytes = position - start;

        if (is_refused(code_point))
            return wrong(message, out, "n_err_chars");
        if (is_space(code_point)) {
            space = used > 0;
            continue;
        }
        count += space ? 2 : 1;
        if (count > RULES_NAME_CHARACTERS || used + bytes + (space ? 2 : 1) > size)
            return wrong(message, out, "n_err_long");
        if (space)
            out[used++] = ' ';
        space = false;
        memcpy(out + used, typed + start, bytes);
        used += bytes;
        named = named || !is_mark(code_point);
    }
    if (!named)
        return wrong(message, out, "n_err_blank");
    out[used] = '\0';
    return true;
}
