#include "platform/http/connection.h"

#include "platform/crypto/openssl.h"

#include <event2/bufferevent_ssl.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <sys/socket.h>

static void release(struct connection *connection)
{
    struct connection_pool *pool = connection->pool;

    LIST_REMOVE(connection, entry);
    event_free(connection->deadline);
    buffer_finish(&connection->certificate);
    free(connection);
    pool->count--;
    pool->gone(pool->context);
}

/* libevent 2.1 tells nobody when it lets a connection go; its SSL object does. */
static void ssl_freed(void *ssl, void *connection, CRYPTO_EX_DATA *data, int index, long number,
                      void *context)
{
    (void)ssl;
    (void)data;
    (void)index;
    (void)number;
    (void)context;
    if (connection != NULL)
        release(connection);
}

bool connection_pool_init(struct connection_pool *pool, SSL_CTX *tls, struct error *error)
{
    LIST_INIT(&pool->list);
    pool->tls = tls;
    pool->ssl_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, ssl_freed);
    if (pool->ssl_index < 0)
        return openssl_error(error, ERROR_MEMORY, "no memory for connections");
    return true;
}

/* A shut socket looks to libevent as if the client had gone: it cleans up as it always does. */
static void cut(struct connection *connection)
{
    (void)shutdown(bufferevent_getfd(connection->stream), SHUT_RDWR);
}

static void deadline_came(evutil_socket_t socket, short events, void *context)
{
    (void)socket;
    (void)events;
    cut(context);
}

static struct connection *record_create(struct connection_pool *pool)
{
    struct connection *connection = calloc(1, sizeof *connection);

    if (connection == NULL)
        return NULL;
    connection->pool = pool;
    connection->deadline = evtimer_new(pool->base, deadline_came, connection);
    if (connection->deadline == NULL) {
        free(connection);
        return NULL;
    }
    buffer_init(&connection->certificate, CONNECTION_CERTIFICATE_MAX);
    LIST_INSERT_HEAD(&pool->list, connection, entry);
    pool->count++;
    return connection;
}

struct bufferevent *connection_accept(struct connection_pool *pool, int seconds)
{
    struct connection *connection = NULL;
    SSL *ssl = SSL_new(pool->tls);

    if (ssl == NULL)
        return NULL;
    connection = record_create(pool);
    if (connection == NULL || !SSL_set_ex_data(ssl, pool->ssl_index, connection))
        goto failed;
    connection->ssl = ssl;
    connection->stream = bufferevent_openssl_socket_new(
        pool->base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
    if (connection->stream == NULL)
        goto failed;
    connection_deadline(connection, seconds);
    return connection->stream;
failed:
    if (connection != NULL && SSL_get_ex_data(ssl, pool->ssl_index) == NULL)
        release(connection);
    SSL_free(ssl);
    return NULL;
}

struct connection *connection_of(const struct connection_pool *pool, struct evhttp_request *request)
{
    struct evhttp_connection *http = evhttp_request_get_connection(request);
    SSL *ssl;

    if (http == NULL)
        return NULL;
    ssl = bufferevent_openssl_get_ssl(evhttp_connection_get_bufferevent(http));
    return ssl != NULL ? SSL_get_ex_data(ssl, pool->ssl_index) : NULL;
}

void connection_deadline(struct connection *connection, int seconds)
{
    const struct timeval wait = {.tv_sec = seconds};

    (void)evtimer_add(connection->deadline, &wait);
}

static uint64_t bytes_read(const struct connection *connection)
{
    BIO *socket = SSL_get_rbio(connection->ssl);

    return socket != NULL ? BIO_number_read(socket) : 0;
}

void connection_answered(struct connection *connection)
{
    connection->read_at_answer = bytes_read(connection);
}

static bool is_idle(const struct connection *connection)
{
    return connection->read_at_answer != 0 && connection->read_at_answer == bytes_read(connection);
}

bool connection_identify(struct connection *connection, struct error *error)
{
    X509 *x509;
    uint8_t *out;
    int length;

    if (connection->certificate.length > 0)
        return true;
    /* Asked again although the handshake demands it: without an identity nothing is served. */
    if (SSL_get_verify_result(connection->ssl) != X509_V_OK)
        return error_set(error, ERROR_REFUSED, "the client's certificate did not verify");
    x509 = SSL_get1_peer_certificate(connection->ssl);
    if (x509 == NULL)
        return error_set(error, ERROR_REFUSED, "the client has no certificate");
    length = i2d_X509(x509, NULL);
    out = length > 0 ? buffer_extend(&connection->certificate, (size_t)length) : NULL;
    if (out == NULL || i2d_X509(x509, &out) != length) {
        X509_free(x509);
        buffer_clear(&connection->certificate);
        return error_set(error, ERROR_LIMIT, "the client's certificate is too large");
    }
    X509_free(x509);
    return true;
}

void connection_cut_all(struct connection_pool *pool, bool idle_only)
{
    struct connection *connection;

    LIST_FOREACH(connection, &pool->list, entry)
    if (!idle_only || is_idle(connection))
        cut(connection);
}
