#include "tests/fuzz/lib/wire.h"

#include "platform/base/file.h"
#include "platform/crypto/openssl.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY_END "hello" /* what fuzz_client's requests end with */

static struct {
    const uint8_t *data;
    size_t size;
    int listener;
} answer;

static struct certificate *root(const char *name)
{
    struct certificate *certificate = certificate_load(fuzz_office_path(name), NULL);

    fuzz_must(certificate != NULL);
    return certificate;
}

static SSL_CTX *context(const SSL_METHOD *method, const char *name)
{
    const struct fuzz_pair *pair = fuzz_pair(name);
    SSL_CTX *tls = SSL_CTX_new(method);

    fuzz_must(tls != NULL);
    fuzz_must(SSL_CTX_use_certificate(tls, certificate_x509(pair->certificate)) == 1);
    fuzz_must(SSL_CTX_use_PrivateKey(tls, private_key_pkey(pair->key)) == 1);
    (void)SSL_CTX_set_num_tickets(tls, 0);
    return tls;
}

static struct sockaddr_in loopback(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* libFuzzer's clock looks for slow inputs by a signal, which would end a call that waits. */
static void let_calls_go_on(void)
{
    struct sigaction alarm_action;

    fuzz_must(sigaction(SIGALRM, NULL, &alarm_action) == 0);
    alarm_action.sa_flags |= SA_RESTART;
    fuzz_must(sigaction(SIGALRM, &alarm_action, NULL) == 0);
}

static void start(void *(*body)(void *), void *argument)
{
    pthread_t thread;

    let_calls_go_on();
    fuzz_must(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    fuzz_must(pthread_create(&thread, NULL, body, argument) == 0);
    fuzz_must(pthread_detach(thread) == 0);
}

/* ---- against the server ---------------------------------------------------- */

static void *run(void *server)
{
    fuzz_must(http_server_run(server, NULL));
    return NULL;
}

uint16_t fuzz_serve(http_handler *handler)
{
    struct http_server_settings settings = {.address = "127.0.0.1",
                                            .certificate = fuzz_pair("server")->certificate,
                                            .key = fuzz_pair("server")->key,
                                            .client_root = root("issuing.pem")};
    struct http_server *server = http_server_create(&settings, handler, NULL, NULL);

    fuzz_must(server != NULL);
    start(run, server);
    return http_server_port(server);
}

static void talk(SSL *ssl, int peer, const uint8_t *data, size_t size)
{
    static uint8_t taken[65536];

    fuzz_must(SSL_connect(ssl) == 1);
    if (size > 0 && SSL_write(ssl, data, (int)size) <= 0)
        return;
    (void)SSL_shutdown(ssl);
    (void)shutdown(peer, SHUT_WR); /* it may have ended by itself */
    while (recv(peer, taken, sizeof taken, 0) > 0)
        ;
}

void fuzz_send(uint16_t port, const uint8_t *data, size_t size)
{
    static SSL_CTX *tls;
    struct sockaddr_in address = loopback(port);
    int peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    SSL *ssl;

    if (tls == NULL)
        tls = context(TLS_client_method(), "kiosk");
    fuzz_must(peer >= 0 && connect(peer, (struct sockaddr *)&address, sizeof address) == 0);
    ssl = SSL_new(tls);
    fuzz_must(ssl != NULL && SSL_set_fd(ssl, peer) == 1);
    talk(ssl, peer, data, size);
    SSL_free(ssl);
    (void)close(peer);
}

/* ---- against the client ---------------------------------------------------- */

static void take_request(SSL *ssl)
{
    static char taken[16384];
    size_t length = 0, end = strlen(BODY_END);
    int got = 1;

    while (got > 0 && length < sizeof taken &&
           (length < end || memcmp(taken + length - end, BODY_END, end) != 0)) {
        got = SSL_read(ssl, taken + length, (int)(sizeof taken - length));
        length += got > 0 ? (size_t)got : 0;
    }
}

static void *serve(void *tls)
{
    for (;;) {
        int peer = accept(answer.listener, NULL, NULL);
        SSL *ssl = SSL_new(tls);

        fuzz_must(peer >= 0 && ssl != NULL && SSL_set_fd(ssl, peer) == 1);
        if (SSL_accept(ssl) == 1) {
            take_request(ssl);
            if (answer.size > 0)
                (void)SSL_write(ssl, answer.data, (int)answer.size);
            (void)SSL_shutdown(ssl);
        }
        SSL_free(ssl);
        (void)close(peer);
    }
    return NULL;
}

uint16_t fuzz_answerer(void)
{
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;

    answer.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    fuzz_must(bind(answer.listener, (struct sockaddr *)&address, length) == 0);
    fuzz_must(listen(answer.listener, 16) == 0);
    fuzz_must(getsockname(answer.listener, (struct sockaddr *)&address, &length) == 0);
    start(serve, context(TLS_server_method(), "server"));
    return ntohs(address.sin_port);
}

void fuzz_set_answer(const uint8_t *data, size_t size)
{
    answer.data = data;
    answer.size = size;
}

struct http_client *fuzz_client(struct loop *loop, uint16_t port)
{
    char url[64];
    struct buffer pem;
    struct http_client *client;
    struct http_client_settings settings = {
        .url = url, .certificate = fuzz_pair("kiosk")->certificate, .key = fuzz_pair("kiosk")->key};

    snprintf(url, sizeof url, "https://127.0.0.1:%u", port);
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    fuzz_must(file_read(fuzz_office_path("tls-root.pem"), &pem, NULL));
    settings.root_pem = buffer_text(&pem);
    client = http_client_create(loop, &settings, NULL);
    fuzz_must(client != NULL);
    buffer_finish(&pem);
    return client;
}
