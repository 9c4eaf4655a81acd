#include "platform/http/media_type.h"

#include <ctype.h>
#include <stddef.h>

void media_type_copy(const char *header, char type[static MEDIA_TYPE_MAX])
{
    size_t length = 0;

    while (header != NULL && length < MEDIA_TYPE_MAX - 1 && header[length] != '\0' &&
           header[length] != ';' && header[length] != ' ') {
        type[length] = (char)tolower((unsigned char)header[length]);
        length++;
    }
    type[length] = '\0';
}
