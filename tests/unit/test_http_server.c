#include "platform/crypto/openssl.h"
#include "platform/http/server.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/pki.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEPT_MAX 16
#define DAY      86400

/* ---- TLS that can fail ------------------------------------------------------ */

static bool no_tls; /* set in the server's process only */

/* Stands before libssl's: a server without memory. */
SSL *SSL_new(SSL_CTX *context)
{
    SSL *(*next)(SSL_CTX *) = NULL;
    void *found = dlsym(RTLD_NEXT, "SSL_new");

    memcpy(&next, &found, sizeof next);
    return no_tls ? NULL : next(context);
}

/* ---- the server under test, in a process of its own ------------------------- */

struct serving {
    struct http_server *server;
    const struct pki *pki;
    const struct pki_pair *other; /* what a reload changes to */
    struct http_kept *kept[KEPT_MAX];
    size_t count;
    int turns;  /* until what is kept is answered; 0: not by turns */
    bool waits; /* for the next of them, in place of being woken */
    bool refusing;
};

static bool admit(void *context, const struct certificate *client)
{
    const struct serving *serving = context;

    return !serving->refusing || strcmp(certificate_name(client), PKI_KIOSK_ID) != 0;
}

static void release_all(struct serving *serving)
{
    for (size_t i = 0; i < serving->count; i++) {
        struct http_answer *answer = http_kept_answer(serving->kept[i]);
        const struct http_request *request = http_kept_request(serving->kept[i]);

        answer->status = 200;
        buffer_append_format(&answer->body, "%zu of %zu for %s: %.*s", i + 1, serving->count,
                             certificate_name(request->client), (int)request->length,
                             (const char *)request->body);
        http_kept_send(serving->kept[i]);
    }
    serving->count = 0;
}

static void *wake(void *context)
{
    const struct serving *serving = context;

    http_server_wake(serving->server);
    return NULL;
}

/* The first turn has the second one brought, by another thread or by time. */
static void take_turn(struct serving *serving)
{
    pthread_t thread;

    if (--serving->turns == 0)
        release_all(serving);
    else if (serving->waits)
        http_server_turn_in(serving->server, 20);
    else if (pthread_create(&thread, NULL, wake, serving) != 0 || pthread_detach(thread) != 0)
        abort();
}

static void turn(void *context)
{
    struct serving *serving = context;

    if (serving->turns > 0)
        take_turn(serving);
    else if (serving->count == 3)
        release_all(serving);
}

static void keep_for_two_turns(struct serving *serving, const struct http_request *request)
{
    serving->kept[serving->count++] = http_server_keep(serving->server, request);
    serving->turns = 2;
    serving->waits = strcmp(request->path, "/keep-a-while") == 0;
}

static void reload(void *context)
{
    struct serving *serving = context;
    const struct pki_pair *pair = serving->other;

    if (!http_server_reload(serving->server, pair->certificate, pair->key,
                            serving->pki->issuing.certificate, NULL))
        abort();
}

static void handle(void *context, const struct http_request *request, struct http_answer *answer)
{
    struct serving *serving = context;

    answer->status = 200;
    if (strcmp(request->path, "/keep") == 0)
        serving->kept[serving->count++] = http_server_keep(serving->server, request);
    else if (strcmp(request->path, "/keep-a-while") == 0 ||
             strcmp(request->path, "/keep-till-woken") == 0)
        keep_for_two_turns(serving, request);
    else if (strcmp(request->path, "/keep-and-release") == 0) {
        serving->kept[serving->count++] = http_server_keep(serving->server, request);
        release_all(serving);
    } else if (strcmp(request->path, "/release") == 0)
        release_all(serving);
    else if (strcmp(request->path, "/refuse") == 0)
        serving->refusing = true;
    buffer_append_format(&answer->body, "%s%s%s",
                         request->client != NULL ? certificate_name(request->client) : "nobody",
                         request->certificate_expired ? " expired" : "", request->authorization);
    answer->content_type = "text/plain";
    answer->headers[0] = (struct http_header){"WWW-Authenticate", "Basic realm=\"enrolment\""};
}

