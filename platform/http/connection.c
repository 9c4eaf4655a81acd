#include "platform/http/connection.h"

#include "platform/base/log.h"
#include "platform/crypto/openssl.h"
#include "platform/http/tls.h"

#include <event2/bufferevent_ssl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* So many of all may be at their handshake before one of them makes way rather than an idle one: a crowd
 * that comes back gets in, and silent ones put no more than these out. */
#define UNPROVEN_SHARE 4

static void release(struct connection *connection)
{
    struct connection_pool *pool = connection->pool;

    body_room_leave(connection);
    LIST_REMOVE(connection, entry);
    event_free(connection->deadline);
    buffer_finish(&connection->der);
    certificate_destroy(connection->client);
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

void connection_cut(struct connection *connection)
{
    connection->cut = true;
    body_room_give_up(connection);
    (void)shutdown(bufferevent_getfd(connection->stream), SHUT_RDWR);
}

static uint64_t bytes_read(const struct connection *connection)
{
    BIO *socket = SSL_get_rbio(connection->ssl);

    return socket != NULL ? BIO_number_read(socket) : 0;
}

static bool is_idle(const struct connection *connection)
{
    return connection->read_at_answer != 0 && connection->read_at_answer == bytes_read(connection);
}

/* ---- who it is ------------------------------------------------------------- */

bool connection_is_same_client(const struct connection *one, const struct connection *other)
{
    return one->client != NULL && other->client != NULL &&
           memcmp(certificate_fingerprint(one->client), certificate_fingerprint(other->client),
                  DIGEST_SIZE) == 0;
}

/* The list begins with the newest. One with the same key is the same kiosk, or has its key: the old
 * connection is the one that may be dead. */
static void make_room(struct connection *newest)
{
    struct connection *connection, *oldest = NULL;
    int count = 0;

    LIST_FOREACH(connection, &newest->pool->list, entry)
    if (!connection->cut && connection_is_same_client(connection, newest)) {
        count++;
        if (connection != newest)
            oldest = connection;
    }
    if (oldest != NULL && count > newest->pool->client_max)
        connection_cut(oldest);
}

static bool identify(struct connection *connection, struct error *error)
{
    X509 *x509 = SSL_get0_peer_certificate(connection->ssl);

    if (x509 == NULL)
        return true;
    connection->client = certificate_from_x509(x509, error);
    return connection->client != NULL &&
           certificate_encode_der(connection->client, &connection->der, error);
}

/* evhttp writes an answer in two pieces: with Nagle's delay the second would wait 40 ms for the
 * client's delayed acknowledgement of the first. */
static void send_at_once(const struct connection *connection)
{
    const int on = 1;

    (void)setsockopt(bufferevent_getfd(connection->stream), IPPROTO_TCP, TCP_NODELAY, &on,
                     sizeof on);
}

/* The client has shown that it holds the certificate's key only now. */
static void handshake_done(struct connection *connection)
{
    struct error error = {0};

    if (connection->proven)
        return;
    if (!identify(connection, &error)) {
        log_error("a connection ends: %s", error.text);
        connection_cut(connection);
        return;
    }
    connection->proven = true;
    send_at_once(connection);
    connection->judged = connection->pool->reload;
    make_room(connection);
}

static void ssl_event(const SSL *ssl, int where, int result)
{
    const struct connection_pool *pool = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    struct connection *connection = SSL_get_ex_data(ssl, pool->ssl_index);

    (void)result;
    if ((where & SSL_CB_HANDSHAKE_DONE) != 0 && connection != NULL)
        handshake_done(connection);
}

static bool admits(const struct connection_pool *pool, const struct certificate *client)
{
    return pool->admit == NULL || pool->admit(pool->admit_context, client);
}

int connection_judge_handshake(X509_STORE_CTX *store, void *context)
{
    const struct connection_pool *pool = context;
    X509 *x509 = X509_STORE_CTX_get0_cert(store);
    const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    int result = tls_judge_client(SSL_get_SSL_CTX(ssl), x509, pool->client_expired_seconds);

    if (result == X509_V_OK) {
        struct certificate *client = certificate_from_x509(x509, NULL);

        if (client == NULL)
            result = X509_V_ERR_OUT_OF_MEM;
        else if (!admits(pool, client))
            result = X509_V_ERR_CERT_REVOKED;
        certificate_destroy(client);
    }
    X509_STORE_CTX_set_error(store, result);
    return result == X509_V_OK;
}

bool connection_judge(struct connection *connection, struct error *error)
{
    struct connection_pool *pool = connection->pool;
    int result = X509_V_OK;

    if (!connection->proven)
        return error_set(error, ERROR_REFUSED, "a request before the end of the handshake");
    if (connection->client == NULL)
        return (SSL_CTX_get_verify_mode(pool->tls) & SSL_VERIFY_FAIL_IF_NO_PEER_CERT) == 0 ||
               error_set(error, ERROR_REFUSED, "the client has no certificate");
    if (connection->judged != pool->reload ||
        certificate_not_after(connection->client) < time(NULL))
        result = tls_judge_client(pool->tls, certificate_x509(connection->client),
                                  pool->client_expired_seconds);
    if (result != X509_V_OK)
        return error_set(error, ERROR_REFUSED, "the certificate of %s: %s",
                         certificate_name(connection->client),
                         X509_verify_cert_error_string(result));
    connection->judged = pool->reload;
    return admits(pool, connection->client) ||
           error_set(error, ERROR_REFUSED, "%s is refused", certificate_name(connection->client));
}

/* ---- all of them ----------------------------------------------------------- */

static void adopt(struct connection_pool *pool, SSL_CTX *tls)
{
    SSL_CTX_set_app_data(tls, pool);
    SSL_CTX_set_info_callback(tls, ssl_event);
    pool->tls = tls;
}

bool connection_pool_init(struct connection_pool *pool, SSL_CTX *tls, struct error *error)
{
    LIST_INIT(&pool->list);
    body_room_init(&pool->room, pool->request_seconds);
    adopt(pool, tls);
    pool->ssl_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, ssl_freed);
    if (pool->ssl_index < 0)
        return openssl_error(error, ERROR_MEMORY, "no memory for connections");
    return true;
}

