/* Bytes as lower-case hexadecimal text and back. */
#ifndef PLATFORM_BASE_HEX_H
#define PLATFORM_BASE_HEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* text holds 2 * length + 1 characters. */
void hex_encode(const uint8_t *bytes, size_t length, char *text);
/* Exactly 2 * length hexadecimal digits, either case, then NUL; else false and bytes untouched. */
bool hex_decode(const char *text, uint8_t *bytes, size_t length);

#endif
