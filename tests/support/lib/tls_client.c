#include "tests/support/lib/tls_client.h"

#include "tests/support/lib/cmocka.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int tls_client_connect(uint16_t port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval patience = {.tv_sec = 20};
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof address), 0);
    return client;
}

bool tls_client_open(struct tls_client *client, uint16_t port, const struct pki_pair *identity)
{
    *client = (struct tls_client){.tls = SSL_CTX_new(TLS_client_method()),
                                  .socket = tls_client_connect(port)};
    if (identity != NULL) {
        SSL_CTX_use_certificate(client->tls, certificate_x509(identity->certificate));
        SSL_CTX_use_PrivateKey(client->tls, private_key_pkey(identity->key));
    }
    client->ssl = SSL_new(client->tls);
    SSL_set_fd(client->ssl, client->socket);
    return SSL_connect(client->ssl) == 1;
}

void tls_client_close(struct tls_client *client)
{
    SSL_free(client->ssl);
    SSL_CTX_free(client->tls);
    close(client->socket);
}

bool tls_client_send(struct tls_client *client, const char *text)
{
    return SSL_write(client->ssl, text, (int)strlen(text)) > 0;
}

static bool is_whole(const char *answer)
{
    const char *body = strstr(answer, "\r\n\r\n");
    const char *length = strstr(answer, "Content-Length: ");

    return body != NULL && length != NULL &&
           strlen(body + 4) >= strtoul(length + strlen("Content-Length: "), NULL, 10);
}

const char *tls_client_read(struct tls_client *client)
{
    size_t length = 0;

    client->got[0] = '\0';
    while (!is_whole(client->got)) {
        int more =
            SSL_read(client->ssl, client->got + length, (int)(sizeof client->got - 1 - length));

        if (more <= 0)
            return "";
        length += (size_t)more;
        client->got[length] = '\0';
    }
    return client->got;
}

void tls_client_expect(struct tls_client *client, const char *status, const char *words)
{
    const char *answer = tls_client_read(client);

    if (strncmp(answer, "HTTP/1.1 ", 9) != 0 || strncmp(answer + 9, status, 3) != 0 ||
        strstr(answer, words) == NULL)
        fail_msg("no %s with '%s' but: %s", status, words, answer);
}

void tls_client_ask(struct tls_client *client, const char *request, const char *status,
                    const char *words)
{
    assert_true(tls_client_send(client, request));
    tls_client_expect(client, status, words);
}