struct fixture {
    struct pki pki;
    struct pki_pair other;
    pid_t process;
    uint16_t port;
};

enum trouble { NO_TROUBLE, FEW_DESCRIPTORS, NO_TLS };

static void make_trouble(enum trouble trouble)
{
    struct rlimit few = {.rlim_cur = 40, .rlim_max = 40};

    if (trouble == FEW_DESCRIPTORS)
        (void)setrlimit(RLIMIT_NOFILE, &few);
    no_tls = trouble == NO_TLS;
}

static void run_server(const struct fixture *fixture, const struct http_server_settings *settings,
                       enum trouble trouble, int port_out)
{
    struct serving serving = {.pki = &fixture->pki, .other = &fixture->other};
    uint16_t port = 0;
    bool fine;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    serving.server = http_server_create(settings, handle, &serving, NULL);
    if (serving.server != NULL)
        port = http_server_port(serving.server);
    make_trouble(trouble);
    fine = write(port_out, &port, sizeof port) == sizeof port && port != 0 &&
           http_server_run(serving.server, NULL);
    http_server_destroy(serving.server);
    _exit(fine ? 0 : 1);
}

static void start(struct fixture *fixture, struct http_server_settings settings,
                  enum trouble trouble)
{
    int port[2];

    settings.address = "127.0.0.1";
    settings.certificate = fixture->pki.server.certificate;
    settings.key = fixture->pki.server.key;
    settings.client_root = fixture->pki.issuing.certificate;
    settings.admit = admit;
    settings.turn = turn;
    settings.reload = reload;
    assert_int_equal(pipe2(port, O_CLOEXEC), 0);
    fixture->process = fork();
    if (fixture->process == 0)
        run_server(fixture, &settings, trouble, port[1]);
    assert_int_equal(read(port[0], &fixture->port, sizeof fixture->port), sizeof fixture->port);
    assert_int_not_equal(fixture->port, 0);
    close(port[0]);
    close(port[1]);
}

static void stop(struct fixture *fixture)
{
    int status = 0;

    assert_int_equal(kill(fixture->process, SIGTERM), 0);
    assert_int_equal(waitpid(fixture->process, &status, 0), fixture->process);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    (void)signal(SIGPIPE, SIG_IGN);
    pki_start(&fixture->pki);
    fixture->other =
        pki_make(&fixture->pki, &fixture->pki.tls_root, PURPOSE_TLS_SERVER, "another", 0, 5);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    pki_pair_finish(&fixture->other);
    pki_stop(&fixture->pki);
    free(fixture);
    return 0;
}

/* ---- a client that sends what it likes -------------------------------------- */

struct client {
    SSL_CTX *tls;
    SSL *ssl;
    int socket;
    char got[4096];
};

static int connect_to(uint16_t port)
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

/* `identity` may be NULL. False when the handshake fails; a refusal shows at the first read. */
static bool client_open(struct client *client, uint16_t port, const struct pki_pair *identity)
{
    *client = (struct client){.tls = SSL_CTX_new(TLS_client_method()), .socket = connect_to(port)};
    if (identity != NULL) {
        SSL_CTX_use_certificate(client->tls, certificate_x509(identity->certificate));
        SSL_CTX_use_PrivateKey(client->tls, private_key_pkey(identity->key));
    }
    client->ssl = SSL_new(client->tls);
    SSL_set_fd(client->ssl, client->socket);
    return SSL_connect(client->ssl) == 1;
}

static void client_close(struct client *client)
{
    SSL_free(client->ssl);
    SSL_CTX_free(client->tls);
    close(client->socket);
}

static bool client_send(struct client *client, const char *text)
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

/* The next answer, as text; "" when the connection ended. */
static const char *client_read(struct client *client)
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

#define GET(path)        "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define POST(path, body) "POST " path " HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n" body

