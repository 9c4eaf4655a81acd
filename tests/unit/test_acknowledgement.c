#include "app/wire/acknowledgement.h"

#include "app/wire/drive.h"
#include "platform/base/file.h"
#include "platform/crypto/signed_file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/pki.h"
#include "tests/support/lib/temp_folder.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct pki pki;
static struct trust *trust;
static struct pki_pair acknowledging;
static const uint8_t outbox[CHAIN_OUTBOX_ID_SIZE] = {0xab, 0xcd};

static int start(void **state)
{
    char path[256];

    (void)state;
    pki_start(&pki);
    trust = trust_load(pki_path(&pki, "tls-root.pem", path), NULL);
    acknowledging = pki_make(&pki, &pki.tls_root, PURPOSE_ACKNOWLEDGING, "Acknowledging", -1, 30);
    return trust == NULL;
}

static int stop(void **state)
{
    (void)state;
    pki_pair_finish(&acknowledging);
    trust_destroy(trust);
    pki_stop(&pki);
    return 0;
}

static void append_answer(struct buffer *text)
{
    struct answer_record records[2] = {
        {.sequence = 41, .id = {1}, .verdict = ANSWER_STORED},
        {.sequence = 42, .id = {2}, .verdict = ANSWER_REJECTED, .reason = "no such certificate"}};

    buffer_init(text, ANSWER_BYTES_MAX);
    assert_true(answer_encode(records, 2, text, NULL));
}

static void sign(const struct pki_pair *by, struct buffer *file)
{
    struct buffer text;

    append_answer(&text);
    buffer_init(file, ACKNOWLEDGEMENT_BYTES_MAX);
    assert_true(acknowledgement_sign(PKI_KIOSK_ID, outbox, (const char *)text.data, text.length,
                                     by->certificate, by->key, file, NULL));
    buffer_finish(&text);
}

static bool verify(const struct buffer *file, int64_t at_utc,
                   struct acknowledgement *acknowledgement, struct error *error)
{
    return acknowledgement_verify("1.ack", file->data, file->length, trust, at_utc, acknowledgement,
                                  error);
}

static void assert_refused(const struct buffer *file, int64_t at_utc, enum error_kind kind,
                           const char *words)
{
    struct acknowledgement acknowledgement;
    struct error error = {0};

    assert_false(verify(file, at_utc, &acknowledgement, &error));
    assert_int_equal(error.kind, kind);
    assert_int_equal(acknowledgement.answer.count, 0);
    if (strstr(error.text, words) == NULL)
        fail_msg("'%s' is not in '%s'", words, error.text);
}

/* Signed by the right one, whatever it says. */
static void assert_content_refused(const char *content, const char *words)
{
    struct buffer file;

    buffer_init(&file, ACKNOWLEDGEMENT_BYTES_MAX);
    assert_true(signed_file_make(content, strlen(content), acknowledging.certificate,
                                 acknowledging.key, &file, NULL));
    assert_refused(&file, pki.now, ERROR_INPUT, words);
    buffer_finish(&file);
}

/* ---- tests ------------------------------------------------------------------ */

static void test_what_was_signed_comes_back(void **state)
{
    struct acknowledgement acknowledgement;
    struct buffer file;

    (void)state;
    sign(&acknowledging, &file);
    assert_true(verify(&file, pki.now, &acknowledgement, NULL));
    assert_string_equal(acknowledgement.kiosk_id, PKI_KIOSK_ID);
    assert_memory_equal(acknowledgement.outbox_id, outbox, sizeof outbox);
    assert_int_equal(acknowledgement.answer.count, 2);
    assert_int_equal(acknowledgement.answer.records[0].sequence, 41);
    assert_int_equal(acknowledgement.answer.records[1].verdict, ANSWER_REJECTED);
    acknowledgement_finish(&acknowledgement);
    buffer_finish(&file);
}

static void test_every_other_certificate_is_refused(void **state)
{
    static const char words[] = "not made for acknowledgements";
    const struct pki_pair *others[] = {&pki.server, &pki.site_signer, &pki.kiosk, &pki.tls_root};
    struct buffer file;

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        sign(others[i], &file);
        assert_refused(&file, pki.now, ERROR_REFUSED, words);
        buffer_finish(&file);
    }
}

static void test_the_right_purpose_under_another_root_is_refused(void **state)
{
    const struct pki_pair *roots[] = {&pki.site_root, &pki.sealing_root, &pki.issuing};
    struct buffer file;

    (void)state;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        struct pki_pair other =
            pki_make(&pki, roots[i], PURPOSE_ACKNOWLEDGING, "Acknowledging", -1, 30);

        sign(&other, &file);
        assert_refused(&file, pki.now, ERROR_REFUSED, "not trusted");
        buffer_finish(&file);
        pki_pair_finish(&other);
    }
}

static void test_a_certificate_that_ended_is_refused_where_the_clock_is_right(void **state)
{
    struct acknowledgement acknowledgement;
    struct buffer file;

    (void)state;
    sign(&acknowledging, &file);
    assert_refused(&file, pki.now + 60 * 86400, ERROR_REFUSED, "valid from");
    assert_true(verify(&file, CERTIFICATE_ANY_TIME, &acknowledgement, NULL));
    acknowledgement_finish(&acknowledgement);
    buffer_finish(&file);
}

