/* Why a request failed, as libcurl and OpenSSL say it, in words for who looks after a kiosk. For this folder only. */
#ifndef PLATFORM_HTTP_CLIENT_ERROR_H
#define PLATFORM_HTTP_CLIENT_ERROR_H

#include "platform/base/error.h"

#include <curl/curl.h>

/* Fills *error for a transfer to `url` that ended with `code`; `reason` is curl's own sentence, and stays in the
 * text. The kinds are those that client.h names. */
void client_error_set(struct error *error, const char *url, CURLcode code, const char *reason);

#endif