static void assert_answer(struct client *client, const char *status, const char *words)
{
    const char *answer = client_read(client);

    if (strncmp(answer, "HTTP/1.1 ", 9) != 0 || strncmp(answer + 9, status, 3) != 0 ||
        strstr(answer, words) == NULL)
        fail_msg("no %s with '%s' but: %s", status, words, answer);
}

static void ask(struct client *client, const char *request, const char *status, const char *words)
{
    assert_true(client_send(client, request));
    assert_answer(client, status, words);
}

/* ---- answers that come later ------------------------------------------------ */

static void test_requests_of_several_are_answered_together(void **state)
{
    struct fixture *fixture = *state;
    struct client clients[3];

    start(fixture, (struct http_server_settings){0}, NO_TROUBLE);
    for (size_t i = 0; i < 3; i++) {
        assert_true(client_open(&clients[i], fixture->port, &fixture->pki.kiosk));
        assert_true(client_send(&clients[i], POST("/keep", "hello")));
    }
    for (size_t i = 0; i < 3; i++) {
        assert_answer(&clients[i], "200", "of 3 for 0417: hello");
        client_close(&clients[i]);
    }
    stop(fixture);
}

static void test_a_handler_may_answer_what_it_kept(void **state)
{
    struct fixture *fixture = *state;
    struct client client;

    start(fixture, (struct http_server_settings){0}, NO_TROUBLE);
    assert_true(client_open(&client, fixture->port, &fixture->pki.kiosk));
    ask(&client, POST("/keep-and-release", "hello"), "200", "1 of 1 for 0417: hello");
    ask(&client, POST("/keep-and-release", "again"), "200", "1 of 1 for 0417: again");
    client_close(&client);
    stop(fixture);
}

static void assert_answered_at(struct fixture *fixture, const char *request)
{
    struct client client;

    start(fixture, (struct http_server_settings){0}, NO_TROUBLE);
    assert_true(client_open(&client, fixture->port, &fixture->pki.kiosk));
    ask(&client, request, "200", "1 of 1 for 0417: hello");
    client_close(&client);
    stop(fixture);
}

static void test_another_thread_can_bring_the_answer(void **state)
{
    assert_answered_at(*state, POST("/keep-till-woken", "hello"));
}

static void test_an_answer_can_come_after_a_while(void **state)
{
    assert_answered_at(*state, POST("/keep-a-while", "hello"));
}

static void assert_survives_a_client_that_goes(struct fixture *fixture, const char *request)
{
    struct client gone, stays;

    start(fixture, (struct http_server_settings){0}, NO_TROUBLE);
    assert_true(client_open(&gone, fixture->port, &fixture->pki.kiosk));
    assert_true(client_send(&gone, request));
    assert_true(client_open(&stays, fixture->port, &fixture->pki.kiosk));
    ask(&stays, GET("/"), "200", "0417");
    client_close(&gone);
    ask(&stays, GET("/"), "200", "0417");
    ask(&stays, GET("/release"), "200", "0417");
    ask(&stays, GET("/"), "200", "0417");
    client_close(&stays);
    stop(fixture);
}

static void test_a_client_may_go_before_its_answer(void **state)
{
    assert_survives_a_client_that_goes(*state, POST("/keep", "hello"));
    assert_survives_a_client_that_goes(*state, GET("/keep"));
}

static void test_requests_sent_ahead_wait_for_their_turn(void **state)
{
    struct fixture *fixture = *state;
    struct client eager, other;

    start(fixture, (struct http_server_settings){0}, NO_TROUBLE);
    assert_true(client_open(&eager, fixture->port, &fixture->pki.kiosk));
    assert_true(client_send(&eager, GET("/keep") GET("/one") POST("/two", "hello")));
    assert_true(client_open(&other, fixture->port, &fixture->pki.kiosk));
    ask(&other, GET("/"), "200", "0417");
    assert_true(client_send(&eager, GET("/three")));
    ask(&other, GET("/"), "200", "0417");
    ask(&other, GET("/release"), "200", "0417");
    for (int i = 0; i < 4; i++)
        assert_answer(&eager, "200", "0417");
    client_close(&eager);
    client_close(&other);
    stop(fixture);
}

