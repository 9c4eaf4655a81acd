#include "app/central/receive/admission.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/pki.h"

#include <stdio.h>
#include <string.h>

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

/* With this text as the list of refused ones, and no revocation list. */
static struct admission *admission_with(const char *text, struct error *error)
{
    char crl[256], refused[256];
    FILE *file = fopen(pki_path(&pki, "refused", refused), "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return admission_load(pki_path(&pki, "crl.pem", crl), refused, pki.issuing.certificate, error);
}

static void assert_keeps_out(const char *text, bool is_out)
{
    struct error error = {0};
    struct admission *admission = admission_with(text, &error);

    if (admission == NULL)
        fail_msg("%s", error.text);
    assert_int_equal(admission_refuses(admission, pki.kiosk.certificate) != NULL, is_out);
    admission_destroy(admission);
}

static void test_a_kiosk_on_the_list_is_kept_out(void **state)
{
    (void)state;
    assert_keeps_out(PKI_KIOSK_ID "\n", true);
    assert_keeps_out("# stolen\r\n 0500\r\n\t" PKI_KIOSK_ID " # in June\r\n", true);
    assert_keeps_out("0500\n041\n04170\n#" PKI_KIOSK_ID "\n", false);
    assert_keeps_out("", false);
}

static void test_a_certificate_on_the_list_is_kept_out(void **state)
{
    const uint8_t *fingerprint = certificate_fingerprint(pki.kiosk.certificate);
    char lower[2 * DIGEST_SIZE + 1], upper[2 * DIGEST_SIZE + 1];

    (void)state;
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        snprintf(lower + 2 * i, 3, "%02x", fingerprint[i]);
        snprintf(upper + 2 * i, 3, "%02X", fingerprint[i]);
    }
    assert_keeps_out(lower, true);
    assert_keeps_out(upper, true);
    lower[63] = lower[63] == '0' ? '1' : '0';
    assert_keeps_out(lower, false);
}

/* Whoever wrote it believes that a kiosk is kept out. */
static void test_a_line_that_can_name_nobody_is_told(void **state)
{
    static const char *const lines[] = {
        "\xef\xbb\xbf" PKI_KIOSK_ID, "0417\xc2\xa0", "0417/1", "04:17:AB:CD", "\"0417\"", ".0417"};

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct error error = {0};

        assert_null(admission_with(lines[i], &error));
        assert_int_equal(error.kind, ERROR_INPUT);
        assert_non_null(strstr(error.text, lines[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_kiosk_on_the_list_is_kept_out),
        cmocka_unit_test(test_a_certificate_on_the_list_is_kept_out),
        cmocka_unit_test(test_a_line_that_can_name_nobody_is_told),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
