#include "platform/http/client.h"

#include "platform/base/text.h"
#include "platform/http/client_error.h"
#include "platform/http/client_loop.h"
#include "platform/http/client_request.h"
#include "platform/http/client_tls.h"
#include "platform/http/media_type.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define STALL_BYTES 64L

struct http_client {
    struct client_loop curl;
    CURL *easy;
    struct curl_slist *headers;
    char url[CLIENT_URL_MAX];
    struct client_identity identity;
    struct buffer body;
    size_t header_bytes;
    long total_seconds;
    bool slow; /* the last request, see http_client_was_slow */
    char curl_error[CURL_ERROR_SIZE];
    http_client_done *done; /* NULL while nothing is under way */
    void *context;
};

/* ---- the answer ------------------------------------------------------------ */

static size_t curl_has_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_client *client = context;

    return buffer_append(&client->body, bytes, size * count) ? size * count : 0;
}

static size_t curl_has_header(char *bytes, size_t size, size_t count, void *context)
{
    struct http_client *client = context;

    (void)bytes;
    client->header_bytes += size * count;
    return client->header_bytes <= HTTP_CLIENT_HEADERS_MAX ? size * count : 0;
}

static void report_reply(struct http_client *client, http_client_done *done)
{
    char type[MEDIA_TYPE_MAX];
    const char *header = NULL;
    long status = 0;
    curl_off_t retry_after = 0;
    struct http_reply reply = {.retry_after_seconds = -1};

    (void)curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(client->easy, CURLINFO_CONTENT_TYPE, &header);
    (void)curl_easy_getinfo(client->easy, CURLINFO_RETRY_AFTER, &retry_after);
    media_type_copy(header, type);
    reply.status = (int)status;
    reply.content_type = type;
    if (retry_after > 0)
        reply.retry_after_seconds = retry_after < HTTP_CLIENT_RETRY_AFTER_MOST
                                        ? (int64_t)retry_after
                                        : HTTP_CLIENT_RETRY_AFTER_MOST;
    reply.body = client->body.length > 0 ? client->body.data : (const uint8_t *)"";
    reply.length = client->body.length;
    done(client->context, &reply, NULL);
}

static void report_failure(struct http_client *client, CURLcode code, http_client_done *done)
{
    struct error error = {0};
    const char *reason =
        client->curl_error[0] != '\0' ? client->curl_error : curl_easy_strerror(code);

    client_error_set(&error, client->url, code, reason);
    done(client->context, NULL, &error);
}

/* A server that says "continue" and closes has not answered, though the transfer went well. */
static bool has_answer(struct http_client *client)
{
    long status = 0;

    return curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK &&
           status >= 200 && status <= 599;
}

static bool is_slow(struct http_client *client)
{
    curl_off_t sent = 0, microseconds = 0;

    return curl_easy_getinfo(client->easy, CURLINFO_SIZE_UPLOAD_T, &sent) == CURLE_OK &&
           curl_easy_getinfo(client->easy, CURLINFO_TOTAL_TIME_T, &microseconds) == CURLE_OK &&
           sent > 0 && microseconds / 250000 >= client->total_seconds;
}

static void finish_transfers(void *context)
{
    struct http_client *client = context;
    CURLMsg *message;
    int left = 0;

    while ((message = curl_multi_info_read(client->curl.multi, &left)) != NULL) {
        CURLcode code = message->data.result;
        http_client_done *done = client->done;

        if (message->msg != CURLMSG_DONE || done == NULL)
            continue;
        client->slow = is_slow(client);
        (void)curl_multi_remove_handle(client->curl.multi, client->easy);
        client->done = NULL;
        if (code == CURLE_OK && !has_answer(client))
            code = CURLE_WEIRD_SERVER_REPLY;
        if (code == CURLE_OK)
            report_reply(client, done);
        else
            report_failure(client, code, done);
        if (client->done == NULL)
            buffer_clear(&client->body);
    }
}

/* ---- making one ------------------------------------------------------------ */

/* "https://host" or "https://host:port": no user, path, query or fragment. */
static bool url_is_plain(const char *url)
{
    static const char scheme[] = "https://";
    const char *host = url + sizeof scheme - 1;

    return strncmp(url, scheme, sizeof scheme - 1) == 0 && *host != '\0' &&
           strpbrk(host, "/@?# \t\r\n\\") == NULL;
}

