/* Whom the server lets in. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/http_bed.h"
#include "tests/support/lib/tls_client.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <unistd.h>

#define DAY 86400

static void test_a_kept_connection_of_a_refused_client_ends(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client kept, fresh;

    http_bed_start(bed, (struct http_server_settings){0}, NULL);
    assert_true(tls_client_open(&kept, bed->port, &bed->pki.kiosk));
    tls_client_ask(&kept, GET("/refuse"), "200", "0417");
    tls_client_ask(&kept, GET("/"), "403", "Connection: close");
    assert_string_equal(tls_client_read(&kept), "");
    (void)tls_client_open(&fresh, bed->port, &bed->pki.kiosk);
    assert_string_equal(tls_client_read(&fresh), "");
    assert_int_equal(ERR_GET_REASON(ERR_get_error()), SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED);
    tls_client_close(&kept);
    tls_client_close(&fresh);
    http_bed_stop(bed);
}

static void test_guests_come_where_they_may(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client guest, kiosk;

    http_bed_start(bed, (struct http_server_settings){.clients = HTTP_CLIENTS_OPTIONAL}, NULL);
    assert_true(tls_client_open(&guest, bed->port, NULL));
    tls_client_ask(&guest, "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic abc\r\n\r\n", "200",
                   "nobodyBasic abc");
    assert_non_null(strstr(guest.got, "WWW-Authenticate: Basic realm=\"enrolment\""));
    assert_non_null(strstr(guest.got, "Content-Type: text/plain"));
    assert_true(tls_client_open(&kiosk, bed->port, &bed->pki.kiosk));
    tls_client_ask(&kiosk, GET("/"), "200", "0417");
    tls_client_close(&guest);
    tls_client_close(&kiosk);
    http_bed_stop(bed);
}

static void assert_turned_away(struct http_bed *bed, const struct pki_pair *identity,
                               struct http_server_settings settings)
{
    struct tls_client client;

    http_bed_start(bed, settings, NULL);
    if (tls_client_open(&client, bed->port, identity)) {
        (void)tls_client_send(&client, GET("/"));
        assert_string_equal(tls_client_read(&client), "");
    }
    tls_client_close(&client);
    http_bed_stop(bed);
}

static void test_a_false_certificate_is_worse_than_none(void **state)
{
    struct http_bed *bed = *state;
    struct pki_pair foreign =
        pki_make(&bed->pki, &bed->pki.site_root, PURPOSE_TLS_CLIENT, "0417", 0, 5);

    assert_turned_away(bed, &foreign,
                       (struct http_server_settings){.clients = HTTP_CLIENTS_OPTIONAL});
    pki_pair_finish(&foreign);
}

static void test_an_ended_certificate_comes_in_only_within_its_time(void **state)
{
    struct http_bed *bed = *state;
    struct pki_pair ended = /* six days ago */
        pki_make(&bed->pki, &bed->pki.issuing, PURPOSE_TLS_CLIENT, "0418", -9, 3);
    struct tls_client client;

    http_bed_start(bed, (struct http_server_settings){.client_expired_seconds = 7 * DAY}, NULL);
    assert_true(tls_client_open(&client, bed->port, &ended));
    tls_client_ask(&client, GET("/"), "200", "0418 expired");
    tls_client_close(&client);
    http_bed_stop(bed);
    assert_turned_away(bed, &ended,
                       (struct http_server_settings){.client_expired_seconds = 5 * DAY});
    pki_pair_finish(&ended);
}

static void test_an_ended_certificate_of_a_stranger_never_comes_in(void **state)
{
    struct http_bed *bed = *state;
    struct pki_pair ended =
        pki_make(&bed->pki, &bed->pki.site_root, PURPOSE_TLS_CLIENT, "0418", -9, 3);

    assert_turned_away(bed, &ended,
                       (struct http_server_settings){.client_expired_seconds = 7 * DAY});
    pki_pair_finish(&ended);
}

static void assert_shows(const struct tls_client *client, const struct pki_pair *server)
{
    X509 *shown = SSL_get0_peer_certificate(client->ssl);

    assert_int_equal(X509_cmp(shown, certificate_x509(server->certificate)), 0);
}

static void test_a_reload_drops_nobody(void **state)
{
    struct http_bed *bed = *state;
    struct tls_client before, after;

    http_bed_start(bed, (struct http_server_settings){0}, NULL);
    assert_true(tls_client_open(&before, bed->port, &bed->pki.kiosk));
    tls_client_ask(&before, GET("/"), "200", "0417");
    assert_shows(&before, &bed->pki.server);
    assert_int_equal(kill(bed->process, SIGHUP), 0);
    tls_client_ask(&before, GET("/"), "200", "0417"); /* the loop sees to signals first */
    assert_true(tls_client_open(&after, bed->port, &bed->pki.kiosk));
    assert_shows(&after, &bed->other);
    tls_client_ask(&after, GET("/"), "200", "0417");
    tls_client_ask(&before, GET("/"), "200", "0417");
    tls_client_close(&before);
    tls_client_close(&after);
    http_bed_stop(bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_KEYS(test_a_kept_connection_of_a_refused_client_ends),
        WITH_KEYS(test_guests_come_where_they_may),
        WITH_KEYS(test_a_false_certificate_is_worse_than_none),
        WITH_KEYS(test_an_ended_certificate_comes_in_only_within_its_time),
        WITH_KEYS(test_an_ended_certificate_of_a_stranger_never_comes_in),
        WITH_KEYS(test_a_reload_drops_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
