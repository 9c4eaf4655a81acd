/*
 * Posts to a server over mutual TLS 1.3, one request after the other.
 *
 *   http_load PORT CERTIFICATE KEY ROOT BYTES COUNT keep|anew
 *
 * keep: over one connection; anew: a connection, so a handshake, for each. Exits with 0 when every
 * answer was 200.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BODY_MAX   (1u << 20)
#define ANSWER_MAX 65536

static void fail(const char *what)
{
    fprintf(stderr, "http_load: %s\n", what);
    exit(1);
}

static SSL_CTX *make_context(char **argv)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    if (context == NULL || !SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) ||
        SSL_CTX_use_certificate_file(context, argv[2], SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, argv[3], SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_load_verify_locations(context, argv[4], NULL) != 1)
        fail("certificate, key or root cannot be used");
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    return context;
}

static SSL *open_connection(SSL_CTX *context, uint16_t port)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    SSL *ssl = SSL_new(context);

    if (fd < 0 || ssl == NULL || connect(fd, (const void *)&address, sizeof address) != 0)
        fail("no connection");
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (SSL_set_fd(ssl, fd) != 1 || SSL_connect(ssl) != 1)
        fail("no handshake");
    return ssl;
}

static void close_connection(SSL *ssl)
{
    int fd = SSL_get_fd(ssl);

    (void)SSL_shutdown(ssl);
    SSL_free(ssl);
    (void)close(fd);
}

/* Both servers answer with a body of known length, or none. */
static void read_answer(SSL *ssl)
{
    static char answer[ANSWER_MAX + 1];
    size_t have = 0, want = ANSWER_MAX;

    while (have < want) {
        int got = SSL_read(ssl, answer + have, (int)(ANSWER_MAX - have));
        const char *end, *length;

        if (got <= 0)
            fail("no whole answer");
        have += (size_t)got;
        answer[have] = '\0';
        end = strstr(answer, "\r\n\r\n");
        if (end == NULL)
            continue;
        length = strcasestr(answer, "Content-Length:");
        want = (size_t)(end + 4 - answer) +
               (length != NULL && length < end ? strtoul(length + 15, NULL, 10) : 0);
    }
    if (strncmp(answer, "HTTP/1.1 200", 12) != 0)
        fail("the answer is not 200");
}

static void post(SSL *ssl, const char *body, size_t bytes)
{
    char head[256];
    int length = snprintf(head, sizeof head,
                          "POST /v1/batches HTTP/1.1\r\nHost: localhost\r\n"
                          "Content-Type: application/cbor-seq\r\nContent-Length: %zu\r\n\r\n",
                          bytes);

    if (SSL_write(ssl, head, length) != length ||
        (bytes > 0 && SSL_write(ssl, body, (int)bytes) != (int)bytes))
        fail("the request was not taken");
    read_answer(ssl);
}

int main(int argc, char **argv)
{
    static char body[BODY_MAX];
    SSL_CTX *context;
    SSL *ssl = NULL;
    size_t bytes;
    long count;
    bool keep;

    if (argc != 8 || (bytes = strtoul(argv[5], NULL, 10)) > BODY_MAX)
        fail("usage: http_load PORT CERTIFICATE KEY ROOT BYTES COUNT keep|anew");
    count = strtol(argv[6], NULL, 10);
    keep = strcmp(argv[7], "keep") == 0;
    memset(body, 'x', sizeof body);
    context = make_context(argv);
    for (long i = 0; i < count; i++) {
        if (ssl == NULL)
            ssl = open_connection(context, (uint16_t)strtoul(argv[1], NULL, 10));
        post(ssl, body, bytes);
        if (!keep) {
            close_connection(ssl);
            ssl = NULL;
        }
    }
    if (ssl != NULL)
        close_connection(ssl);
    SSL_CTX_free(context);
    return 0;
}
