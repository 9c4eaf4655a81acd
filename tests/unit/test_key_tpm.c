/* Keys in a TPM, which swtpm plays. One process uses one TPM: each test starts in a child of its own. */
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"
#include "platform/crypto/request.h"

#include "tests/support/lib/pki.h"
#include "tests/support/lib/tpm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct pki pki;
static struct test_tpm tpm, other_tpm;

static int start(void **state)
{
    (void)state;
    pki_start(&pki);
    tpm_start(&tpm);
    tpm_start(&other_tpm);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    tpm_stop(&other_tpm);
    tpm_stop(&tpm);
    pki_stop(&pki);
    return 0;
}

/* cmocka's assertions end a child by abort. */
static void in_child(void (*act)(const char *path), const char *path)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        act(path);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

#define MUST(condition_)                                                                           \
    do {                                                                                           \
        if (!(condition_)) {                                                                       \
            fprintf(stderr, "line %d: %s: %s\n", __LINE__, #condition_, error.text);               \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

static void make(const char *path)
{
    struct error error = {0};
    MUST(private_key_use_tpm(tpm.tcti, &error));
    struct private_key *key = private_key_create_in_tpm(&error);
    MUST(key != NULL && private_key_is_in_tpm(key));
    MUST(private_key_save(key, path, &error));
    private_key_destroy(key);
}

static void certify_and_sign(const char *path)
{
    struct error error = {0};
    uint8_t signature[SIGNATURE_MAX];
    size_t length = 0;
    MUST(private_key_use_tpm(tpm.tcti, &error));
    struct private_key *key = private_key_load(path, &error);
    MUST(key != NULL && private_key_is_in_tpm(key));
    struct certificate_request *request = request_create(key, "kiosk", &error);
    MUST(request != NULL);
    const struct certificate_order order = {
        .purpose = PURPOSE_TLS_CLIENT, .name = "0417", .not_before = pki.now, .days = 2};
    struct certificate *certificate =
        issue_certificate(request, &order, pki.issuing.certificate, pki.issuing.key, &error);
    MUST(certificate != NULL && certificate_matches_key(certificate, key));
    MUST(!certificate_matches_key(pki.kiosk.certificate, key));
    MUST(private_key_sign(key, "batch", 5, signature, &length, &error));
    MUST(certificate_verify_signature(certificate, "batch", 5, signature, length, &error));
    MUST(!certificate_verify_signature(certificate, "botch", 5, signature, length, &error));
    certificate_destroy(certificate);
    request_destroy(request);
    private_key_destroy(key);
}

static void use_file_beside(const char *path)
{
    struct error error = {0};
    uint8_t signature[SIGNATURE_MAX];
    size_t length = 0;
    MUST(private_key_use_tpm(tpm.tcti, &error));
    struct private_key *made = private_key_create(&error);
    MUST(made != NULL && !private_key_is_in_tpm(made));
    struct private_key *key = private_key_load(path, &error);
    MUST(key != NULL && !private_key_is_in_tpm(key));
    MUST(private_key_sign(key, "batch", 5, signature, &length, &error));
    MUST(certificate_verify_signature(pki.kiosk.certificate, "batch", 5, signature, length, NULL));
    private_key_destroy(key);
    private_key_destroy(made);
}

static void load_without_tpm(const char *path)
{
    struct error error = {0};
    MUST(private_key_load(path, &error) == NULL);
    MUST(error.kind == ERROR_UNAVAILABLE && strstr(error.text, "TPM") != NULL);
}

static void load_in_another_tpm(const char *path)
{
    struct error error = {0};
    MUST(private_key_use_tpm(other_tpm.tcti, &error));
    MUST(private_key_load(path, &error) == NULL);
    MUST(error.kind == ERROR_UNAVAILABLE && strstr(error.text, path) != NULL);
}

static void save_encrypted(const char *path)
{
    struct error error = {0};
    MUST(private_key_use_tpm(tpm.tcti, &error));
    struct private_key *key = private_key_create_in_tpm(&error);
    MUST(key != NULL);
    MUST(!private_key_save_encrypted(key, path, "correct horse battery", &error));
    private_key_destroy(key);
}

static void use_absent_tpm(const char *path)
{
    struct error error = {0};
    MUST(!private_key_use_tpm(path, &error));
    MUST(error.kind == ERROR_UNAVAILABLE && strstr(error.text, path) != NULL);
}

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
    pki_path(&pki, "tpm.key", path);
    in_child(make, path);
    assert_true(has_text(path, "-----BEGIN TSS2 PRIVATE KEY-----"));
    snprintf(command, sizeof command, "! openssl pkey -in %s -noout 2>/dev/null", path);
    assert_int_equal(system(command), 0);
    in_child(certify_and_sign, path);
}

static void test_a_stolen_file_is_of_no_use(void **state)
{
    (void)state;
    char path[256];
    pki_path(&pki, "stolen.key", path);
    in_child(make, path);
    in_child(load_without_tpm, path);
    in_child(load_in_another_tpm, path);
}

static void test_a_tpm_key_cannot_be_exported(void **state)
{
    (void)state;
    char path[256];
    pki_path(&pki, "exported.key", path);
    in_child(save_encrypted, path);
    assert_int_equal(access(path, F_OK), -1);
}

static void test_keys_in_files_work_beside_a_tpm(void **state)
{
    (void)state;
    char path[256];
    in_child(use_file_beside, pki_path(&pki, "kiosk.key", path));
}

static void test_a_tpm_that_is_not_there_is_named(void **state)
{
    (void)state;
    in_child(use_absent_tpm, "swtpm:path=/nonexistent/sock");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_key_of_a_tpm_signs_and_its_file_holds_no_key),
        cmocka_unit_test(test_a_stolen_file_is_of_no_use),
        cmocka_unit_test(test_a_tpm_key_cannot_be_exported),
        cmocka_unit_test(test_keys_in_files_work_beside_a_tpm),
        cmocka_unit_test(test_a_tpm_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
