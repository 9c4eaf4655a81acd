/* What zbarimg, which is not the product's code, reads in a picture. */
#ifndef TESTS_SUPPORT_LIB_ZBAR_H
#define TESTS_SUPPORT_LIB_ZBAR_H

#include <stdbool.h>
#include <stddef.h>

/* The text of the one QR code in the PNG at `path`, without the line's end; false when zbarimg finds
 * none. */
bool zbar_read(const char *path, char *text, size_t size);

#endif
