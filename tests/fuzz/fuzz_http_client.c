/* A server's reply at our HTTP client, platform/http/client.h: a reply within its limits, or an error. */
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/wire.h"

static void done(void *context, const struct http_reply *reply, const struct error *error)
{
    fuzz_must((reply == NULL) != (error == NULL));
    if (reply != NULL) {
        fuzz_must(reply->status >= 200 && reply->status <= 599 && reply->body != NULL);
        fuzz_must(reply->length <= HTTP_CLIENT_ANSWER_MAX && reply->content_type != NULL);
        fuzz_must(reply->retry_after_seconds >= -1 &&
                  reply->retry_after_seconds <= HTTP_CLIENT_RETRY_AFTER_MOST);
    }
    loop_stop(context);
}

FUZZ_TARGET(http_client)
{
    static struct http_client *client;
    static struct loop *loop;

    if (client == NULL) {
        loop = loop_create(&clock_system, NULL);
        client = fuzz_client(loop, fuzz_answerer());
    }
    fuzz_set_answer(data, size);
    fuzz_must(http_client_post(client, "/v1/x", "text/plain", "hello", 5, done, loop, NULL));
    fuzz_must(loop_run(loop, NULL));
    return 0;
}
