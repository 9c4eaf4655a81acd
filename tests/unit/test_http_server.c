#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/http_bed.h"
#include "tests/support/lib/tls_client.h"

#include <dlfcn.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- what a server may lack ------------------------------------------------- */

static bool no_tls; /* set in the server's process only */

/* Stands before libssl's: a server without memory. */
SSL *SSL_new(SSL_CTX *context)
{
    SSL *(*next)(SSL_CTX *) = NULL;
    void *found = dlsym(RTLD_NEXT, "SSL_new");

    memcpy(&next, &found, sizeof next);
    return no_tls ? NULL : next(context);
}

static void leave_no_tls(void)
{
    no_tls = true;
}

static void leave_few_descriptors(void)
{
    const struct rlimit few = {.rlim_cur = 40, .rlim_max = 40};

    (void)setrlimit(RLIMIT_NOFILE, &few);
}

/* ---- answers that come later ------------------------------------------------ */

static void test_requests_of_several_are_answered_together(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client clients[3];

    http_bed_start(bed, (struct http_server_settings){0}, NULL);
    for (size_t i = 0; i < 3; i++) {
        assert_true(tls_client_open(&clients[i], bed->port, &bed->pki.kiosk));
        assert_true(tls_client_send(&clients[i], POST("/keep", "hello")));
    }
    for (size_t i = 0; i < 3; i++) {
        tls_client_expect(&clients[i], "200", "of 3 for 0417: hello");
        tls_client_close(&clients[i]);
    }
    http_bed_stop(bed);
}

static void test_a_handler_may_answer_what_it_kept(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client client;

    http_bed_start(bed, (struct http_server_settings){0}, NULL);
    assert_true(tls_client_open(&client, bed->port, &bed->pki.kiosk));
    tls_client_ask(&client, POST("/keep-and-release", "hello"), "200", "1 of 1 for 0417: hello");
    tls_client_ask(&client, POST("/keep-and-release", "again"), "200", "1 of 1 for 0417: again");
    tls_client_close(&client);
    http_bed_stop(bed);
}

static void assert_answered_at(struct http_bed *bed, const char *request)
{
    struct tls_client client;

    http_bed_start(bed, (struct http_server_settings){0}, NULL);
    assert_true(tls_client_open(&client, bed->port, &bed->pki.kiosk));
    tls_client_ask(&client, request, "200", "1 of 1 for 0417: hello");
    tls_client_close(&client);
    http_bed_stop(bed);
}

static void test_another_thread_can_bring_the_answer(void **state)
{
    assert_answered_at(*state, POST("/keep-till-woken", "hello"));
}

static void test_an_answer_can_come_after_a_while(void **state)
{
    assert_answered_at(*state, POST("/keep-a-while", "hello"));
}

/* What was sent before another's request need not come before it: a delayed acknowledgement may be between. */
static void wait_for_one_kept(struct tls_client *client)
{
    for (int i = 0; i < 100000; i++) {
        tls_client_ask(client, GET("/kept"), "200", "kept, asks 0417");
        if (strstr(client->got, "\r\n\r\n1 kept") != NULL)
            return;
    }
    fail_msg("the request to be kept did not come");
}

static void assert_survives_a_client_that_goes(struct http_bed *bed, const char *request)
{
    struct tls_client gone, stays;

    http_bed_start(bed, (struct http_server_settings){0}, NULL);
    assert_true(tls_client_open(&gone, bed->port, &bed->pki.kiosk));
    assert_true(tls_client_send(&gone, request));
    assert_true(tls_client_open(&stays, bed->port, &bed->pki.kiosk));
    wait_for_one_kept(&stays);
    tls_client_close(&gone);
    tls_client_ask(&stays, GET("/"), "200", "0417");
    tls_client_ask(&stays, GET("/release"), "200", "0417");
    tls_client_ask(&stays, GET("/"), "200", "0417");
    tls_client_close(&stays);
    http_bed_stop(bed);
}

static void test_a_client_may_go_before_its_answer(void **state)
{
    assert_survives_a_client_that_goes(*state, POST("/keep", "hello"));
    assert_survives_a_client_that_goes(*state, GET("/keep"));
}

static void test_requests_sent_ahead_wait_for_their_turn(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client eager, other;

    http_bed_start(bed, (struct http_server_settings){0}, NULL);
    assert_true(tls_client_open(&eager, bed->port, &bed->pki.kiosk));
    assert_true(tls_client_send(&eager, GET("/keep") GET("/one") POST("/two", "hello")));
    assert_true(tls_client_open(&other, bed->port, &bed->pki.kiosk));
    wait_for_one_kept(&other);
    assert_true(tls_client_send(&eager, GET("/three")));
    tls_client_ask(&other, GET("/"), "200", "0417");
    tls_client_ask(&other, GET("/release"), "200", "0417");
    for (int i = 0; i < 4; i++)
        tls_client_expect(&eager, "200", "0417");
    tls_client_close(&eager);
    tls_client_close(&other);
    http_bed_stop(bed);
}

static void test_a_server_that_ends_lets_kept_requests_go(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client client;

    http_bed_start(bed, (struct http_server_settings){.answer_seconds = 1}, NULL);
    assert_true(tls_client_open(&client, bed->port, &bed->pki.kiosk));
    assert_true(tls_client_send(&client, POST("/keep", "hello")));
    tls_client_close(&client);
    http_bed_stop(bed);
}
/* ---- limits ----------------------------------------------------------------- */