static void test_a_server_that_ends_lets_kept_requests_go(void **state)
{
    struct fixture *fixture = *state;
    struct client client;

    start(fixture, (struct http_server_settings){.answer_seconds = 1}, NO_TROUBLE);
    assert_true(client_open(&client, fixture->port, &fixture->pki.kiosk));
    assert_true(client_send(&client, POST("/keep", "hello")));
    client_close(&client);
    stop(fixture);
}

/* ---- who may come ----------------------------------------------------------- */

static void test_a_kept_connection_of_a_refused_client_ends(void **state)
{
    struct fixture *fixture = *state;
    struct client kept, fresh;

    start(fixture, (struct http_server_settings){0}, NO_TROUBLE);
    assert_true(client_open(&kept, fixture->port, &fixture->pki.kiosk));
    ask(&kept, GET("/refuse"), "200", "0417");
    ask(&kept, GET("/"), "403", "Connection: close");
    assert_string_equal(client_read(&kept), "");
    (void)client_open(&fresh, fixture->port, &fixture->pki.kiosk);
    assert_string_equal(client_read(&fresh), "");
    assert_int_equal(ERR_GET_REASON(ERR_get_error()), SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED);
    client_close(&kept);
    client_close(&fresh);
    stop(fixture);
}

static void test_guests_come_where_they_may(void **state)
{
    struct fixture *fixture = *state;
    struct client guest, kiosk;

    start(fixture, (struct http_server_settings){.clients = HTTP_CLIENTS_OPTIONAL}, NO_TROUBLE);
    assert_true(client_open(&guest, fixture->port, NULL));
    ask(&guest, "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic abc\r\n\r\n", "200",
        "nobodyBasic abc");
    assert_non_null(strstr(guest.got, "WWW-Authenticate: Basic realm=\"enrolment\""));
    assert_non_null(strstr(guest.got, "Content-Type: text/plain"));
    assert_true(client_open(&kiosk, fixture->port, &fixture->pki.kiosk));
    ask(&kiosk, GET("/"), "200", "0417");
    client_close(&guest);
    client_close(&kiosk);
    stop(fixture);
}

static void assert_turned_away(struct fixture *fixture, const struct pki_pair *identity,
                               struct http_server_settings settings)
{
    struct client client;

    start(fixture, settings, NO_TROUBLE);
    if (client_open(&client, fixture->port, identity)) {
        (void)client_send(&client, GET("/"));
        assert_string_equal(client_read(&client), "");
    }
    client_close(&client);
    stop(fixture);
}

static void test_a_false_certificate_is_worse_than_none(void **state)
{
    struct fixture *fixture = *state;
    struct pki_pair foreign =
        pki_make(&fixture->pki, &fixture->pki.site_root, PURPOSE_TLS_CLIENT, "0417", 0, 5);

    assert_turned_away(fixture, &foreign,
                       (struct http_server_settings){.clients = HTTP_CLIENTS_OPTIONAL});
    pki_pair_finish(&foreign);
}

static void test_an_ended_certificate_comes_in_only_within_its_time(void **state)
{
    struct fixture *fixture = *state;
    struct pki_pair ended = /* six days ago */
        pki_make(&fixture->pki, &fixture->pki.issuing, PURPOSE_TLS_CLIENT, "0418", -9, 3);
    struct client client;

    start(fixture, (struct http_server_settings){.client_expired_seconds = 7 * DAY}, NO_TROUBLE);
    assert_true(client_open(&client, fixture->port, &ended));
    ask(&client, GET("/"), "200", "0418 expired");
    client_close(&client);
    stop(fixture);
    assert_turned_away(fixture, &ended,
                       (struct http_server_settings){.client_expired_seconds = 5 * DAY});
    pki_pair_finish(&ended);
}

static void test_an_ended_certificate_of_a_stranger_never_comes_in(void **state)
{
    struct fixture *fixture = *state;
    struct pki_pair ended =
        pki_make(&fixture->pki, &fixture->pki.site_root, PURPOSE_TLS_CLIENT, "0418", -9, 3);

    assert_turned_away(fixture, &ended,
                       (struct http_server_settings){.client_expired_seconds = 7 * DAY});
    pki_pair_finish(&ended);
}

