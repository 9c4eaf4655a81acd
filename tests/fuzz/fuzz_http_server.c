/* Requests at our HTTP server, platform/http/server.h: what comes to a handler keeps the header's word. */
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/wire.h"

#include <ctype.h>
#include <string.h>

static void look(void *context, const struct http_request *request, struct http_answer *answer)
{
    (void)context;
    fuzz_must(strlen(request->path) <= HTTP_SERVER_PATH_MAX);
    fuzz_must(strchr(request->path, '?') == NULL && request->length <= HTTP_SERVER_BODY_MAX);
    fuzz_must(request->client != NULL && request->certificate_length > 0);
    for (const char *c = request->content_type; *c != '\0'; c++)
        fuzz_must(!isupper((unsigned char)*c));
    fuzz_must(strlen(request->authorization) <= HTTP_AUTHORIZATION_MAX);
    answer->status = 200;
    fuzz_must(buffer_append(&answer->body, request->body, request->length));
}

FUZZ_TARGET(http_server)
{
    static uint16_t port;

    if (port == 0)
        port = fuzz_serve(look);
    fuzz_send(port, data, size);
    return 0;
}
