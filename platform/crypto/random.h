/* Random bytes from the kernel (getrandom(2)) and random UUIDs. */
#ifndef PLATFORM_CRYPTO_RANDOM_H
#define PLATFORM_CRYPTO_RANDOM_H

#include "platform/base/error.h"

#include <stddef.h>

bool random_bytes(void *bytes, size_t length, struct error *error) MUST_USE;

#define UUID_TEXT_SIZE sizeof "01234567-89ab-4def-8123-456789abcdef"

/* A random UUID (RFC 9562, version 4) as lower-case text with its NUL. */
bool uuid_create(char text[static 37], struct error *error) MUST_USE;

#endif
