#include "platform/base/hex.h"

void hex_encode(const uint8_t *bytes, size_t length, char *text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 0x0F];
    }
    text[2 * length] = '\0';
}

static int value_of(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    if (digit >= 'A' && digit <= 'F') {
        return digit - 'A' + 10;
    }
    return -1;
}

bool hex_decode(const char *text, uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < 2 * length; i++) {
        if (value_of(text[i]) < 0) {
            return false;
        }
    }
    if (text[2 * length] != '\0') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (uint8_t)(value_of(text[2 * i]) << 4 | value_of(text[2 * i + 1]));
    }
    return true;
}
