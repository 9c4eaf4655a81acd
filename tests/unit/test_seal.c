#include "platform/base/file.h"
#include "platform/base/secret.h"
#include "platform/opening/opening.h"
#include "platform/seal/envelope.h"
#include "tests/support/lib/pki.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pki pki;
static struct trust *trust;
static struct sealer *sealer;
static struct opener *opener, *second;
static const char plain[] = "{\"kiosk\":\"0417\",\"answers\":{\"role\":\"r2\"}}      ";

static struct opener *load(const char *key, const char *certificate)
{
    char key_path[256], certificate_path[256];
    return opener_load(pki_path(&pki, key, key_path), pki_path(&pki, certificate, certificate_path),
                       NULL, NULL);
}

static int start(void **state)
{
    (void)state;
    char path[256];
    pki_start(&pki);
    if (!secret_start(NULL))
        return 1;
    trust = trust_load(pki_path(&pki, "sealing-root.pem", path), NULL);
    struct certificate *both[] = {pki.opening.certificate, pki.second_opening.certificate};
    sealer = sealer_create(both, 2, trust, pki.now, NULL);
    opener = load("opening.key", "opening.pem");
    second = load("second-opening.key", "second-opening.pem");
    return sealer == NULL || opener == NULL || second == NULL;
}

static int stop(void **state)
{
    (void)state;
    opener_destroy(opener);
    opener_destroy(second);
    sealer_destroy(sealer);
    trust_destroy(trust);
    pki_stop(&pki);
    secret_stop();
    return 0;
}

static void seal(struct buffer *sealed)
{
    buffer_init(sealed, ENVELOPE_MAX);
    assert_true(sealer_seal(sealer, plain, strlen(plain), sealed, NULL));
}

static bool opens(const struct opener *with, const struct buffer *sealed, struct error *error)
{
    struct buffer opened;
    buffer_init_secret(&opened, SEAL_PLAIN_MAX);
    bool fine = opener_open(with, sealed->data, sealed->length, &opened, error);
    if (fine) {
        assert_int_equal(opened.length, strlen(plain));
        assert_memory_equal(opened.data, plain, opened.length);
    } else {
        assert_int_equal(opened.length, 0);
    }
    buffer_finish(&opened);
    return fine;
}

static void test_each_recipient_opens_what_was_sealed(void **state)
{
    (void)state;
    struct buffer sealed;
    seal(&sealed);
    assert_true(opens(opener, &sealed, NULL));
    assert_true(opens(second, &sealed, NULL));
    assert_int_equal(secret_in_use(), 0);
    buffer_finish(&sealed);
}

static void test_the_same_request_seals_differently_each_time(void **state)
{
    (void)state;
    struct buffer first, again;
    seal(&first);
    seal(&again);
    assert_false(first.length == again.length && memcmp(first.data, again.data, first.length) == 0);
    buffer_finish(&first);
    buffer_finish(&again);
}

static void test_the_envelope_names_its_recipients(void **state)
{
    (void)state;
    struct envelope envelope;
    struct buffer sealed;
    seal(&sealed);
    assert_true(envelope_read(sealed.data, sealed.length, &envelope, NULL));
    assert_int_equal(envelope.recipients, 2);
    assert_int_equal(envelope.content_length, strlen(plain));
    assert_true(sealed.length - strlen(plain) <= SEAL_OVERHEAD_MAX);
    buffer_finish(&sealed);
}

