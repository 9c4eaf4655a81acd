/* The media type in a Content-Type header (RFC 9110, 8.3.1). For client.c and server.c only. */
#ifndef PLATFORM_HTTP_MEDIA_TYPE_H
#define PLATFORM_HTTP_MEDIA_TYPE_H

#define MEDIA_TYPE_MAX 128

/* Type and subtype in lower case, without parameters; cut at the limit; "" where `header` is NULL. */
void media_type_copy(const char *header, char type[static MEDIA_TYPE_MAX]);

#endif
