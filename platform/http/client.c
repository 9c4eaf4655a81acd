#include "platform/http/client.h"

#include "platform/base/text.h"
#include "platform/crypto/openssl.h"
#include "platform/http/client_error.h"
#include "platform/http/media_type.h"
#include "platform/http/tls.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define URL_MAX     512
#define SOCKETS_MAX 8 /* two address families tried at once, the resolver's, and room */
#define STALL_BYTES 64L

/* What loop_ready needs to know, since it is not told the descriptor. */
struct watched {
    struct http_client *client;
    curl_socket_t socket; /* CURL_SOCKET_BAD: free */
};

struct http_client {
    struct loop *loop;
    struct loop_timer timer;
    CURLM *multi;
    CURL *easy;
    struct curl_slist *headers;
    struct watched sockets[SOCKETS_MAX];
    char url[URL_MAX];
    struct certificate *certificate; /* NULL, as the key: none */
    EVP_PKEY *key;
    struct buffer body;
    size_t header_bytes;
    long total_seconds;
    bool slow; /* the last request, see http_client_was_slow */
    char curl_error[CURL_ERROR_SIZE];
    http_client_done *done; /* NULL while nothing is under way */
    void *context;
};

static void finish_transfers(struct http_client *client);

/* ---- between curl and the loop --------------------------------------------- */

static void act(struct http_client *client, curl_socket_t socket, int events)
{
    int running = 0;

    (void)curl_multi_socket_action(client->multi, socket, events, &running);
    finish_transfers(client);
}

static void socket_ready(void *context, short events)
{
    const struct watched *watched = context;
    int bits = 0;

    if (events & (POLLIN | POLLHUP))
        bits |= CURL_CSELECT_IN;
    if (events & POLLOUT)
        bits |= CURL_CSELECT_OUT;
    if (events & (POLLERR | POLLNVAL))
        bits |= CURL_CSELECT_ERR;
    act(watched->client, watched->socket, bits);
}

static void timer_due(void *context)
{
    act(context, CURL_SOCKET_TIMEOUT, 0);
}

static struct watched *find_watched(struct http_client *client, curl_socket_t socket)
{
    for (size_t i = 0; i < SOCKETS_MAX; i++)
        if (client->sockets[i].socket == socket)
            return &client->sockets[i];
    return NULL;
}

static int curl_wants_socket(CURL *easy, curl_socket_t socket, int what, void *context,
                             void *unused)
{
    struct http_client *client = context;
    struct watched *watched = find_watched(client, socket);
    short events = 0;

    (void)easy;
    (void)unused;
    if (what == CURL_POLL_REMOVE) {
        loop_unwatch(client->loop, socket);
        if (watched != NULL)
            watched->socket = CURL_SOCKET_BAD;
        return 0;
    }
    if (watched == NULL)
        watched = find_watched(client, CURL_SOCKET_BAD);
    if (watched == NULL)
        return -1;
    if (what & CURL_POLL_IN)
        events |= POLLIN;
    if (what & CURL_POLL_OUT)
        events |= POLLOUT;
    watched->socket = socket;
    if (loop_watch(client->loop, socket, events, socket_ready, watched, NULL))
        return 0;
    watched->socket = CURL_SOCKET_BAD;
    return -1;
}

static int curl_wants_timer(CURLM *multi, long milliseconds, void *context)
{
    struct http_client *client = context;

    (void)multi;
    if (milliseconds < 0)
        loop_timer_stop(&client->timer);
    else
        loop_timer_set(client->loop, &client->timer, milliseconds);
    return 0;
}

/* ---- between curl and OpenSSL ---------------------------------------------- */

static CURLcode curl_made_tls(CURL *easy, void *ssl_context, void *context)
{
    const struct http_client *client = context;
    SSL_CTX *tls = ssl_context;

    (void)easy;
    if (!tls_restrict(tls, NULL))
        return CURLE_SSL_CERTPROBLEM;
    if (client->certificate == NULL)
        return CURLE_OK;
    if (SSL_CTX_use_certificate(tls, certificate_x509(client->certificate)) != 1 ||
        SSL_CTX_use_PrivateKey(tls, client->key) != 1)
        return CURLE_SSL_CERTPROBLEM;
    return CURLE_OK;
}

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

static void finish_transfers(struct http_client *client)
{
    CURLMsg *message;
    int left = 0;

    while ((message = curl_multi_info_read(client->multi, &left)) != NULL) {
        CURLcode code = message->data.result;
        http_client_done *done = client->done;

        if (message->msg != CURLMSG_DONE || done == NULL)
            continue;
        client->slow = is_slow(client);
        (void)curl_multi_remove_handle(client->multi, client->easy);
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

static bool set_tls(struct http_client *client, const struct http_client_settings *settings)
{
    struct curl_blob roots = {.data = (void *)(uintptr_t)settings->root_pem,
                              .len = strlen(settings->root_pem),
                              .flags = CURL_BLOB_COPY};
    CURL *easy = client->easy;

    return curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &roots) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CAINFO, NULL) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, curl_made_tls) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, client) == CURLE_OK;
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
    CURLM *multi = client->multi;

    return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, curl_has_body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, client) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, curl_has_header) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, client) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, client->curl_error) == CURLE_OK &&
           curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, curl_wants_socket) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, client) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, curl_wants_timer) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_TIMERDATA, client) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L) == CURLM_OK;
}

