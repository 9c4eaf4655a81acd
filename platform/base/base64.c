#include "platform/base/base64.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool base64_encode(const void *bytes, size_t length, struct buffer *text)
{
    const uint8_t *from = bytes;
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t group = (uint32_t)from[i] << 16 | (left > 1 ? (uint32_t)from[i + 1] << 8 : 0) |
                         (left > 2 ? from[i + 2] : 0);
        const char symbols[4] = {alphabet[group >> 18], alphabet[group >> 12 & 63],
                                 left > 1 ? alphabet[group >> 6 & 63] : '=',
                                 left > 2 ? alphabet[group & 63] : '='};
        if (!buffer_append(text, symbols, sizeof symbols))
            return false;
    }
    return true;
}

/* What has been read of a group of four symbols. */
struct group {
    uint32_t bits;
    unsigned symbols, padding;
    bool ended; /* padding was read: nothing may follow */
};

static bool take_symbol(struct group *group, char symbol)
{
    const char *found = symbol == '\0' ? NULL : strchr(alphabet, symbol);
    if (group->ended || (found == NULL && symbol != '='))
        return false;
    if (found == NULL && (group->symbols < 2 || ++group->padding > 2))
        return false;
    if (found != NULL && group->padding > 0)
        return false;
    group->bits = group->bits << 6 | (found == NULL ? 0 : (uint32_t)(found - alphabet));
    group->symbols++;
    return true;
}

static bool end_group(struct group *group, struct buffer *bytes)
{
    const uint8_t three[3] = {(uint8_t)(group->bits >> 16), (uint8_t)(group->bits >> 8),
                              (uint8_t)group->bits};
    size_t count = 3 - group->padding;
    for (size_t i = count; i < sizeof three; i++)
        if (three[i] != 0)
            return false;
    bool ended = group->padding > 0;
    *group = (struct group){.ended = ended};
    return buffer_append(bytes, three, count);
}

static bool is_space(char symbol)
{
    return symbol == ' ' || symbol == '\t' || symbol == '\r' || symbol == '\n';
}

bool base64_decode(const void *text, size_t length, struct buffer *bytes)
{
    const char *from = text;
    size_t before = bytes->length;
    struct group group = {0};
    bool fine = true;
    for (size_t i = 0; fine && i < length; i++) {
        if (is_space(from[i]))
            continue;
        fine = take_symbol(&group, from[i]) && (group.symbols < 4 || end_group(&group, bytes));
    }
    fine = fine && group.symbols == 0;
    if (!fine)
        bytes->length = before;
    return fine;
}