static long seconds_or(int seconds, long otherwise)
{
    return seconds > 0 ? seconds : otherwise;
}

static bool set_limits(struct http_client *client, const struct http_client_settings *settings)
{
    CURL *easy = client->easy;
    long connect = seconds_or(settings->connect_seconds, 15);
    long total = client->total_seconds = seconds_or(settings->total_seconds, 60);
    long stall = seconds_or(settings->stall_seconds, 20);

    return curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, connect) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT, total) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, STALL_BYTES) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, stall) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_MAXFILESIZE, (long)HTTP_CLIENT_ANSWER_MAX) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           /* Asked anew for each connection: an office that has moved is found at once. */
           curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L) == CURLE_OK &&
           /* Else the loop would stand still until a look-up that was given up has ended. */
           curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK;
}

static bool set_callbacks(struct http_client *client)
{
    CURL *easy = client->easy;

    return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, curl_has_body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, client) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, curl_has_header) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, client) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, client->curl_error) == CURLE_OK;
}

static bool prepare(struct http_client *client, const struct http_client_settings *settings,
                    struct error *error)
{
    if (!url_is_plain(settings->url) || !text_copy(client->url, sizeof client->url, settings->url))
        return error_set(error, ERROR_INPUT,
                         "\"%.200s\" is not of the form https://host:port: correct the address",
                         settings->url);
    client->easy = curl_easy_init();
    if (!client_identity_take(&client->identity, settings) || client->easy == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for the connection to %s", settings->url);
    if (!client_tls_set(client->easy, settings->root_pem, &client->identity) ||
        !set_limits(client, settings) || !set_callbacks(client))
        return error_set(error, ERROR_INTERNAL, "libcurl refuses a setting for %s", settings->url);
    return true;
}

struct http_client *http_client_create(struct loop *loop,
                                       const struct http_client_settings *settings,
                                       struct error *error)
{
    struct http_client *client = calloc(1, sizeof *client);

    if (client == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(client);
        error_set(error, ERROR_MEMORY, "libcurl cannot be started");
        return NULL;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    buffer_init(&client->body, HTTP_CLIENT_ANSWER_MAX);
    if (prepare(client, settings, error) &&
        client_loop_init(&client->curl, loop, finish_transfers, client, error))
        return client;
    http_client_destroy(client);
    return NULL;
}

void http_client_destroy(struct http_client *client)
{
    if (client == NULL)
        return;
    client->done = NULL;
    if (client->curl.multi != NULL && client->easy != NULL)
        (void)curl_multi_remove_handle(client->curl.multi, client->easy);
    curl_easy_cleanup(client->easy);
    client_loop_finish(&client->curl);
    curl_slist_free_all(client->headers);
    buffer_finish(&client->body);
    client_identity_finish(&client->identity);
    curl_global_cleanup();
    free(client);
}

/* ---- asking ---------------------------------------------------------------- */

bool http_client_ask(struct http_client *client, const struct http_client_request *request,
                     http_client_done *done, void *context, struct error *error)
{
    if (client->done != NULL)
        return error_set(error, ERROR_UNAVAILABLE, "a request to %s is under way", client->url);
    if (request->path[0] != '/' || !client_request_renew(&client->easy) ||
        !client_request_set(client->easy, client->url, request, &client->headers))
        return error_set(error, ERROR_INTERNAL, "libcurl refuses a request to %s", client->url);
    buffer_clear(&client->body);
    client->header_bytes = 0;
    client->slow = false;
    client->curl_error[0] = '\0';
    client->done = done;
    client->context = context;
    if (curl_multi_add_handle(client->curl.multi, client->easy) == CURLM_OK)
        return true;
    client->done = NULL;
    return error_set(error, ERROR_INTERNAL, "libcurl does not begin a request to %s", client->url);
}

bool http_client_post(struct http_client *client, const char *path, const char *content_type,
                      const void *body, size_t length, http_client_done *done, void *context,
                      struct error *error)
{
    const struct http_client_request request = {
        .path = path, .content_type = content_type, .body = body, .length = length};

    return http_client_ask(client, &request, done, context, error);
}

bool http_client_is_busy(const struct http_client *client)
{
    return client->done != NULL;
}

bool http_client_was_slow(const struct http_client *client)
{
    return client->slow;
}