static void assert_shows(const struct client *client, const struct pki_pair *server)
{
    X509 *shown = SSL_get0_peer_certificate(client->ssl);

    assert_int_equal(X509_cmp(shown, certificate_x509(server->certificate)), 0);
}

static void test_a_reload_drops_nobody(void **state)
{
    struct fixture *fixture = *state;
    struct client before, after;

    start(fixture, (struct http_server_settings){0}, NO_TROUBLE);
    assert_true(client_open(&before, fixture->port, &fixture->pki.kiosk));
    ask(&before, GET("/"), "200", "0417");
    assert_shows(&before, &fixture->pki.server);
    assert_int_equal(kill(fixture->process, SIGHUP), 0);
    ask(&before, GET("/"), "200", "0417"); /* the loop sees to signals first */
    assert_true(client_open(&after, fixture->port, &fixture->pki.kiosk));
    assert_shows(&after, &fixture->other);
    ask(&after, GET("/"), "200", "0417");
    ask(&before, GET("/"), "200", "0417");
    client_close(&before);
    client_close(&after);
    stop(fixture);
}

/* ---- limits ----------------------------------------------------------------- */

static void test_one_more_of_a_client_ends_its_oldest(void **state)
{
    struct fixture *fixture = *state;
    struct client clients[3];

    start(fixture, (struct http_server_settings){.client_max = 2}, NO_TROUBLE);
    for (size_t i = 0; i < 3; i++) {
        assert_true(client_open(&clients[i], fixture->port, &fixture->pki.kiosk));
        ask(&clients[i], GET("/"), "200", "0417");
    }
    assert_string_equal(client_read(&clients[0]), "");
    ask(&clients[1], GET("/"), "200", "0417");
    for (size_t i = 0; i < 3; i++)
        client_close(&clients[i]);
    stop(fixture);
}

static void test_the_silent_and_the_idle_make_way(void **state)
{
    struct fixture *fixture = *state;
    struct client idle, client;
    int silent[4];

    start(fixture, (struct http_server_settings){.connections_max = 4}, NO_TROUBLE);
    assert_true(client_open(&idle, fixture->port, &fixture->pki.kiosk));
    ask(&idle, GET("/"), "200", "0417");
    for (size_t i = 0; i < 4; i++)
        silent[i] = connect_to(fixture->port);
    assert_true(client_open(&client, fixture->port, &fixture->pki.kiosk));
    ask(&client, GET("/"), "200", "0417");
    for (size_t i = 0; i < 4; i++)
        close(silent[i]);
    client_close(&idle);
    client_close(&client);
    stop(fixture);
}

/* A crowd comes back while all places are kept by those who were served. */
static void test_who_has_just_come_in_stays_before_the_idle(void **state)
{
    struct fixture *fixture = *state;
    struct client idle[7], client;
    char byte;
    int new_one;

    start(fixture, (struct http_server_settings){.connections_max = 8, .client_max = 100},
          NO_TROUBLE);
    for (size_t i = 0; i < 7; i++) {
        assert_true(client_open(&idle[i], fixture->port, &fixture->pki.kiosk));
        ask(&idle[i], GET("/"), "200", "0417");
    }
    new_one = connect_to(fixture->port);
    assert_true(client_open(&client, fixture->port, &fixture->pki.kiosk));
    ask(&client, GET("/"), "200", "0417");
    assert_int_equal(recv(new_one, &byte, 1, MSG_DONTWAIT), -1);
    assert_string_equal(client_read(&idle[0]), "");
    close(new_one);
    for (size_t i = 0; i < 7; i++)
        client_close(&idle[i]);
    client_close(&client);
    stop(fixture);
}

