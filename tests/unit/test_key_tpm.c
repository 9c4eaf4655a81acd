/* Keys in a TPM, which swtpm plays. It takes one connection at a time. */
#include "platform/base/file.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"
#include "platform/crypto/request.h"
#include "platform/tpm/tpm.h"

#include "tests/support/lib/pki.h"
#include "tests/support/lib/tpm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define POWER_CUTS 10
#define RENEWALS   8

static struct pki pki;
static struct test_tpm machine, other_machine;

static int start(void **state)
{
    (void)state;
    pki_start(&pki);
    tpm_start(&machine);
    tpm_start(&other_machine);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    tpm_stop(&other_machine);
    tpm_stop(&machine);
    pki_stop(&pki);
    return 0;
}

#define MUST(condition_)                                                                           \
    do {                                                                                           \
        if (!(condition_))                                                                         \
            fail_msg("line %d: %s: %s", __LINE__, #condition_, error.text);                        \
    } while (0)

/* ---- what a kiosk does with a key --------------------------------------------- */

static struct tpm *open_tpm(const struct test_tpm *played)
{
    struct error error = {0};
    struct tpm *tpm = tpm_open(played->tcti, &error);
    MUST(tpm != NULL);
    return tpm;
}

static struct private_key *load(const char *path, struct tpm *tpm)
{
    struct error error = {0};
    struct private_key *key = private_key_load_in(path, tpm, &error);
    MUST(key != NULL);
    return key;
}

/* A new key in `machine`, kept at `path`. */
static const char *make(const char *name, char path[static 256])
{
    struct error error = {0};
    struct tpm *tpm = open_tpm(&machine);
    struct private_key *key = private_key_create_in_tpm(tpm, &error);
    MUST(key != NULL && private_key_is_in_tpm(key));
    MUST(private_key_save(key, pki_path(&pki, name, path), &error));
    private_key_destroy(key);
    tpm_close(tpm);
    return path;
}

/* By way of a file: a certificate that was just issued holds on to its key. */
static struct certificate *certify(const struct private_key *key)
{
    char path[256];
    struct error error = {0};
    struct certificate_request *request = request_create(key, "kiosk", &error);
    MUST(request != NULL);
    const struct certificate_order order = {
        .purpose = PURPOSE_TLS_CLIENT, .name = "0417", .not_before = pki.now, .days = 2};
    struct certificate *certificate =
        issue_certificate(request, &order, pki.issuing.certificate, pki.issuing.key, &error);
    MUST(certificate != NULL);
    MUST(certificate_save(certificate, pki_path(&pki, "made.pem", path), 0644, &error));
    certificate_destroy(certificate);
    certificate = certificate_load(path, &error);
    MUST(certificate != NULL && certificate_matches_key(certificate, key));
    MUST(!certificate_matches_key(pki.kiosk.certificate, key));
    request_destroy(request);
    return certificate;
}

static void sign_and_verify(const struct private_key *key, const struct certificate *certificate)
{
    struct error error = {0};
    uint8_t signature[SIGNATURE_MAX];
    size_t length = 0;
    MUST(private_key_sign(key, "batch", 5, signature, &length, &error));
    MUST(certificate_verify_signature(certificate, "batch", 5, signature, length, &error));
    MUST(!certificate_verify_signature(certificate, "botch", 5, signature, length, &error));
}

static void must_work(const char *path)
{
    struct tpm *tpm = open_tpm(&machine);
    struct private_key *key = load(path, tpm);
    assert_true(private_key_is_in_tpm(key));
    struct certificate *certificate = certify(key);
    sign_and_verify(key, certificate);
    assert_string_equal(private_key_trouble(key), "");
    certificate_destroy(certificate);
    private_key_destroy(key);
    tpm_close(tpm);
}

/* ---- tpm2-openssl, which made the keys once ------------------------------------- */

static void run_openssl(const char *arguments)
{
    char command[1024];
    snprintf(command, sizeof command, "TPM2OPENSSL_TCTI=%s openssl %s >/dev/null 2>&1",
             machine.tcti, arguments);
    if (system(command) != 0)
        fail_msg("%s", command);
}

static const char *make_with_openssl(const char *name, char path[static 256])
{
    char arguments[512];
    snprintf(arguments, sizeof arguments,
             "genpkey -provider tpm2 -algorithm EC -pkeyopt group:P-256 -out %s",
             pki_path(&pki, name, path));
    run_openssl(arguments);
    assert_int_equal(chmod(path, 0600), 0);
    return path;
}

static void test_tpm2_openssl_signs_with_a_key_of_ours(void **state)
{
    (void)state;
    char path[256], batch[256], signature_path[256], arguments[1024];
    struct buffer signature;
    make("shared.key", path);
    struct tpm *tpm = open_tpm(&machine);
    struct private_key *key = load(path, tpm);
    struct certificate *certificate = certify(key);
    private_key_destroy(key);
    tpm_close(tpm);
    assert_true(file_write(pki_path(&pki, "batch", batch), "batch", 5, 0600, NULL));
    snprintf(arguments, sizeof arguments,
             "pkeyutl -provider tpm2 -provider default -propquery "
             "'?provider=tpm2,tpm2.digest!=yes' -sign -rawin -digest sha256 -inkey %s -in %s -out "
             "%s",
             path, batch, pki_path(&pki, "signature", signature_path));
    run_openssl(arguments);
    buffer_init(&signature, SIGNATURE_MAX);
    assert_true(file_read(signature_path, &signature, NULL));
    assert_true(certificate_verify_signature(certificate, "batch", 5, signature.data,
                                             signature.length, NULL));
    buffer_finish(&signature);
    certificate_destroy(certificate);
}

/* It lacks TPMA_OBJECT_NODA: four power cuts behind signatures are more than swtpm puts up with. */
static void test_a_lockout_is_named_and_does_not_hit_keys_of_ours(void **state)
{
    (void)state;
    char old[256], ours[256];
    uint8_t signature[SIGNATURE_MAX];
    size_t length = 0;
    struct error error = {0};
    make_with_openssl("old.key", old);
    make("beside.key", ours);
    for (int i = 0; i < 3; i++) {
        must_work(old);
        tpm_cut_power(&machine);
    }
    struct tpm *tpm = open_tpm(&machine);
    struct private_key *key = load(old, tpm);
    assert_false(private_key_sign(key, "batch", 5, signature, &length, &error));
    if (strstr(error.text, "refuses keys for a while") == NULL)
        fail_msg("%s", error.text);
    MUST(strstr(private_key_trouble(key), "refuses keys for a while") != NULL);
    assert_null(request_create(key, "kiosk", &error));
    if (strstr(error.text, "refuses keys for a while") == NULL)
        fail_msg("%s", error.text);
    private_key_destroy(key);
    tpm_close(tpm);
    must_work(ours);
}

/* ---- what must hold ------------------------------------------------------------- */

static bool has_text(const char *path, const char *text)
{
    char bytes[4096];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return memmem(bytes, length, text, strlen(text)) != NULL;
}

static void test_a_key_of_a_tpm_signs_and_its_file_holds_no_key(void **state)
{
    (void)state;
    char path[256], command[512];
    make("tpm.key", path);
    assert_true(has_text(path, "-----BEGIN TSS2 PRIVATE KEY-----"));
    snprintf(command, sizeof command, "! openssl pkey -in %s -noout 2>/dev/null", path);
    assert_int_equal(system(command), 0);
    must_work(path);
}

static void test_power_cuts_behind_signatures_do_not_lock_a_key(void **state)
{
    (void)state;
    char path[256];
    make("cut.key", path);
    for (int i = 0; i < POWER_CUTS; i++) {
        must_work(path);
        tpm_cut_power(&machine);
    }
    must_work(path);
}

/* As often as a TPM with three places would notice one that is not given back. */
static void test_a_key_works_while_the_next_is_made(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    make("kept.key", path);
    struct tpm *tpm = open_tpm(&machine);
    struct private_key *kept = load(path, tpm);
    struct certificate *certificate = certify(kept);
    for (int i = 0; i < RENEWALS; i++) {
        struct private_key *next = private_key_create_in_tpm(tpm, &error);
        MUST(next != NULL);
        struct certificate *next_certificate = certify(next);
        sign_and_verify(kept, certificate);
        sign_and_verify(next, next_certificate);
        certificate_destroy(certificate);
        private_key_destroy(kept);
        kept = next;
        certificate = next_certificate;
    }
    certificate_destroy(certificate);
    private_key_destroy(kept);
    tpm_close(tpm);
}

/* What was asked for holds on to the key, and the key to the TPM. */
static void test_a_request_may_outlive_its_key(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    struct tpm *tpm = open_tpm(&machine);
    struct private_key *key = private_key_create_in_tpm(tpm, &error);
    MUST(key != NULL && private_key_save(key, pki_path(&pki, "brief.key", path), &error));
    struct certificate_request *request = request_create(key, "kiosk", &error);
    MUST(request != NULL);
    private_key_destroy(key);
    tpm_close(tpm);
    request_destroy(request);
    must_work(path);
}

static void test_a_stolen_file_is_of_no_use(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    make("stolen.key", path);
    assert_null(private_key_load(path, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    MUST(strstr(error.text, path) != NULL && strstr(error.text, "TPM") != NULL);
    assert_null(private_key_load_in(path, NULL, NULL));
    struct tpm *tpm = open_tpm(&other_machine);
    assert_null(private_key_load_in(path, tpm, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    MUST(strstr(error.text, path) != NULL && strstr(error.text, "another TPM") != NULL);
    tpm_close(tpm);
}

static void test_a_torn_file_is_refused(void **state)
{
    (void)state;
    char path[256], torn[256];
    struct error error = {0};
    struct buffer text;
    make("whole.key", path);
    pki_path(&pki, "torn.key", torn);
    buffer_init(&text, PRIVATE_KEY_MAX);
    assert_true(file_read(path, &text, NULL));
    struct tpm *tpm = open_tpm(&machine);
    for (size_t length = 0; length < text.length; length++) {
        assert_true(file_write(torn, text.data, length, 0600, NULL));
        assert_null(private_key_load_in(torn, tpm, &error));
        MUST(error.kind == ERROR_INPUT && strstr(error.text, torn) != NULL);
    }
    tpm_close(tpm);
    buffer_finish(&text);
}

static void test_a_key_in_a_tpm_cannot_be_exported(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    struct tpm *tpm = open_tpm(&machine);
    struct private_key *key = private_key_create_in_tpm(tpm, &error);
    MUST(key != NULL);
    assert_false(private_key_save_encrypted(key, pki_path(&pki, "exported.key", path),
                                            "correct horse battery", &error));
    private_key_destroy(key);
    tpm_close(tpm);
    assert_int_equal(access(path, F_OK), -1);
}

static void test_keys_in_files_work_beside_a_tpm(void **state)
{
    (void)state;
    char path[256];
    struct tpm *tpm = open_tpm(&machine);
    struct private_key *key = load(pki_path(&pki, "kiosk.key", path), tpm);
    assert_false(private_key_is_in_tpm(key));
    sign_and_verify(key, pki.kiosk.certificate);
    private_key_destroy(key);
    tpm_close(tpm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_key_of_a_tpm_signs_and_its_file_holds_no_key),
        cmocka_unit_test(test_a_request_may_outlive_its_key),
        cmocka_unit_test(test_a_stolen_file_is_of_no_use),
        cmocka_unit_test(test_a_torn_file_is_refused),
        cmocka_unit_test(test_a_key_in_a_tpm_cannot_be_exported),
        cmocka_unit_test(test_keys_in_files_work_beside_a_tpm),
        cmocka_unit_test(test_a_key_works_while_the_next_is_made),
        cmocka_unit_test(test_tpm2_openssl_signs_with_a_key_of_ours),
        cmocka_unit_test(test_power_cuts_behind_signatures_do_not_lock_a_key),
        cmocka_unit_test(test_a_lockout_is_named_and_does_not_hit_keys_of_ours),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