static void test_one_more_of_a_client_ends_its_oldest(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client clients[3];

    http_bed_start(bed, (struct http_server_settings){.client_max = 2}, NULL);
    for (size_t i = 0; i < 3; i++) {
        assert_true(tls_client_open(&clients[i], bed->port, &bed->pki.kiosk));
        tls_client_ask(&clients[i], GET("/"), "200", "0417");
    }
    assert_string_equal(tls_client_read(&clients[0]), "");
    tls_client_ask(&clients[1], GET("/"), "200", "0417");
    for (size_t i = 0; i < 3; i++)
        tls_client_close(&clients[i]);
    http_bed_stop(bed);
}

static void test_the_silent_and_the_idle_make_way(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client idle, client;
    int silent[4];

    http_bed_start(bed, (struct http_server_settings){.connections_max = 4}, NULL);
    assert_true(tls_client_open(&idle, bed->port, &bed->pki.kiosk));
    tls_client_ask(&idle, GET("/"), "200", "0417");
    for (size_t i = 0; i < 4; i++)
        silent[i] = tls_client_connect(bed->port);
    assert_true(tls_client_open(&client, bed->port, &bed->pki.kiosk));
    tls_client_ask(&client, GET("/"), "200", "0417");
    for (size_t i = 0; i < 4; i++)
        close(silent[i]);
    tls_client_close(&idle);
    tls_client_close(&client);
    http_bed_stop(bed);
}

/* A crowd comes back while all places are kept by those who were served. */
static void test_who_has_just_come_in_stays_before_the_idle(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client idle[7], client;
    char byte;
    int new_one;

    http_bed_start(bed, (struct http_server_settings){.connections_max = 8, .client_max = 100},
                   NULL);
    for (size_t i = 0; i < 7; i++) {
        assert_true(tls_client_open(&idle[i], bed->port, &bed->pki.kiosk));
        tls_client_ask(&idle[i], GET("/"), "200", "0417");
    }
    new_one = tls_client_connect(bed->port);
    assert_true(tls_client_open(&client, bed->port, &bed->pki.kiosk));
    tls_client_ask(&client, GET("/"), "200", "0417");
    assert_int_equal(recv(new_one, &byte, 1, MSG_DONTWAIT), -1);
    assert_string_equal(tls_client_read(&idle[0]), "");
    close(new_one);
    for (size_t i = 0; i < 7; i++)
        tls_client_close(&idle[i]);
    tls_client_close(&client);
    http_bed_stop(bed);
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
    struct http_bed *bed = *state;
    struct tls_client busy[60];
    size_t count = 0;
    double before;

    http_bed_start(bed, (struct http_server_settings){.client_max = 100}, leave_few_descriptors);
    /* Connections with a request under way make no way for others. */
    while (count < 12) {
        assert_true(tls_client_open(&busy[count], bed->port, &bed->pki.kiosk));
        assert_true(tls_client_send(&busy[count++], "GET / HTTP/1.1\r\nHost:"));
    }
    for (; count < 60; count++)
        busy[count] = (struct tls_client){.socket = tls_client_connect(bed->port)};
    before = cpu_seconds(bed->process);
    poll(NULL, 0, 1000);
    assert_true(cpu_seconds(bed->process) - before < 0.2);
    for (size_t i = 0; i < count; i++)
        tls_client_close(&busy[i]);
    assert_true(tls_client_open(&busy[0], bed->port, &bed->pki.kiosk));
    tls_client_ask(&busy[0], GET("/"), "200", "0417");
    tls_client_close(&busy[0]);
    http_bed_stop(bed);
}

/* A chunk's length without an end: libevent 2.1 would gather it for ever. */
static void test_endless_input_is_cut(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client client;
    char *digits = malloc(1u << 20);
    size_t sent = 0;

    memset(digits, '0', 1u << 20);
    http_bed_start(bed, (struct http_server_settings){0}, NULL);
    assert_true(tls_client_open(&client, bed->port, &bed->pki.kiosk));
    assert_true(tls_client_send(&client, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
                                         "\r\n\r\n"));
    while (sent < 256 && SSL_write(client.ssl, digits, 1 << 20) > 0)
        sent++;
    assert_true(sent < 32);
    free(digits);
    tls_client_close(&client);
    http_bed_stop(bed);
}

static void test_without_tls_it_ends_rather_than_serve_in_the_clear(void **state)
{
    struct http_bed *bed = *state;
    const struct rlimit no_core = {0};
    char answer[64];
    int status = 0, client;

    setrlimit(RLIMIT_CORE, &no_core);
    http_bed_start(bed, (struct http_server_settings){0}, leave_no_tls);
    client = tls_client_connect(bed->port);
    assert_true(write(client, GET("/"), strlen(GET("/"))) > 0);
    assert_true(read(client, answer, sizeof answer) <= 0);
    close(client);
    assert_int_equal(waitpid(bed->process, &status, 0), bed->process);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

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
        WITH_KEYS(test_one_more_of_a_client_ends_its_oldest),
        WITH_KEYS(test_the_silent_and_the_idle_make_way),
        WITH_KEYS(test_who_has_just_come_in_stays_before_the_idle),
        WITH_KEYS(test_a_lack_of_descriptors_does_not_spin),
        WITH_KEYS(test_endless_input_is_cut),
        WITH_KEYS(test_without_tls_it_ends_rather_than_serve_in_the_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
