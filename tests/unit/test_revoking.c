/* Who is revoked gets in by a new key only; and the list that says who is. */
#include "app/central/issuing/revoke.h"

#include "app/central/issuing/register.h"
#include "platform/crypto/revocation.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/issuing_bed.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct issuing_bed bed;

static int start(void **state)
{
    (void)state;
    return issuing_bed_start(&bed) ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    issuing_bed_stop(&bed);
    return 0;
}

static void take_back(const char *kiosk, size_t newly)
{
    struct revoke_result result;
    struct error error = {0};
    const struct revoke_order order = {
        .office = bed.office.office, .kiosk_id = kiosk, .now_utc = bed.office.now};
    if (!revoke_kiosk(&order, &result, &error))
        fail_msg("%s", error.text);
    assert_int_equal(result.newly, newly);
}

static void a_revoked_kiosk_gets_in_by_a_new_key_only(void **state)
{
    char code[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL), *fresh = private_key_create(NULL);
    struct certificate *peer = issuing_bed_enrolled(&bed, "0530", key), *made = NULL;
    (void)state;
    take_back("0530", 1);
    take_back("0530", 0);
    assert_int_equal(issuing_bed_again(&bed, key, "0530", peer, 10, &made), ISSUING_REFUSED);
    assert_int_equal(issuing_bed_again(&bed, fresh, "0530", peer, 10, &made), ISSUING_REFUSED);
    issuing_bed_invite(&bed, "0530", true, code);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0530", code, 10), ISSUING_REFUSED);
    assert_int_equal(issuing_bed_ask_only(&bed, fresh, "0530", code, 10), ISSUING_DONE);
    certificate_destroy(peer);
    private_key_destroy(key);
    private_key_destroy(fresh);
}

static void revoking_voids_an_invitation(void **state)
{
    char code[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL), *fresh = private_key_create(NULL);
    struct certificate *peer = issuing_bed_enrolled(&bed, "0531", key);
    (void)state;
    issuing_bed_invite(&bed, "0531", true, code);
    take_back("0531", 1);
    assert_int_equal(issuing_bed_ask_only(&bed, fresh, "0531", code, 10), ISSUING_UNKNOWN);
    certificate_destroy(peer);
    private_key_destroy(key);
    private_key_destroy(fresh);
}

/* openssl's exit code on a certificate that stands in the office's folder as NAME.pem. */
static int verify(const char *name)
{
    char command[768];
    snprintf(command, sizeof command,
             "openssl verify -x509_strict -crl_check -CAfile %s/issuing.pem -CRLfile %s/crl.pem "
             "%s/%s.pem >/dev/null 2>&1",
             bed.folder, bed.folder, bed.office.folder, name);
    return system(command);
}

static void list_must_verify(void)
{
    char command[512];
    snprintf(command, sizeof command,
             "openssl crl -CAfile %s/issuing.pem -noout -in %s/crl.pem 2>&1 | grep -q 'verify OK'",
             bed.folder, bed.folder);
    assert_int_equal(system(command), 0);
}

static void openssl_agrees_about_the_list(void **state)
{
    struct private_key *key = private_key_create(NULL), *other = private_key_create(NULL);
    struct certificate *bad = issuing_bed_enrolled(&bed, "0532", key),
                       *good = issuing_bed_enrolled(&bed, "0533", other);
    char path[128];
    (void)state;
    take_back("0532", 1);
    snprintf(path, sizeof path, "%s/0532.pem", bed.office.folder);
    assert_true(certificate_save(bad, path, 0644, NULL));
    snprintf(path, sizeof path, "%s/0533.pem", bed.office.folder);
    assert_true(certificate_save(good, path, 0644, NULL));
    assert_int_not_equal(verify("0532"), 0);
    assert_int_equal(verify("0533"), 0);
    list_must_verify();
    certificate_destroy(bad);
    certificate_destroy(good);
    private_key_destroy(key);
    private_key_destroy(other);
}

static int64_t time_of_the_list(void)
{
    char path[128];
    struct error error = {0};
    snprintf(path, sizeof path, "%s/crl.pem", bed.folder);
    struct revocation_list *list =
        revocation_list_load(path, bed.desk.authority.certificate, &error);
    if (list == NULL)
        fail_msg("%s", error.text);
    int64_t made = revocation_list_made(list);
    revocation_list_destroy(list);
    return made;
}