static double cpu_seconds(pid_t process)
{
    char path[64], text[1024];
    unsigned long user = 0, system = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(text, sizeof text, file));
    fclose(file);
    assert_int_equal(sscanf(strrchr(text, ')') + 2,
                            "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system),
                     2);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void test_a_lack_of_descriptors_does_not_spin(void **state)
{
    struct fixture *fixture = *state;
    struct client busy[60];
    size_t count = 0;
    double before;

    start(fixture, (struct http_server_settings){.client_max = 100}, FEW_DESCRIPTORS);
    /* Connections with a request under way make no way for others. */
    while (count < 12) {
        assert_true(client_open(&busy[count], fixture->port, &fixture->pki.kiosk));
        assert_true(client_send(&busy[count++], "GET / HTTP/1.1\r\nHost:"));
    }
    for (; count < 60; count++)
        busy[count] = (struct client){.socket = connect_to(fixture->port)};
    before = cpu_seconds(fixture->process);
    poll(NULL, 0, 1000);
    assert_true(cpu_seconds(fixture->process) - before < 0.2);
    for (size_t i = 0; i < count; i++)
        client_close(&busy[i]);
    assert_true(client_open(&busy[0], fixture->port, &fixture->pki.kiosk));
    ask(&busy[0], GET("/"), "200", "0417");
    client_close(&busy[0]);
    stop(fixture);
}

/* A chunk's length without an end: libevent 2.1 would gather it for ever. */
static void test_endless_input_is_cut(void **state)
{
    struct fixture *fixture = *state;
    struct client client;
    char *digits = malloc(1u << 20);
    size_t sent = 0;

    memset(digits, '0', 1u << 20);
    start(fixture, (struct http_server_settings){0}, NO_TROUBLE);
    assert_true(client_open(&client, fixture->port, &fixture->pki.kiosk));
    assert_true(client_send(&client, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
                                     "\r\n\r\n"));
    while (sent < 256 && SSL_write(client.ssl, digits, 1 << 20) > 0)
        sent++;
    assert_true(sent < 32);
    free(digits);
    client_close(&client);
    stop(fixture);
}

static void test_without_tls_it_ends_rather_than_serve_in_the_clear(void **state)
{
    struct fixture *fixture = *state;
    const struct rlimit no_core = {0};
    char answer[64];
    int status = 0, client;

    setrlimit(RLIMIT_CORE, &no_core);
    start(fixture, (struct http_server_settings){0}, NO_TLS);
    client = connect_to(fixture->port);
    assert_true(write(client, GET("/"), strlen(GET("/"))) > 0);
    assert_true(read(client, answer, sizeof answer) <= 0);
    close(client);
    assert_int_equal(waitpid(fixture->process, &status, 0), fixture->process);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

#define WITH_KEYS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_KEYS(test_requests_of_several_are_answered_together),
        WITH_KEYS(test_a_handler_may_answer_what_it_kept),
        WITH_KEYS(test_another_thread_can_bring_the_answer),
        WITH_KEYS(test_an_answer_can_come_after_a_while),
        WITH_KEYS(test_a_client_may_go_before_its_answer),
        WITH_KEYS(test_requests_sent_ahead_wait_for_their_turn),
        WITH_KEYS(test_a_server_that_ends_lets_kept_requests_go),
        WITH_KEYS(test_a_kept_connection_of_a_refused_client_ends),
        WITH_KEYS(test_guests_come_where_they_may),
        WITH_KEYS(test_a_false_certificate_is_worse_than_none),
        WITH_KEYS(test_an_ended_certificate_comes_in_only_within_its_time),
        WITH_KEYS(test_an_ended_certificate_of_a_stranger_never_comes_in),
        WITH_KEYS(test_a_reload_drops_nobody),
        WITH_KEYS(test_one_more_of_a_client_ends_its_oldest),
        WITH_KEYS(test_the_silent_and_the_idle_make_way),
        WITH_KEYS(test_who_has_just_come_in_stays_before_the_idle),
        WITH_KEYS(test_a_lack_of_descriptors_does_not_spin),
        WITH_KEYS(test_endless_input_is_cut),
        WITH_KEYS(test_without_tls_it_ends_rather_than_serve_in_the_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
