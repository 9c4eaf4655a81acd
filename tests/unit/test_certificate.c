#include "platform/crypto/certificate.h"

#include "platform/base/file.h"
#include "tests/support/lib/pki.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct pki pki;
static struct trust *sealing_trust, *tls_trust;

static int start(void **state)
{
    (void)state;
    char path[256];
    pki_start(&pki);
    sealing_trust = trust_load(pki_path(&pki, "sealing-root.pem", path), NULL);
    tls_trust = trust_load(pki_path(&pki, "tls-root.pem", path), NULL);
    return sealing_trust == NULL || tls_trust == NULL;
}

static int stop(void **state)
{
    (void)state;
    trust_destroy(sealing_trust);
    trust_destroy(tls_trust);
    pki_stop(&pki);
    return 0;
}

static void test_each_purpose_verifies_against_its_root(void **state)
{
    (void)state;
    assert_true(
        certificate_verify(pki.opening.certificate, sealing_trust, PURPOSE_SEALING, pki.now, NULL));
    assert_true(
        certificate_verify(pki.server.certificate, tls_trust, PURPOSE_TLS_SERVER, pki.now, NULL));
}

static void test_another_root_is_refused(void **state)
{
    (void)state;
    struct error error = {0};
    assert_false(
        certificate_verify(pki.opening.certificate, tls_trust, PURPOSE_SEALING, pki.now, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
}

static void test_a_root_of_the_same_name_is_refused(void **state)
{
    (void)state;
    struct pki_pair twin = pki_make(&pki, NULL, PURPOSE_AUTHORITY, "Sealing root", -1, 100);
    struct pki_pair forged = pki_make(&pki, &twin, PURPOSE_SEALING, "Opening 1", -1, 50);
    assert_false(
        certificate_verify(forged.certificate, sealing_trust, PURPOSE_SEALING, pki.now, NULL));
    pki_pair_finish(&forged);
    pki_pair_finish(&twin);
}

static void test_a_certificate_signs_no_certificates(void **state)
{
    (void)state;
    struct error error = {0};
    struct certificate_order order = {
        .purpose = PURPOSE_SEALING, .name = "x", .not_before = pki.now, .days = 1};
    struct certificate_request *request = request_create(pki.opening.key, "x", NULL);
    assert_null(
        issue_certificate(request, &order, pki.opening.certificate, pki.opening.key, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    request_destroy(request);
}

static void test_every_other_purpose_is_refused(void **state)
{
    (void)state;
    for (int purpose = PURPOSE_AUTHORITY; purpose <= PURPOSE_SIGNING; purpose++)
        if (purpose != PURPOSE_SEALING)
            assert_false(certificate_verify(pki.opening.certificate, sealing_trust,
                                            (enum certificate_purpose)purpose, pki.now, NULL));
}

static void test_dates_are_judged_unless_the_clock_is_unknown(void **state)
{
    (void)state;
    struct error error = {0};
    struct pki_pair old = pki_make(&pki, &pki.sealing_root, PURPOSE_SEALING, "Old", -1, 1);
    int64_t later = pki.now + 2 * 86400;
    assert_false(
        certificate_verify(old.certificate, sealing_trust, PURPOSE_SEALING, later, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_non_null(strstr(error.text, "valid from"));
    assert_true(certificate_verify(old.certificate, sealing_trust, PURPOSE_SEALING,
                                   CERTIFICATE_ANY_TIME, NULL));
    pki_pair_finish(&old);
}

static void test_only_a_self_signed_authority_becomes_trust(void **state)
{
    (void)state;
    struct error error = {0};
    char path[256];
    assert_null(trust_load(pki_path(&pki, "opening.pem", path), &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_non_null(strstr(error.text, path));
}

static void test_name_serial_and_dates_are_read(void **state)
{
    (void)state;
    assert_string_equal(certificate_name(pki.kiosk.certificate), PKI_KIOSK_ID);
    assert_int_equal(certificate_not_before(pki.kiosk.certificate), pki.now - 86400);
    assert_int_equal(certificate_not_after(pki.kiosk.certificate), pki.now + 49 * 86400);
    assert_int_equal(strlen(certificate_serial(pki.kiosk.certificate)), 32);
}

static void test_der_and_pem_are_the_same_certificate(void **state)
{
    (void)state;
    struct buffer der;
    buffer_init(&der, CERTIFICATE_FILE_MAX);
    assert_true(certificate_encode_der(pki.kiosk.certificate, &der, NULL));
    struct certificate *again = certificate_parse(der.data, der.length, NULL);
    assert_non_null(again);
    assert_memory_equal(certificate_fingerprint(again),
                        certificate_fingerprint(pki.kiosk.certificate), DIGEST_SIZE);
    uint8_t digest[DIGEST_SIZE];
    assert_true(digest_of(der.data, der.length, digest, NULL));
    assert_memory_equal(certificate_fingerprint(again), digest, DIGEST_SIZE);
    certificate_destroy(again);
    assert_true(buffer_append_byte(&der, 0));
    assert_null(certificate_parse(der.data, der.length, NULL));
    buffer_finish(&der);
}

static void test_several_certificates_are_loaded_in_order(void **state)
{
    (void)state;
    char path[256];
    struct buffer pem;
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    assert_true(certificate_encode_pem(pki.opening.certificate, &pem, NULL));
    assert_true(certificate_encode_pem(pki.kiosk.certificate, &pem, NULL));
    assert_true(file_write(pki_path(&pki, "two.pem", path), pem.data, pem.length, 0644, NULL));
    struct certificate *all[CERTIFICATES_MAX];
    size_t count = 0;
    assert_true(certificate_load_all(path, all, &count, NULL));
    assert_int_equal(count, 2);
    assert_string_equal(certificate_name(all[1]), PKI_KIOSK_ID);
    certificate_destroy(all[0]);
    certificate_destroy(all[1]);
    assert_null(certificate_load(path, NULL));
    buffer_finish(&pem);
}

static void test_a_torn_pem_file_is_refused(void **state)
{
    (void)state;
    struct error error = {0};
    struct buffer pem;
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    assert_true(certificate_encode_pem(pki.opening.certificate, &pem, NULL));
    size_t whole = pem.length;
    assert_true(certificate_encode_pem(pki.kiosk.certificate, &pem, NULL));
    assert_null(certificate_parse(pem.data, whole + 100, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    buffer_finish(&pem);
}

static void test_an_issued_certificate_ends_with_its_issuer(void **state)
{
    (void)state;
    struct pki_pair brief = pki_make(&pki, NULL, PURPOSE_AUTHORITY, "Brief root", -1, 3);
    struct pki_pair child = pki_make(&pki, &brief, PURPOSE_SEALING, "Child", 0, 50);
    assert_int_equal(certificate_not_after(child.certificate),
                     certificate_not_after(brief.certificate));
    pki_pair_finish(&child);
    pki_pair_finish(&brief);
}

static void test_host_names_with_commas_are_refused(void **state)
{
    (void)state;
    static const char *const hosts[] = {"a.example,DNS:evil.example", NULL};
    struct error error = {0};
    struct certificate_order order = {.purpose = PURPOSE_TLS_SERVER,
                                      .name = "a.example",
                                      .not_before = pki.now,
                                      .days = 1,
                                      .hosts = hosts};
    struct certificate_request *request = request_create(pki.server.key, "x", NULL);
    assert_null(
        issue_certificate(request, &order, pki.tls_root.certificate, pki.tls_root.key, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    request_destroy(request);
}

static void test_the_name_comes_from_the_order_not_the_request(void **state)
{
    (void)state;
    struct certificate_order order = {
        .purpose = PURPOSE_TLS_CLIENT, .name = "0002", .not_before = pki.now, .days = 1};
    struct certificate_request *request = request_create(pki.kiosk.key, "0001", NULL);
    struct certificate *made =
        issue_certificate(request, &order, pki.issuing.certificate, pki.issuing.key, NULL);
    assert_non_null(made);
    assert_string_equal(certificate_name(made), "0002");
    certificate_destroy(made);
    request_destroy(request);
}

static void test_a_request_signed_by_another_key_is_refused(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    struct buffer pem;
    struct certificate_request *request = request_create(pki.kiosk.key, "0001", NULL);
    assert_true(request_save(request, pki_path(&pki, "a.csr", path), 0644, NULL));
    request_destroy(request);
    buffer_init(&pem, 16384);
    assert_true(file_read(path, &pem, NULL));
    /* inside the base64 of the signature, which ends the request */
    char *end = strstr((char *)pem.data, "\n-----END");
    assert_non_null(end);
    end[-12] = end[-12] == 'A' ? 'B' : 'A';
    assert_null(request_parse(pem.data, pem.length, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    buffer_finish(&pem);
}

/* As an attacker writes it: whoever reads it is to be asked for a password. */
static void put_encrypted(char *text, size_t size, const char *label)
{
    snprintf(text, size,
             "-----BEGIN %s-----\nProc-Type: 4,ENCRYPTED\n"
             "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
             "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC\n-----END %s-----\n",
             label, label);
}

static void test_nobody_is_asked_for_a_password(void **state)
{
    (void)state;
    char certificate[512], request[512], left[8] = "";
    int input[2], status = -1;
    put_encrypted(certificate, sizeof certificate, "CERTIFICATE");
    put_encrypted(request, sizeof request, "CERTIFICATE REQUEST");
    assert_int_equal(pipe(input), 0);
    assert_int_equal(write(input[1], "secret\n", 7), 7);
    close(input[1]);
    pid_t child = fork();
    if (child == 0) {
        /* Without a terminal OpenSSL would ask standard input. */
        bool refused = setsid() > 0 && dup2(input[0], STDIN_FILENO) == STDIN_FILENO &&
                       certificate_parse(certificate, strlen(certificate), NULL) == NULL &&
                       request_parse(request, strlen(request), NULL) == NULL;
        _exit(refused ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(read(input[0], left, sizeof left), 7);
    close(input[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_purpose_verifies_against_its_root),
        cmocka_unit_test(test_another_root_is_refused),
        cmocka_unit_test(test_a_root_of_the_same_name_is_refused),
        cmocka_unit_test(test_a_certificate_signs_no_certificates),
        cmocka_unit_test(test_every_other_purpose_is_refused),
        cmocka_unit_test(test_dates_are_judged_unless_the_clock_is_unknown),
        cmocka_unit_test(test_only_a_self_signed_authority_becomes_trust),
        cmocka_unit_test(test_name_serial_and_dates_are_read),
        cmocka_unit_test(test_der_and_pem_are_the_same_certificate),
        cmocka_unit_test(test_several_certificates_are_loaded_in_order),
        cmocka_unit_test(test_a_torn_pem_file_is_refused),
        cmocka_unit_test(test_an_issued_certificate_ends_with_its_issuer),
        cmocka_unit_test(test_host_names_with_commas_are_refused),
        cmocka_unit_test(test_the_name_comes_from_the_order_not_the_request),
        cmocka_unit_test(test_a_request_signed_by_another_key_is_refused),
        cmocka_unit_test(test_nobody_is_asked_for_a_password),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
