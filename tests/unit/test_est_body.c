#include "platform/base/base64.h"
#include "platform/base/text.h"
#include "platform/crypto/est_body.h"
#include "platform/crypto/issue.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/pki.h"

#include <string.h>

/* ---- base64 ------------------------------------------------------------------ */

static void encodes_as_the_rfc_does(void **state)
{
    static const char *const pairs[][2] = {{"f", "Zg=="},         {"fo", "Zm8="},
                                           {"foo", "Zm9v"},       {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct buffer text, bytes;
        buffer_init(&text, 64);
        buffer_init(&bytes, 64);
        assert_true(base64_encode(pairs[i][0], strlen(pairs[i][0]), &text));
        assert_string_equal(buffer_text(&text), pairs[i][1]);
        assert_true(base64_decode(pairs[i][1], strlen(pairs[i][1]), &bytes));
        assert_string_equal(buffer_text(&bytes), pairs[i][0]);
        buffer_finish(&text);
        buffer_finish(&bytes);
    }
}

static void takes_line_breaks(void **state)
{
    struct buffer bytes;
    (void)state;
    buffer_init(&bytes, 64);
    assert_true(base64_decode("Zm9v\r\nYm Fy\n", 12, &bytes));
    assert_string_equal(buffer_text(&bytes), "foobar");
    buffer_finish(&bytes);
}

static void refuses_other_symbols_and_loose_ends(void **state)
{
    static const char *const bad[] = {"Zg=",   "Zg",       "Z===", "Zg==Zg==", "Zh==",  "Zm9=",
                                      "Zm9v*", "Zm9vYg=a", "====", "Zm-v",     "Zg===", "=Zg="};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct buffer bytes;
        buffer_init(&bytes, 64);
        buffer_append_text(&bytes, "kept");
        assert_false(base64_decode(bad[i], strlen(bad[i]), &bytes));
        assert_int_equal(bytes.length, 4);
        buffer_finish(&bytes);
    }
}

/* ---- bodies ------------------------------------------------------------------ */

static void a_request_comes_back_as_it_was(void **state)
{
    struct private_key *key = private_key_create(NULL);
    struct certificate_request *request = request_create(key, "0417", NULL);
    struct buffer body;
    uint8_t before[DIGEST_SIZE], after[DIGEST_SIZE];
    char name[65];
    (void)state;
    buffer_init(&body, EST_REQUEST_MAX);
    assert_true(est_request_encode(request, &body, NULL));
    struct certificate_request *again = est_request_decode(body.data, body.length, NULL);
    assert_non_null(again);
    assert_true(request_fingerprint(request, before, NULL));
    assert_true(request_fingerprint(again, after, NULL));
    assert_memory_equal(before, after, DIGEST_SIZE);
    request_name(again, name, sizeof name);
    assert_string_equal(name, "0417");
    request_destroy(again);
    request_destroy(request);
    private_key_destroy(key);
    buffer_finish(&body);
}

static void a_request_with_a_changed_bit_is_refused(void **state)
{
    struct private_key *key = private_key_create(NULL);
    struct certificate_request *request = request_create(key, "0417", NULL);
    struct buffer der;
    (void)state;
    buffer_init(&der, EST_REQUEST_MAX);
    assert_true(request_encode_der(request, &der, NULL));
    for (size_t i = 0; i < der.length * 8; i++) {
        struct buffer body;
        buffer_init(&body, EST_REQUEST_MAX);
        der.data[i / 8] ^= (uint8_t)(1u << i % 8);
        assert_true(base64_encode(der.data, der.length, &body));
        struct certificate_request *changed = est_request_decode(body.data, body.length, NULL);
        if (changed != NULL)
            fail_msg("bit %zu does not matter", i);
        der.data[i / 8] ^= (uint8_t)(1u << i % 8);
        buffer_finish(&body);
    }
    buffer_finish(&der);
    request_destroy(request);
    private_key_destroy(key);
}

static void what_is_no_request_is_refused(void **state)
{
    static const char pem[] = "-----BEGIN CERTIFICATE REQUEST-----\nMIH=\n";
    char large[EST_REQUEST_MAX + 8];
    struct error error = {0};
    (void)state;
    assert_null(est_request_decode("", 0, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_null(est_request_decode(pem, sizeof pem - 1, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    memset(large, 'A', sizeof large);
    assert_null(est_request_decode(large, sizeof large, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
}

static void certificates_come_back_in_order(void **state)
{
    struct pki pki;
    struct buffer body;
    struct certificate *back[CERTIFICATES_MAX];
    size_t count = 0;
    (void)state;
    pki_start(&pki);
    const struct certificate *const two[] = {pki.issuing.certificate, pki.tls_root.certificate};
    buffer_init(&body, EST_CERTIFICATES_MAX);
    assert_true(est_certificates_encode(two, 2, &body, NULL));
    assert_true(est_certificates_decode(body.data, body.length, back, &count, NULL));
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        assert_memory_equal(certificate_fingerprint(back[i]), certificate_fingerprint(two[i]),
                            DIGEST_SIZE);
        certificate_destroy(back[i]);
    }
    /* Cut anywhere, it is nothing. */
    for (size_t length = 0; length < body.length; length += 4) {
        assert_false(est_certificates_decode(body.data, length, back, &count, NULL));
        assert_int_equal(count, 0);
    }
    buffer_finish(&body);
    pki_stop(&pki);
}

static void an_empty_set_is_refused(void **state)
{
    /* ContentInfo of a SignedData, version 1, without certificates */
    static const char empty[] = "MCMGCSqGSIb3DQEHAqAWMBQCAQExADALBgkqhkiG9w0BBwExAKEA";
    struct certificate *back[CERTIFICATES_MAX];
    size_t count = 7;
    struct error error = {0};
    (void)state;
    assert_false(est_certificates_decode(empty, sizeof empty - 1, back, &count, &error));
    assert_int_equal(count, 0);
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_false(est_certificates_encode(NULL, 0, NULL, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_as_the_rfc_does),
        cmocka_unit_test(takes_line_breaks),
        cmocka_unit_test(refuses_other_symbols_and_loose_ends),
        cmocka_unit_test(a_request_comes_back_as_it_was),
        cmocka_unit_test(a_request_with_a_changed_bit_is_refused),
        cmocka_unit_test(what_is_no_request_is_refused),
        cmocka_unit_test(certificates_come_back_in_order),
        cmocka_unit_test(an_empty_set_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