/* Where the settings name none, the client stays without one. */
static bool take_identity(struct http_client *client, const struct http_client_settings *settings)
{
    if (settings->certificate == NULL)
        return true;
    client->certificate = certificate_copy(settings->certificate);
    client->key = private_key_pkey(settings->key);
    if (!EVP_PKEY_up_ref(client->key))
        client->key = NULL;
    return client->certificate != NULL && client->key != NULL;
}

static bool prepare(struct http_client *client, const struct http_client_settings *settings,
                    struct error *error)
{
    if (!url_is_plain(settings->url) || !text_copy(client->url, sizeof client->url, settings->url))
        return error_set(error, ERROR_INPUT,
                         "\"%.200s\" is not of the form https://host:port: correct the address",
                         settings->url);
    client->easy = curl_easy_init();
    client->multi = curl_multi_init();
    if (!take_identity(client, settings) || client->easy == NULL || client->multi == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for the connection to %s", settings->url);
    if (!set_tls(client, settings) || !set_limits(client, settings) || !set_callbacks(client))
        return error_set(error, ERROR_INTERNAL, "libcurl refuses a setting for %s", settings->url);
    return loop_add_timer(client->loop, &client->timer, error);
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
    client->loop = loop;
    client->timer = (struct loop_timer){.callback = timer_due, .context = client};
    for (size_t i = 0; i < SOCKETS_MAX; i++)
        client->sockets[i] = (struct watched){.client = client, .socket = CURL_SOCKET_BAD};
    buffer_init(&client->body, HTTP_CLIENT_ANSWER_MAX);
    if (prepare(client, settings, error))
        return client;
    http_client_destroy(client);
    return NULL;
}

void http_client_destroy(struct http_client *client)
{
    if (client == NULL)
        return;
    client->done = NULL;
    if (client->multi != NULL && client->easy != NULL)
        (void)curl_multi_remove_handle(client->multi, client->easy);
    curl_easy_cleanup(client->easy);
    curl_multi_cleanup(client->multi);
    loop_remove_timer(client->loop, &client->timer);
    for (size_t i = 0; i < SOCKETS_MAX; i++)
        if (client->sockets[i].socket != CURL_SOCKET_BAD)
            loop_unwatch(client->loop, client->sockets[i].socket);
    curl_slist_free_all(client->headers);
    buffer_finish(&client->body);
    certificate_destroy(client->certificate);
    EVP_PKEY_free(client->key);
    curl_global_cleanup();
    free(client);
}

/* ---- asking ---------------------------------------------------------------- */

/* Takes over `*list`, on failure too. */
static bool add_header(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer == NULL)
        curl_slist_free_all(*list);
    *list = longer;
    return longer != NULL;
}

/* No "Expect: 100-continue": it costs a round trip, or a second with servers that do not know it.
 */
static bool set_headers(struct http_client *client, const char *content_type)
{
    char line[MEDIA_TYPE_MAX + 32];
    struct curl_slist *list = NULL;

    if (content_type != NULL &&
        (!text_format(line, sizeof line, "Content-Type: %s", content_type) ||
         !add_header(&list, line)))
        return false;
    if (!add_header(&list, "Expect:"))
        return false;
    curl_slist_free_all(client->headers);
    client->headers = list;
    return curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, client->headers) == CURLE_OK;
}

/*
 * A handle for each request. One that has been used keeps a pointer to the last header line it freed
 * (libcurl 7.88.1), into which it would write the next reply's first line where that begins with a
 * space. The connection is `multi`'s and stays.
 */
static bool renew_handle(struct http_client *client)
{
    CURL *fresh = curl_easy_duphandle(client->easy);

    if (fresh == NULL)
        return false;
    curl_easy_cleanup(client->easy);
    client->easy = fresh;
    return true;
}

static bool set_body(CURL *easy, const struct http_client_request *request)
{
    if (request->content_type == NULL)
        return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
    return curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->length > 0 ? request->body : "") ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length) ==
               CURLE_OK;
}

static bool set_request(struct http_client *client, const struct http_client_request *request)
{
    char url[URL_MAX + 256];
    CURL *easy = client->easy;

    return text_format(url, sizeof url, "%s%s", client->url, request->path) &&
           set_headers(client, request->content_type) &&
           curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USERNAME, request->user) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PASSWORD, request->password) == CURLE_OK &&
           set_body(easy, request);
}

bool http_client_ask(struct http_client *client, const struct http_client_request *request,
                     http_client_done *done, void *context, struct error *error)
{
    if (client->done != NULL)
        return error_set(error, ERROR_UNAVAILABLE, "a request to %s is under way", client->url);
    if (request->path[0] != '/' || !renew_handle(client) || !set_request(client, request))
        return error_set(error, ERROR_INTERNAL, "libcurl refuses a request to %s", client->url);
    buffer_clear(&client->body);
    client->header_bytes = 0;
    client->slow = false;
    client->curl_error[0] = '\0';
    client->done = done;
    client->context = context;
    if (curl_multi_add_handle(client->multi, client->easy) == CURLM_OK)
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