void connection_pool_finish(struct connection_pool *pool)
{
    SSL_CTX_free(pool->tls);
    pool->tls = NULL;
}

void connection_pool_reload(struct connection_pool *pool, SSL_CTX *tls)
{
    SSL_CTX_free(pool->tls);
    adopt(pool, tls);
    pool->reload++;
}

void connection_cut_all(struct connection_pool *pool, bool idle_only)
{
    struct connection *connection;

    LIST_FOREACH(connection, &pool->list, entry)
    if (!idle_only || is_idle(connection))
        connection_cut(connection);
}

/* The list begins with the newest. */
void connection_make_way(struct connection_pool *pool)
{
    struct connection *connection, *unproven = NULL, *idle = NULL;
    int unproven_count = 0;

    LIST_FOREACH(connection, &pool->list, entry)
    if (!connection->cut) {
        if (!connection->proven) {
            unproven = connection;
            unproven_count++;
        } else if (is_idle(connection)) {
            idle = connection;
        }
    }
    if (idle != NULL && unproven_count <= pool->count / UNPROVEN_SHARE)
        connection_cut(idle);
    else if (unproven != NULL || idle != NULL)
        connection_cut(unproven != NULL ? unproven : idle);
}

/* ---- one of them ----------------------------------------------------------- */

static void deadline_came(evutil_socket_t socket, short events, void *context)
{
    (void)socket;
    (void)events;
    connection_cut(context);
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
    buffer_init(&connection->der, CONNECTION_CERTIFICATE_MAX);
    LIST_INSERT_HEAD(&pool->list, connection, entry);
    pool->count++;
    return connection;
}

struct bufferevent *connection_accept(struct connection_pool *pool)
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
    if (!body_room_watch(connection)) {
        bufferevent_free(connection->stream); /* and with it the rest */
        return NULL;
    }
    connection_deadline(connection, pool->request_seconds);
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

void connection_answered(struct connection *connection)
{
    connection->read_at_answer = bytes_read(connection);
}

void connection_hold(struct connection *connection)
{
    bufferevent_data_cb read, write;
    bufferevent_event_cb event;
    void *context;

    bufferevent_getcb(connection->stream, &read, &write, &event, &context);
    bufferevent_setcb(connection->stream, NULL, write, event, context);
    (void)bufferevent_disable(connection->stream, EV_READ);
}