static void each_list_is_newer_than_the_one_before(void **state)
{
    struct private_key *key = private_key_create(NULL);
    struct certificate *peer = issuing_bed_enrolled(&bed, "0535", key);
    struct revoke_result result;
    struct revoke_order order = {
        .office = bed.office.office, .kiosk_id = "0535", .now_utc = bed.office.now};
    (void)state;
    assert_true(revoke_kiosk(&order, &result, NULL));
    int64_t first = time_of_the_list();
    order.now_utc -= 400 * DAY;
    assert_true(revoke_kiosk(&order, &result, NULL));
    assert_true(time_of_the_list() > first);
    assert_true(time_of_the_list() <= bed.office.now);
    certificate_destroy(peer);
    private_key_destroy(key);
}

/* Rows as the kiosk's first until the entry has `room` bytes left. */
static void fill_entry(const char *kiosk, size_t room)
{
    char path[128];
    snprintf(path, sizeof path, "%s/kiosks/%s.json", bed.folder, kiosk);
    json_t *entry = json_load_file(path, 0, NULL);
    json_t *rows = json_object_get(entry, "certificates");
    char *one = json_dumps(entry, JSON_INDENT(1));
    assert_non_null(one);
    for (size_t size = strlen(one); size < REGISTER_FILE_MAX - room; size += strlen(one))
        assert_int_equal(json_array_append_new(rows, json_deep_copy(json_array_get(rows, 0))), 0);
    assert_int_equal(json_dump_file(entry, path, JSON_INDENT(1)), 0);
    free(one);
    json_decref(entry);
}

/* A thief may renew as often as he is let. */
static void a_kiosk_whose_entry_is_full_can_be_revoked(void **state)
{
    static const uint8_t other_key[DIGEST_SIZE] = {1};
    struct private_key *key = private_key_create(NULL);
    struct certificate *peer = issuing_bed_enrolled(&bed, "0536", key);
    struct revoke_result result;
    struct error error = {0};
    const struct revoke_order order = {
        .office = bed.office.office, .kiosk_id = "0536", .now_utc = bed.office.now};
    (void)state;
    fill_entry("0536", 70000);
    while (register_add(bed.folder, peer, other_key, bed.office.now, &error))
        ;
    assert_int_equal(error.kind, ERROR_LIMIT);
    if (!revoke_kiosk(&order, &result, &error))
        fail_msg("%s", error.text);
    assert_true(result.newly > 500);
    certificate_destroy(peer);
    private_key_destroy(key);
}

static void one_certificate_of_several_is_revoked(void **state)
{
    char fingerprint[2 * DIGEST_SIZE + 1];
    struct private_key *key = private_key_create(NULL), *next_key = private_key_create(NULL);
    struct certificate *peer = issuing_bed_enrolled(&bed, "0534", key), *next = NULL, *none = NULL;
    struct revoke_result result;
    struct error error = {0};
    (void)state;
    assert_int_equal(issuing_bed_again(&bed, next_key, "0534", peer, 10, &next), ISSUING_DONE);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        snprintf(fingerprint + 2 * i, 3, "%02X", certificate_fingerprint(peer)[i]);
    struct revoke_order order = {.office = bed.office.office,
                                 .kiosk_id = "0534",
                                 .fingerprint = fingerprint,
                                 .now_utc = bed.office.now};
    assert_true(revoke_kiosk(&order, &result, NULL));
    assert_int_equal(result.newly, 1);
    assert_int_equal(issuing_bed_again(&bed, next_key, "0534", peer, 20, &none), ISSUING_REFUSED);
    assert_int_equal(issuing_bed_again(&bed, next_key, "0534", next, 20, &none), ISSUING_DONE);
    certificate_destroy(none);
    memset(fingerprint, '0', 64);
    assert_false(revoke_kiosk(&order, &result, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    certificate_destroy(next);
    certificate_destroy(peer);
    private_key_destroy(key);
    private_key_destroy(next_key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_revoked_kiosk_gets_in_by_a_new_key_only),
        cmocka_unit_test(revoking_voids_an_invitation),
        cmocka_unit_test(openssl_agrees_about_the_list),
        cmocka_unit_test(each_list_is_newer_than_the_one_before),
        cmocka_unit_test(one_certificate_of_several_is_revoked),
        cmocka_unit_test(a_kiosk_whose_entry_is_full_can_be_revoked),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
