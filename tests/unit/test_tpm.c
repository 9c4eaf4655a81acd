/* The file of a TPM's key, and a TPM that is busy or not there. Keys that work: test_key_tpm.c */
#include "platform/base/base64.h"
#include "platform/tpm/connection.h"
#include "platform/tpm/tpm_key_file.h"

#include "tests/support/lib/tpm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <tss2/tss2_mu.h>

#include <cmocka.h>

/* ---- files ------------------------------------------------------------------- */

static const struct tpm_key_parts some = {.public_half = {0x00, 0x56, 0x00, 0x23},
                                          .public_length = 88,
                                          .private_half = {0x00, 0x7e},
                                          .private_length = 128};

static bool parse(const struct buffer *text, struct tpm_key_parts *parts, struct error *error)
{
    return tpm_key_file_parse((const char *)text->data, text->length, parts, error);
}

static void write_file(const struct tpm_key_parts *parts, struct buffer *text)
{
    buffer_init(text, TPM_KEY_FILE_MAX);
    assert_true(tpm_key_file_write(parts, text));
}

static void test_what_is_written_is_read(void **state)
{
    (void)state;
    struct tpm_key_parts parts = {.public_length = 0};
    struct buffer text;
    write_file(&some, &text);
    assert_true(parse(&text, &parts, NULL));
    assert_int_equal(parts.public_length, some.public_length);
    assert_memory_equal(parts.public_half, some.public_half, some.public_length);
    assert_int_equal(parts.private_length, some.private_length);
    assert_memory_equal(parts.private_half, some.private_half, some.private_length);
    buffer_finish(&text);
}

static void test_the_largest_halves_fit(void **state)
{
    (void)state;
    struct tpm_key_parts parts = some;
    struct buffer text;
    parts.public_length = TPM_KEY_PUBLIC_MAX;
    parts.private_length = TPM_KEY_PRIVATE_MAX;
    write_file(&parts, &text);
    assert_true(parse(&text, &parts, NULL));
    assert_int_equal(parts.private_length, TPM_KEY_PRIVATE_MAX);
    buffer_finish(&text);
}

/* The DER of `some`, one byte of it changed, as a file. */
static void write_changed(size_t at, uint8_t to, struct buffer *text)
{
    static const char begin[] = "-----BEGIN TSS2 PRIVATE KEY-----\n";
    static const char end[] = "-----END TSS2 PRIVATE KEY-----\n";
    struct buffer whole, der;
    write_file(&some, &whole);
    buffer_init(&der, TPM_KEY_FILE_MAX);
    assert_true(base64_decode(whole.data + sizeof begin - 1,
                              whole.length - sizeof begin - sizeof end + 2, &der));
    assert_true(at < der.length);
    der.data[at] = to;
    buffer_init(text, TPM_KEY_FILE_MAX);
    buffer_append_text(text, begin);
    assert_true(base64_encode(der.data, der.length, text));
    buffer_append_text(text, "\n");
    buffer_append_text(text, end);
    buffer_finish(&der);
    buffer_finish(&whole);
}

static bool is_taken_with(size_t at, uint8_t to)
{
    struct tpm_key_parts parts;
    struct buffer text;
    struct error error = {0};
    write_changed(at, to, &text);
    bool taken = parse(&text, &parts, &error);
    assert_true(taken || error.kind == ERROR_INPUT);
    buffer_finish(&text);
    return taken;
}

/* 0: SEQUENCE, 3: the type, 11: emptyAuth, 16: the parent, 22: the public half. */
static void test_other_keys_are_refused(void **state)
{
    (void)state;
    assert_true(is_taken_with(0, 0x30));
    assert_false(is_taken_with(0, 0x31));  /* no sequence */
    assert_false(is_taken_with(2, 0xf1));  /* longer than the file */
    assert_false(is_taken_with(10, 0x05)); /* a sealed object, 2.23.133.10.1.5 */
    assert_true(is_taken_with(15, 0x01));  /* TRUE as tpm2-openssl writes it */
    assert_false(is_taken_with(15, 0x00)); /* with a password */
    assert_false(is_taken_with(11, 0xa1)); /* with a policy */
    assert_false(is_taken_with(21, 0x0b)); /* under the endorsement hierarchy */
    assert_false(is_taken_with(23, 0x57)); /* what follows is no second half */
}

static void test_nothing_may_stand_around_a_key(void **state)
{
    (void)state;
    struct tpm_key_parts parts;
    struct buffer text, more;
    write_file(&some, &text);
    buffer_init(&more, 2 * TPM_KEY_FILE_MAX);
    buffer_append_text(&more, "\n");
    buffer_append(&more, text.data, text.length);
    assert_false(parse(&more, &parts, NULL));
    buffer_clear(&more);
    buffer_append(&more, text.data, text.length);
    buffer_append_text(&more, "more\n");
    assert_false(parse(&more, &parts, NULL));
    buffer_clear(&more);
    (void)buffer_extend(&more, TPM_KEY_FILE_MAX + 1);
    assert_false(parse(&more, &parts, NULL));
    buffer_finish(&more);
    buffer_finish(&text);
}

/* ---- public halves ------------------------------------------------------------ */

static const TPMT_PUBLIC signing_key = {
    .type = TPM2_ALG_ECC,
    .nameAlg = TPM2_ALG_SHA256,
    .objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
                        TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH |
                        TPMA_OBJECT_SIGN_ENCRYPT | TPMA_OBJECT_NODA,
    .parameters.eccDetail = {.symmetric.algorithm = TPM2_ALG_NULL,
                             .scheme.scheme = TPM2_ALG_NULL,
                             .curveID = TPM2_ECC_NIST_P256,
                             .kdf.scheme = TPM2_ALG_NULL},
    .unique.ecc = {.x = {.size = 31, .buffer = {1, 2}}, .y = {.size = 32, .buffer = {3}}}};

