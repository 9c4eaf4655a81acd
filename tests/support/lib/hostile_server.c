#include "tests/support/lib/hostile_server.h"

#include "platform/crypto/openssl.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct hostile {
    SSL_CTX *tls;
    enum hostile_manner manner;
    const char *answer;
};

static void must(bool fine, const char *what)
{
    if (!fine) {
        perror(what);
        abort();
    }
}

static int listen_anywhere(uint16_t *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    must(listener >= 0, "socket");
    must(bind(listener, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    must(listen(listener, 16) == 0, "listen");
    must(getsockname(listener, (struct sockaddr *)&address, &length) == 0, "getsockname");
    *port = ntohs(address.sin_port);
    return listener;
}

/* One request: headers to the empty line and as much body as they say. */
static void read_request(SSL *ssl)
{
    static char request[1 << 21];
    size_t length = 0, wanted = 0;

    while (length < sizeof request - 1 && (wanted == 0 || length < wanted)) {
        int got = SSL_read(ssl, request + length, (int)(sizeof request - 1 - length));
        const char *end, *header;

        if (got <= 0)
            return;
        length += (size_t)got;
        request[length] = '\0';
        end = strstr(request, "\r\n\r\n");
        header = strcasestr(request, "content-length:");
        if (wanted == 0 && end != NULL)
            wanted =
                (size_t)(end - request) + 4 + (header != NULL ? strtoul(header + 15, NULL, 10) : 0);
    }
}

static void wait_until_gone(int client)
{
    struct pollfd gone = {.fd = client, .events = POLLRDHUP};

    (void)poll(&gone, 1, -1);
}

static void trickle(SSL *ssl, const char *answer)
{
    for (const char *c = answer; *c != '\0' && SSL_write(ssl, c, 1) == 1; c++)
        (void)poll(NULL, 0, 100);
}

static void misbehave(const struct hostile *hostile, SSL *ssl, int client)
{
    if (hostile->manner != HOSTILE_NO_READ)
        read_request(ssl);
    switch (hostile->manner) {
    case HOSTILE_TRICKLE:
        trickle(ssl, hostile->answer);
        break;
    case HOSTILE_SILENT:
    case HOSTILE_NO_READ:
        wait_until_gone(client);
        break;
    case HOSTILE_ANSWER:
        (void)SSL_write(ssl, hostile->answer, (int)strlen(hostile->answer));
        (void)SSL_shutdown(ssl);
        break;
    case HOSTILE_CUT:
        (void)SSL_write(ssl, hostile->answer, (int)strlen(hostile->answer));
        break;
    case HOSTILE_OLD_TLS:
    case HOSTILE_PLAIN:
        break;
    }
}

static void serve(const struct hostile *hostile, int client)
{
    SSL *ssl;

    if (hostile->manner == HOSTILE_PLAIN) {
        (void)!write(client, hostile->answer, strlen(hostile->answer));
        (void)close(client);
        return;
    }
    ssl = SSL_new(hostile->tls);
    must(ssl != NULL && SSL_set_fd(ssl, client), "SSL_new");
    if (SSL_accept(ssl) == 1)
        misbehave(hostile, ssl, client);
    SSL_free(ssl);
    (void)close(client);
}

static SSL_CTX *make_tls(const struct pki_pair *identity, enum hostile_manner manner)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());

    must(tls != NULL, "SSL_CTX_new");
    if (manner == HOSTILE_OLD_TLS)
        must(SSL_CTX_set_max_proto_version(tls, TLS1_2_VERSION), "TLS 1.2");
    must(SSL_CTX_use_certificate(tls, certificate_x509(identity->certificate)) == 1, "certificate");
    must(SSL_CTX_use_PrivateKey(tls, private_key_pkey(identity->key)) == 1, "key");
    return tls;
}

struct hostile_server hostile_server_start(const struct pki_pair *identity,
                                           enum hostile_manner manner, const char *answer)
{
    struct hostile_server server = {0};
    int listener = listen_anywhere(&server.port);
    struct hostile hostile = {make_tls(identity, manner), manner, answer};

    server.process = fork();
    must(server.process >= 0, "fork");
    if (server.process == 0) {
        (void)signal(SIGPIPE, SIG_IGN);
        for (;;)
            serve(&hostile, accept(listener, NULL, NULL));
    }
    SSL_CTX_free(hostile.tls);
    (void)close(listener);
    return server;
}

void hostile_server_stop(const struct hostile_server *server)
{
    (void)kill(server->process, SIGKILL);
    (void)waitpid(server->process, NULL, 0);
}
