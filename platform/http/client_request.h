/*
 * One request of a client, as libcurl is told of it. For this folder only.
 */
#ifndef PLATFORM_HTTP_CLIENT_REQUEST_H
#define PLATFORM_HTTP_CLIENT_REQUEST_H

#include "platform/http/client.h"

#include <curl/curl.h>

#define CLIENT_URL_MAX 512

/* A handle with the same settings in the place of `*easy`, which is cleaned up. False without memory. */
bool client_request_renew(CURL **easy) MUST_USE;

/* `url` is without a path. `*headers` are replaced: the caller keeps them until the request is done, and frees them. */
bool client_request_set(CURL *easy, const char *url, const struct http_client_request *request,
                        struct curl_slist **headers) MUST_USE;

#endif
