/* Random bytes from the kernel (getrandom(2)). */
#ifndef PLATFORM_CRYPTO_RANDOM_H
#define PLATFORM_CRYPTO_RANDOM_H

#include "platform/base/error.h"

#include <stddef.h>

bool random_bytes(void *bytes, size_t length, struct error *error) MUST_USE;

#endif