static void test_another_key_does_not_open_it(void **state)
{
    (void)state;
    struct error error = {0};
    struct buffer sealed;
    struct certificate *one[] = {pki.opening.certificate};
    struct sealer *alone = sealer_create(one, 1, trust, pki.now, NULL);
    buffer_init(&sealed, ENVELOPE_MAX);
    assert_true(sealer_seal(alone, plain, strlen(plain), &sealed, NULL));
    assert_false(opens(second, &sealed, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    buffer_finish(&sealed);
    sealer_destroy(alone);
}

/* One recipient's part may change without harm to the other's; whatever opens is what was sealed. */
static void test_no_flipped_bit_gives_other_plaintext(void **state)
{
    (void)state;
    struct buffer sealed;
    seal(&sealed);
    size_t refused = 0;
    for (size_t bit = 0; bit < 8 * sealed.length; bit += 3) {
        sealed.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (!opens(opener, &sealed, NULL))
            refused++;
        sealed.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_true(refused > 8 * strlen(plain) / 3);
    assert_true(opens(opener, &sealed, NULL));
    buffer_finish(&sealed);
}

static void test_every_flip_in_content_and_tag_is_refused(void **state)
{
    (void)state;
    struct buffer sealed;
    seal(&sealed);
    size_t protected_bytes = strlen(plain) + 2 + 16; /* the tag's head is refused by its shape */
    for (size_t i = sealed.length - protected_bytes; i < sealed.length; i++) {
        sealed.data[i] ^= 0x80;
        assert_false(opens(opener, &sealed, NULL));
        sealed.data[i] ^= 0x80;
    }
    buffer_finish(&sealed);
}

static void test_every_truncation_and_a_longer_end_are_refused(void **state)
{
    (void)state;
    struct envelope envelope;
    struct buffer sealed;
    seal(&sealed);
    for (size_t length = 0; length < sealed.length; length++)
        assert_false(envelope_read(sealed.data, length, &envelope, NULL));
    assert_true(buffer_append_byte(&sealed, 0));
    assert_false(opens(opener, &sealed, NULL));
    buffer_finish(&sealed);
}

static void test_a_renamed_type_is_refused(void **state)
{
    (void)state;
    static const uint8_t oid_end[] = {0x01, 0x09, 0x10, 0x01, 0x17};
    struct error error = {0};
    struct buffer sealed;
    seal(&sealed);
    uint8_t *found = memmem(sealed.data, sealed.length, oid_end, sizeof oid_end);
    assert_non_null(found);
    found[4] = 0x09; /* id-ct-compressedData */
    assert_false(opens(opener, &sealed, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    buffer_finish(&sealed);
}

static void run_openssl(const char *file, const char *key, const char *out)
{
    char command[2048];
    snprintf(command, sizeof command,
             "openssl cms -decrypt -inform DER -in %s -inkey %s -binary -out %s 2>&1", file, key,
             out);
    assert_int_equal(system(command), 0);
}

/* `plain`, sealed to the first opening certificate by the openssl program. */
static void seal_with_openssl(const char *cipher, const char *recipient_options,
                              struct buffer *sealed)
{
    char source[256], target[256], command[2048], certificate[256];
    assert_true(file_write(pki_path(&pki, "plain", source), plain, strlen(plain), 0600, NULL));
    pki_path(&pki, "foreign", target);
    pki_path(&pki, "opening.pem", certificate);
    snprintf(command, sizeof command,
             "openssl cms -encrypt -binary -in %s -out %s -outform DER %s -keyid -recip %s %s "
             "2>/dev/null",
             source, target, cipher, certificate, recipient_options);
    assert_int_equal(system(command), 0);
    buffer_init(sealed, ENVELOPE_MAX);
    assert_true(file_read(target, sealed, NULL));
}

static void refuse_openssl_form(const char *cipher, const char *recipient_options)
{
    struct error error = {0};
    struct buffer sealed;
    seal_with_openssl(cipher, recipient_options, &sealed);
    assert_false(opens(opener, &sealed, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    buffer_finish(&sealed);
}

static void test_what_openssl_seals_in_this_shape_opens(void **state)
{
    (void)state;
    struct buffer sealed;
    seal_with_openssl("-aes-256-gcm", "-keyopt ecdh_kdf_md:sha256", &sealed);
    assert_true(opens(opener, &sealed, NULL));
    buffer_finish(&sealed);
}

static void test_cbc_enveloped_data_is_refused(void **state)
{
    (void)state;
    refuse_openssl_form("-aes-256-cbc", "");
}

static void test_a_shorter_key_is_refused(void **state)
{
    (void)state;
    refuse_openssl_form("-aes-128-gcm", "-keyopt ecdh_kdf_md:sha256");
}

static void test_derivation_with_sha1_is_refused(void **state)
{
    (void)state;
    refuse_openssl_form("-aes-256-gcm", "");
}

static void test_a_renamed_cbc_envelope_is_refused(void **state)
{
    (void)state;
    struct buffer sealed;
    seal_with_openssl("-aes-256-cbc", "", &sealed);
    static const uint8_t cbc[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a};
    uint8_t *found = memmem(sealed.data, sealed.length, cbc, sizeof cbc);
    assert_non_null(found);
    found[8] = 0x2e; /* says GCM, is CBC */
    assert_false(opens(opener, &sealed, NULL));
    buffer_finish(&sealed);
}

static void test_openssl_opens_what_was_sealed(void **state)
{
    (void)state;
    char file[256], key[256], out[256];
    struct buffer sealed, opened;
    seal(&sealed);
    assert_true(file_write(pki_path(&pki, "sealed", file), sealed.data, sealed.length, 0600, NULL));
    pki_path(&pki, "opening.key", key);
    pki_path(&pki, "opened", out);
    run_openssl(file, key, out);
    buffer_init(&opened, SEAL_PLAIN_MAX);
    assert_true(file_read(out, &opened, NULL));
    assert_int_equal(opened.length, strlen(plain));
    assert_memory_equal(opened.data, plain, opened.length);
    buffer_finish(&opened);
    buffer_finish(&sealed);
}

static void test_opening_into_open_memory_is_refused(void **state)
{
    (void)state;
    struct error error = {0};
    struct buffer sealed, opened;
    seal(&sealed);
    buffer_init(&opened, SEAL_PLAIN_MAX);
    assert_false(opener_open(opener, sealed.data, sealed.length, &opened, &error));
    assert_int_equal(error.kind, ERROR_INTERNAL);
    buffer_finish(&opened);
    buffer_finish(&sealed);
}

static void test_a_key_of_another_certificate_is_refused(void **state)
{
    (void)state;
    assert_null(load("second-opening.key", "opening.pem"));
    assert_null(load("kiosk.key", "kiosk.pem"));
}

static void test_a_certificate_of_another_root_is_never_sealed_to(void **state)
{
    (void)state;
    struct error error = {0};
    struct pki_pair foreign = pki_make(&pki, &pki.tls_root, PURPOSE_SEALING, "Opening 1", -1, 9);
    struct certificate *both[] = {pki.opening.certificate, foreign.certificate};
    assert_null(sealer_create(both, 2, trust, pki.now, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_null(sealer_create(both, 2, trust, CERTIFICATE_ANY_TIME, NULL));
    pki_pair_finish(&foreign);
}

static void test_ended_certificates_are_left_out_while_the_clock_is_known(void **state)
{
    (void)state;
    struct error error = {0};
    struct pki_pair old = pki_make(&pki, &pki.sealing_root, PURPOSE_SEALING, "Old", -9, 5);
    struct certificate *both[] = {old.certificate, pki.opening.certificate};
    struct sealer *made = sealer_create(both, 2, trust, pki.now, NULL);
    assert_int_equal(sealer_recipients(made), 1);
    sealer_destroy(made);
    assert_null(sealer_create(both, 1, trust, pki.now, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    made = sealer_create(both, 1, trust, CERTIFICATE_ANY_TIME, NULL);
    assert_int_equal(sealer_recipients(made), 1);
    sealer_destroy(made);
    pki_pair_finish(&old);
}

static void test_too_much_and_nothing_are_not_sealed(void **state)
{
    (void)state;
    static const char zeros[SEAL_PLAIN_MAX + 1];
    struct error error = {0};
    struct buffer sealed;
    buffer_init(&sealed, ENVELOPE_MAX);
    assert_false(sealer_seal(sealer, zeros, sizeof zeros, &sealed, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    assert_false(sealer_seal(sealer, zeros, 0, &sealed, NULL));
    assert_int_equal(sealed.length, 0);
    assert_true(sealer_seal(sealer, zeros, SEAL_PLAIN_MAX, &sealed, NULL));
    buffer_finish(&sealed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_recipient_opens_what_was_sealed),
        cmocka_unit_test(test_the_same_request_seals_differently_each_time),
        cmocka_unit_test(test_the_envelope_names_its_recipients),
        cmocka_unit_test(test_another_key_does_not_open_it),
        cmocka_unit_test(test_no_flipped_bit_gives_other_plaintext),
        cmocka_unit_test(test_every_flip_in_content_and_tag_is_refused),
        cmocka_unit_test(test_every_truncation_and_a_longer_end_are_refused),
        cmocka_unit_test(test_a_renamed_type_is_refused),
        cmocka_unit_test(test_what_openssl_seals_in_this_shape_opens),
        cmocka_unit_test(test_cbc_enveloped_data_is_refused),
        cmocka_unit_test(test_a_shorter_key_is_refused),
        cmocka_unit_test(test_derivation_with_sha1_is_refused),
        cmocka_unit_test(test_a_renamed_cbc_envelope_is_refused),
        cmocka_unit_test(test_openssl_opens_what_was_sealed),
        cmocka_unit_test(test_opening_into_open_memory_is_refused),
        cmocka_unit_test(test_a_key_of_another_certificate_is_refused),
        cmocka_unit_test(test_a_certificate_of_another_root_is_never_sealed_to),
        cmocka_unit_test(test_ended_certificates_are_left_out_while_the_clock_is_known),
        cmocka_unit_test(test_too_much_and_nothing_are_not_sealed),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