static bool gives_point(const TPMT_PUBLIC *area, uint8_t point[static TPM_POINT_SIZE])
{
    const TPM2B_PUBLIC half = {.publicArea = *area};
    struct tpm_key_parts parts = {.public_length = 0};
    struct error error = {0};
    assert_int_equal(Tss2_MU_TPM2B_PUBLIC_Marshal(&half, parts.public_half,
                                                  sizeof parts.public_half, &parts.public_length),
                     TSS2_RC_SUCCESS);
    bool gives = tpm_key_parts_point(&parts, point, &error);
    assert_true(gives || error.kind == ERROR_INPUT);
    return gives;
}

static void test_a_point_gets_back_the_zeros_that_a_tpm_left_away(void **state)
{
    (void)state;
    uint8_t point[TPM_POINT_SIZE];
    assert_true(gives_point(&signing_key, point));
    const uint8_t begin[] = {0x04, 0x00, 1, 2};
    assert_memory_equal(point, begin, sizeof begin);
    assert_int_equal(point[33], 3);
}

static void test_keys_that_are_not_for_signing_here_are_refused(void **state)
{
    (void)state;
    uint8_t point[TPM_POINT_SIZE];
    TPMT_PUBLIC area = signing_key;
    area.parameters.eccDetail.curveID = TPM2_ECC_NIST_P384;
    assert_false(gives_point(&area, point));
    area = signing_key;
    area.objectAttributes &= ~TPMA_OBJECT_FIXEDTPM;
    assert_false(gives_point(&area, point));
    area = signing_key;
    area.objectAttributes |= TPMA_OBJECT_RESTRICTED;
    assert_false(gives_point(&area, point));
    area = signing_key;
    area.authPolicy.size = 32;
    assert_false(gives_point(&area, point));
    area = signing_key;
    area.unique.ecc.x.size = 33;
    assert_false(gives_point(&area, point));
}

/* ---- the connection ------------------------------------------------------------ */

static unsigned times_asked(TSS2_RC code)
{
    unsigned tries = 0, asked = 1;
    while (tpm_is_busy(code, &tries))
        asked++;
    return asked;
}

static void test_a_busy_tpm_is_asked_again_and_not_for_ever(void **state)
{
    (void)state;
    assert_int_equal(times_asked(TPM2_RC_RETRY), TPM_TRIES);
    assert_int_equal(times_asked(TSS2_RESMGR_TPM_RC_LAYER | TPM2_RC_TESTING), TPM_TRIES);
    assert_int_equal(times_asked(TSS2_RC_SUCCESS), 1);
    assert_int_equal(times_asked(TPM2_RC_LOCKOUT), 1);
}

static void must_say(TSS2_RC code, const char *words)
{
    struct error error = {0};
    assert_false(tpm_error(&error, "it", code));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    if (strstr(error.text, words) == NULL)
        fail_msg("%s", error.text);
}

static void test_answers_are_said_in_words(void **state)
{
    (void)state;
    must_say(TPM2_RC_LOCKOUT, "recovers by itself");
    must_say(TPM2_RC_INTEGRITY | TPM2_RC_P | TPM2_RC_1, "another TPM");
    must_say(TSS2_RESMGR_TPM_RC_LAYER | TPM2_RC_LOCKOUT, "recovers by itself");
    must_say(TPM2_RC_BAD_AUTH | TPM2_RC_S | TPM2_RC_1, "password");
    must_say(TSS2_TCTI_RC_IO_ERROR, "does not answer");
    must_say(TPM2_RC_CURVE | TPM2_RC_P | TPM2_RC_2, "curve");
}

static void must_be_absent(const char *tcti, const char *words)
{
    struct error error = {0};
    assert_null(tpm_open(tcti, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    if (strstr(error.text, words) == NULL)
        fail_msg("%s", error.text);
}

static void test_a_tpm_that_is_not_there_is_named(void **state)
{
    (void)state;
    must_be_absent("swtpm:path=/nonexistent/sock", "swtpm:path=/nonexistent/sock");
    must_be_absent("device:/dev/nonexistent", "there is no TPM at /dev/nonexistent");
    must_be_absent("device:/dev/null", "device:/dev/null");
    must_be_absent("no such thing", "no such thing");
}

static void test_a_tpm_is_opened_and_closed_as_often_as_one_likes(void **state)
{
    (void)state;
    struct test_tpm played;
    tpm_start(&played);
    for (int i = 0; i < 5; i++) {
        struct error error = {0};
        struct tpm *tpm = tpm_open(played.tcti, &error);
        struct tpm_key *key = tpm != NULL ? tpm_key_create(tpm, &error) : NULL;
        if (key == NULL)
            fail_msg("%s", error.text);
        tpm_key_destroy(key);
        tpm_close(tpm);
    }
    tpm_stop(&played);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_the_largest_halves_fit),
        cmocka_unit_test(test_other_keys_are_refused),
        cmocka_unit_test(test_nothing_may_stand_around_a_key),
        cmocka_unit_test(test_a_point_gets_back_the_zeros_that_a_tpm_left_away),
        cmocka_unit_test(test_keys_that_are_not_for_signing_here_are_refused),
        cmocka_unit_test(test_a_busy_tpm_is_asked_again_and_not_for_ever),
        cmocka_unit_test(test_answers_are_said_in_words),
        cmocka_unit_test(test_a_tpm_that_is_not_there_is_named),
        cmocka_unit_test(test_a_tpm_is_opened_and_closed_as_often_as_one_likes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