static void test_the_certificate_does_nothing_else(void **state)
{
    static const enum certificate_purpose purposes[] = {PURPOSE_SIGNING, PURPOSE_TLS_SERVER,
                                                        PURPOSE_TLS_CLIENT, PURPOSE_SEALING,
                                                        PURPOSE_AUTHORITY};

    (void)state;
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
        assert_false(
            certificate_verify(acknowledging.certificate, trust, purposes[i], pki.now, NULL));
    assert_true(
        certificate_verify(acknowledging.certificate, trust, PURPOSE_ACKNOWLEDGING, pki.now, NULL));
}

static void test_changed_bytes_never_change_what_is_said(void **state)
{
    struct acknowledgement acknowledgement;
    struct buffer file;

    (void)state;
    sign(&acknowledging, &file);
    for (size_t i = 0; i < file.length; i++) {
        file.data[i] ^= 0x04;
        if (verify(&file, pki.now, &acknowledgement, NULL)) { /* no signature covers that byte */
            assert_string_equal(acknowledgement.kiosk_id, PKI_KIOSK_ID);
            assert_int_equal(acknowledgement.answer.records[0].sequence, 41);
            assert_int_equal(acknowledgement.answer.records[0].id[0], 1);
        }
        acknowledgement_finish(&acknowledgement);
        file.data[i] ^= 0x04;
    }
    buffer_finish(&file);
}

static void test_signed_content_of_another_form_is_refused(void **state)
{
#define OUTBOX "\"outbox\":\"abcd0000000000000000000000000000\""
#define TYPE   "\"type\":\"custody-alert/acknowledgement\""
    (void)state;
    assert_content_refused("", "not JSON");
    assert_content_refused("[1]", "no acknowledgement");
    assert_content_refused("{\"version\":1,\"records\":[]}", "no acknowledgement");
    assert_content_refused("{" TYPE ",\"version\":1,\"records\":[]}", "no kiosk and outbox");
    assert_content_refused("{" TYPE ",\"kiosk\":\"../x\"," OUTBOX ",\"version\":1,\"records\":[]}",
                           "no kiosk and outbox");
    assert_content_refused("{" TYPE ",\"kiosk\":\"0417\",\"outbox\":\"ab\",\"version\":1,"
                           "\"records\":[]}",
                           "no kiosk and outbox");
    assert_content_refused("{" TYPE ",\"kiosk\":\"0417\"," OUTBOX ",\"version\":2,\"records\":[]}",
                           "version");
    assert_content_refused("{" TYPE ",\"kiosk\":\"0417\"," OUTBOX ",\"version\":1}", "records");
    assert_content_refused("{" TYPE ",\"kiosk\":\"0417\"," OUTBOX ",\"version\":1,"
                           "\"records\":[{\"sequence\":1}]}",
                           "cannot be used");
    assert_content_refused("{" TYPE ",\"kiosk\":\"0417\",\"kiosk\":\"0417\"," OUTBOX
                           ",\"version\":1,\"records\":[]}",
                           "not JSON");
}

static void test_what_is_not_signed_is_refused(void **state)
{
    struct buffer text;

    (void)state;
    append_answer(&text);
    assert_refused(&text, pki.now, ERROR_INPUT, "not a signed file");
    buffer_finish(&text);
}

/* ---- a drive ------------------------------------------------------------------- */

struct seen {
    uint64_t numbers[8];
    size_t count;
};

static bool see(void *context, const char *folder, uint64_t sequence, struct error *error)
{
    struct seen *seen = context;

    (void)folder, (void)error;
    assert_true(seen->count < 8);
    seen->numbers[seen->count++] = sequence;
    return true;
}

static void test_only_whole_batches_are_found_in_their_order(void **state)
{
    static const char *const names[] = {"10.batch",    "9.batch", "1.batch.new",
                                        "01.batch",    "0.batch", "x.batch",
                                        ".batch",      "7.ack",   "-3.batch",
                                        "2.batch.bak", "batch",   "99999999999999999999.batch"};
    struct temp_folder *drive = NULL;
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct seen seen = {.count = 0};
    struct error error = {0};

    (void)state;
    assert_int_equal(temp_folder_setup((void **)&drive), 0);
    assert_false(drive_each_batch(drive->path, see, &seen, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_true(drive_folder(folder, drive->path, "0417", outbox, NULL));
    assert_true(drive_make_folder(drive->path, folder, NULL));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_true(file_join(path, sizeof path, folder, names[i]));
        assert_true(file_write(path, "x", 1, 0600, NULL));
    }
    assert_true(file_join(path, sizeof path, folder, "11.batch"));
    assert_int_equal(symlink("10.batch", path), 0);
    assert_true(file_join(path, sizeof path, folder, "12.batch"));
    assert_int_equal(mkdir(path, 0700), 0);
    assert_true(drive_each_batch(drive->path, see, &seen, NULL));
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.numbers[0], 9);
    assert_int_equal(seen.numbers[1], 10);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(temp_folder_teardown((void **)&drive), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_signed_comes_back),
        cmocka_unit_test(test_every_other_certificate_is_refused),
        cmocka_unit_test(test_the_right_purpose_under_another_root_is_refused),
        cmocka_unit_test(test_a_certificate_that_ended_is_refused_where_the_clock_is_right),
        cmocka_unit_test(test_the_certificate_does_nothing_else),
        cmocka_unit_test(test_changed_bytes_never_change_what_is_said),
        cmocka_unit_test(test_signed_content_of_another_form_is_refused),
        cmocka_unit_test(test_what_is_not_signed_is_refused),
        cmocka_unit_test(test_only_whole_batches_are_found_in_their_order),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
