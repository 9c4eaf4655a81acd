#include "platform/crypto/key.h"

#include "tests/support/lib/pki.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct pki pki;

static int start(void **state)
{
    (void)state;
    pki_start(&pki);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    pki_stop(&pki);
    return 0;
}

static void test_saved_key_is_readable_by_its_owner_alone(void **state)
{
    (void)state;
    char path[256];
    struct stat status;
    assert_int_equal(stat(pki_path(&pki, "opening.key", path), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
}

static void test_key_that_others_can_read_is_refused(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    pki_path(&pki, "opening.key", path);
    assert_int_equal(chmod(path, 0640), 0);
    assert_null(private_key_load(path, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_non_null(strstr(error.text, path));
    chmod(path, 0600);
}

static void test_saving_never_overwrites(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    assert_false(private_key_save(pki.kiosk.key, pki_path(&pki, "opening.key", path), &error));
    assert_int_equal(error.kind, ERROR_INPUT);
}

static void test_loaded_key_signs_what_the_certificate_verifies(void **state)
{
    (void)state;
    char path[256];
    uint8_t signature[SIGNATURE_MAX];
    size_t length = 0;
    struct private_key *key = private_key_load(pki_path(&pki, "kiosk.key", path), NULL);
    assert_non_null(key);
    assert_true(private_key_sign(key, "batch", 5, signature, &length, NULL));
    assert_true(
        certificate_verify_signature(pki.kiosk.certificate, "batch", 5, signature, length, NULL));
    assert_false(
        certificate_verify_signature(pki.kiosk.certificate, "botch", 5, signature, length, NULL));
    assert_false(
        certificate_verify_signature(pki.server.certificate, "batch", 5, signature, length, NULL));
    private_key_destroy(key);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    chmod(path, 0600);
}

static void test_a_key_on_another_curve_is_refused(void **state)
{
    (void)state;
    char path[256], command[1024];
    struct error error = {0};
    pki_path(&pki, "p384.key", path);
    snprintf(command, sizeof command,
             "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 "
             "-out %s 2>/dev/null && chmod 600 %s",
             path, path);
    assert_int_equal(system(command), 0);
    assert_null(private_key_load(path, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, "P-256"));
}

static void test_what_is_no_key_is_refused_by_name(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    write_text(pki_path(&pki, "no.key", path), "nothing of the kind\n");
    assert_null(private_key_load(path, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, path));
}

static void test_absent_key_is_not_found(void **state)
{
    (void)state;
    struct error error = {0};
    assert_null(private_key_load("/nonexistent/key", &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

static const char passphrase[] = "correct horse battery";

struct asker {
    const char *passphrase; /* NULL: there is none */
    int asked;
};

static bool answer(void *context, const char *what, char *text, struct error *error)
{
    struct asker *asker = context;
    asker->asked++;
    if (asker->passphrase == NULL)
        return error_set(error, ERROR_UNAVAILABLE, "nobody is there for %s", what);
    snprintf(text, PASSPHRASE_MAX, "%s", asker->passphrase);
    return true;
}

static struct private_key *load_asking(const char *path, struct asker *asker, struct error *error)
{
    const struct passphrase_source source = {answer, asker};
    return private_key_load_with(path, &source, error);
}

static const char *save_encrypted(const char *name, char path[static 256])
{
    pki_path(&pki, name, path);
    assert_true(private_key_save_encrypted(pki.kiosk.key, path, passphrase, NULL));
    return path;
}

static void test_an_encrypted_key_opens_with_its_passphrase(void **state)
{
    (void)state;
    char path[256];
    struct asker asker = {passphrase, 0};
    struct private_key *key = load_asking(save_encrypted("right.key", path), &asker, NULL);
    assert_non_null(key);
    assert_int_equal(asker.asked, 1);
    assert_true(certificate_matches_key(pki.kiosk.certificate, key));
    private_key_destroy(key);
}

static void test_an_encrypted_key_is_encrypted_by_scrypt(void **state)
{
    (void)state;
    char path[256], command[1024];
    save_encrypted("shown.key", path);
    snprintf(command, sizeof command,
             "openssl asn1parse -in %s | grep -q scrypt && openssl asn1parse -in %s | grep -q "
             "aes-256-cbc && openssl pkey -in %s -passin 'pass:%s' -noout",
             path, path, path, passphrase);
    assert_int_equal(system(command), 0);
}

static void test_a_wrong_passphrase_opens_nothing(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    struct asker asker = {"correct horse batteri", 0};
    assert_null(load_asking(save_encrypted("wrong.key", path), &asker, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_int_equal(asker.asked, 1);
    assert_non_null(strstr(error.text, path));
    assert_null(strstr(error.text, "batter"));
}

static void test_an_encrypted_key_never_asks_a_terminal(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    assert_null(private_key_load(save_encrypted("silent.key", path), &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_non_null(strstr(error.text, "encrypted"));
}

static void test_why_there_is_no_passphrase_is_told(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    struct asker asker = {NULL, 0};
    assert_null(load_asking(save_encrypted("nobody.key", path), &asker, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_non_null(strstr(error.text, "nobody is there"));
}

static void test_a_broken_key_asks_nobody(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    struct asker asker = {passphrase, 0};
    write_text(pki_path(&pki, "broken.key", path),
               "-----BEGIN PRIVATE KEY-----\nAAAAAAAA\n-----END PRIVATE KEY-----\n");
    assert_null(load_asking(path, &asker, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_int_equal(asker.asked, 0);
    assert_non_null(strstr(error.text, "not a private key"));
}

static void test_a_plain_key_asks_nobody(void **state)
{
    (void)state;
    char path[256];
    struct asker asker = {passphrase, 0};
    struct private_key *key = load_asking(pki_path(&pki, "kiosk.key", path), &asker, NULL);
    assert_non_null(key);
    assert_int_equal(asker.asked, 0);
    private_key_destroy(key);
}

static void test_a_short_passphrase_is_refused(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    pki_path(&pki, "short.key", path);
    assert_false(private_key_save_encrypted(pki.kiosk.key, path, "1234567", &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_int_equal(access(path, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_saved_key_is_readable_by_its_owner_alone),
        cmocka_unit_test(test_key_that_others_can_read_is_refused),
        cmocka_unit_test(test_saving_never_overwrites),
        cmocka_unit_test(test_loaded_key_signs_what_the_certificate_verifies),
        cmocka_unit_test(test_a_key_on_another_curve_is_refused),
        cmocka_unit_test(test_what_is_no_key_is_refused_by_name),
        cmocka_unit_test(test_absent_key_is_not_found),
        cmocka_unit_test(test_an_encrypted_key_opens_with_its_passphrase),
        cmocka_unit_test(test_an_encrypted_key_is_encrypted_by_scrypt),
        cmocka_unit_test(test_a_wrong_passphrase_opens_nothing),
        cmocka_unit_test(test_an_encrypted_key_never_asks_a_terminal),
        cmocka_unit_test(test_why_there_is_no_passphrase_is_told),
        cmocka_unit_test(test_a_plain_key_asks_nobody),
        cmocka_unit_test(test_a_broken_key_asks_nobody),
        cmocka_unit_test(test_a_short_passphrase_is_refused),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
