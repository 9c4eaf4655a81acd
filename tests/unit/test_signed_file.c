#include "platform/crypto/signed_file.h"

#include "platform/base/file.h"
#include "tests/support/lib/pki.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pki pki;
static struct trust *trust;
static struct buffer made;
static const char content[] = "{\"kiosk\": \"0417\"}\n";

static int start(void **state)
{
    (void)state;
    char path[256];
    pki_start(&pki);
    trust = trust_load(pki_path(&pki, "site-root.pem", path), NULL);
    buffer_init(&made, SIGNED_FILE_MAX);
    return !signed_file_make(content, strlen(content), pki.site_signer.certificate,
                             pki.site_signer.key, &made, NULL);
}

static int stop(void **state)
{
    (void)state;
    buffer_finish(&made);
    trust_destroy(trust);
    pki_stop(&pki);
    return 0;
}

static bool verify(const struct buffer *file, int64_t at_utc, struct buffer *out,
                   struct error *error)
{
    buffer_init(out, SIGNED_FILE_MAX);
    return signed_file_verify("site.p7", file->data, file->length, trust, at_utc, out, error);
}

static void test_what_was_signed_comes_back(void **state)
{
    (void)state;
    struct buffer out;
    assert_true(verify(&made, pki.now, &out, NULL));
    assert_string_equal(buffer_text(&out), content);
    buffer_finish(&out);
}

static void test_every_changed_byte_is_noticed(void **state)
{
    (void)state;
    for (size_t i = 0; i < made.length; i++) {
        struct buffer out;
        made.data[i] ^= 0x01;
        bool fine = verify(&made, pki.now, &out, NULL);
        made.data[i] ^= 0x01;
        /* what no signature covers may change, the content never */
        if (fine)
            assert_string_equal(buffer_text(&out), content);
        else
            assert_int_equal(out.length, 0);
        buffer_finish(&out);
    }
}

static void test_a_signer_of_another_root_is_refused(void **state)
{
    (void)state;
    struct error error = {0};
    struct buffer file, out;
    struct pki_pair signer = pki_make(&pki, &pki.tls_root, PURPOSE_SIGNING, "Site signing", -1, 9);
    buffer_init(&file, SIGNED_FILE_MAX);
    assert_true(
        signed_file_make(content, strlen(content), signer.certificate, signer.key, &file, NULL));
    assert_false(verify(&file, pki.now, &out, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_int_equal(out.length, 0);
    buffer_finish(&out);
    buffer_finish(&file);
    pki_pair_finish(&signer);
}

static void test_a_certificate_for_something_else_signs_nothing(void **state)
{
    (void)state;
    struct buffer file, out;
    struct pki_pair signer = pki_make(&pki, &pki.site_root, PURPOSE_TLS_CLIENT, "0417", -1, 9);
    buffer_init(&file, SIGNED_FILE_MAX);
    assert_true(
        signed_file_make(content, strlen(content), signer.certificate, signer.key, &file, NULL));
    assert_false(verify(&file, pki.now, &out, NULL));
    buffer_finish(&out);
    buffer_finish(&file);
    pki_pair_finish(&signer);
}

static void test_an_ended_signer_is_judged_only_by_a_known_clock(void **state)
{
    (void)state;
    struct buffer out;
    assert_false(verify(&made, pki.now + 400 * INT64_C(86400), &out, NULL));
    buffer_finish(&out);
    assert_true(verify(&made, CERTIFICATE_ANY_TIME, &out, NULL));
    buffer_finish(&out);
}

static void test_bytes_behind_the_end_are_refused(void **state)
{
    (void)state;
    struct buffer out, longer;
    buffer_init(&longer, SIGNED_FILE_MAX);
    assert_true(buffer_append(&longer, made.data, made.length));
    assert_true(buffer_append_byte(&longer, 0));
    assert_false(verify(&longer, pki.now, &out, NULL));
    buffer_finish(&longer);
    buffer_finish(&out);
}

static void test_openssl_verifies_it(void **state)
{
    (void)state;
    char file[256], root[256], command[1024];
    assert_true(file_write(pki_path(&pki, "site.p7", file), made.data, made.length, 0600, NULL));
    pki_path(&pki, "site-root.pem", root);
    snprintf(command, sizeof command,
             "openssl cms -verify -inform DER -in %s -CAfile %s -binary 2>/dev/null | grep -q 0417",
             file, root);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_signed_comes_back),
        cmocka_unit_test(test_every_changed_byte_is_noticed),
        cmocka_unit_test(test_a_signer_of_another_root_is_refused),
        cmocka_unit_test(test_a_certificate_for_something_else_signs_nothing),
        cmocka_unit_test(test_an_ended_signer_is_judged_only_by_a_known_clock),
        cmocka_unit_test(test_bytes_behind_the_end_are_refused),
        cmocka_unit_test(test_openssl_verifies_it),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
