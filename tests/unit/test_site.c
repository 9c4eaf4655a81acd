#include "app/site/site.h"
#include "app/site/site_build.h"

#include "platform/base/file.h"
#include "platform/crypto/signed_file.h"
#include "tests/support/lib/pki.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pki pki;
static char description[256], bundle_path[256], root_path[256];

static int start(void **state)
{
    (void)state;
    pki_start(&pki);
    pki_path(&pki, "site.json", description);
    pki_path(&pki, "site.p7", bundle_path);
    pki_path(&pki, "site-root.pem", root_path);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    pki_stop(&pki);
    return 0;
}

/* What people would write, whole. */
static json_t *whole(void)
{
    json_t *value = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:{s:{s:s,s:s,s:s,s:s,s:s}}}", "site", "tamarack",
        "place", "Waiting room", "time_zone", "America/Detroit", "agency", "Example office",
        "hotline", "1-800-555-0100", "news_days", 5, "omb_number", "0000-0000", "notices", "en",
        "authority", "a", "purpose", "p", "routine_uses", "r", "voluntary", "v", "without", "w");
    assert_non_null(value);
    return value;
}

static bool invited; /* the bundle is made before the certificate */

/* Takes over `value`. */
static bool build(json_t *value, struct buffer *bundle, struct error *error)
{
    const struct certificate *tls_roots[] = {pki.tls_root.certificate, NULL};
    const struct certificate *sealing[] = {pki.opening.certificate, pki.second_opening.certificate,
                                           NULL};
    struct site_order order = {.description = description,
                               .kiosk_id = PKI_KIOSK_ID,
                               .issued_utc = pki.now,
                               .kiosk_certificate = invited ? NULL : pki.kiosk.certificate,
                               .tls_roots = tls_roots,
                               .sealing_root = pki.sealing_root.certificate,
                               .sealing = sealing};
    char *text = json_dumps(value, 0);
    json_decref(value);
    assert_true(file_write(description, text, strlen(text), 0644, NULL));
    free(text);
    buffer_init(bundle, SIGNED_FILE_MAX);
    return site_build(&order, pki.site_signer.certificate, pki.site_signer.key, bundle, error);
}

static struct site *build_and_load(json_t *value)
{
    struct error error = {0};
    struct buffer bundle;
    if (!build(value, &bundle, &error))
        fail_msg("%s", error.text);
    assert_true(file_write(bundle_path, bundle.data, bundle.length, 0644, NULL));
    buffer_finish(&bundle);
    struct site *site = site_load(bundle_path, root_path, pki.now, &error);
    if (site == NULL)
        fail_msg("%s", error.text);
    return site;
}

static void refuse(json_t *value, const char *word, const char *also)
{
    struct error error = {0};
    struct buffer bundle;
    assert_false(build(value, &bundle, &error));
    assert_int_equal(bundle.length, 0);
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, description));
    assert_non_null(strstr(error.text, word));
    assert_non_null(strstr(error.text, also));
    buffer_finish(&bundle);
}

static void test_what_was_written_arrives(void **state)
{
    (void)state;
    struct site *site = build_and_load(whole());
    assert_string_equal(site_kiosk_id(site), PKI_KIOSK_ID);
    assert_string_equal(site_agency(site), "Example office");
    assert_string_equal(site_hotline(site), "1-800-555-0100");
    assert_string_equal(site_time_zone(site), "America/Detroit");
    assert_int_equal(site_news_days(site), 5);
    assert_int_equal(site_issued_utc(site), pki.now);
    assert_int_equal(site_sealing_count(site), 2);
    assert_memory_equal(certificate_fingerprint(site_kiosk_certificate(site)),
                        certificate_fingerprint(pki.kiosk.certificate), DIGEST_SIZE);
    assert_memory_equal(certificate_fingerprint(site_sealing_root(site)),
                        certificate_fingerprint(pki.sealing_root.certificate), DIGEST_SIZE);
    assert_non_null(strstr(site_tls_roots_pem(site), "BEGIN CERTIFICATE"));
    site_destroy(site);
}

static void test_a_bundle_can_come_without_a_certificate(void **state)
{
    size_t count = 0;
    (void)state;
    invited = true;
    struct site *site = build_and_load(whole());
    invited = false;
    assert_null(site_kiosk_certificate(site));
    assert_string_equal(site_kiosk_id(site), PKI_KIOSK_ID);
    assert_memory_equal(certificate_fingerprint(site_tls_roots(site, &count)[0]),
                        certificate_fingerprint(pki.tls_root.certificate), DIGEST_SIZE);
    assert_int_equal(count, 1);
    site_destroy(site);
}

static void test_the_tls_roots_are_one_whole_text(void **state)
{
    (void)state;
    struct site *site = build_and_load(whole());
    struct buffer pem;
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    assert_true(certificate_encode_pem(pki.tls_root.certificate, &pem, NULL));
    assert_string_equal(site_tls_roots_pem(site), buffer_text(&pem));
    buffer_finish(&pem);
    site_destroy(site);
}

static void test_the_example_in_the_documentation_is_good(void **state)
{
    (void)state;
    json_t *example = json_load_file("docs/examples/site.json", JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(example);
    site_destroy(build_and_load(example));
}

static void test_no_agency_hotline_or_notices_means_no_visits(void **state)
{
    (void)state;
    static const char *const needed[] = {"agency", "hotline", "notices", "omb_number"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        json_t *value = whole();
        json_object_del(value, needed[i]);
        refuse(value, needed[i], "no visits");
    }
}

static void test_an_empty_hotline_is_a_missing_one(void **state)
{
    (void)state;
    json_t *value = whole();
    json_object_set_new(value, "hotline", json_string(""));
    refuse(value, "hotline", "no visits");
}

static void test_a_notice_lacking_a_part_is_refused(void **state)
{
    (void)state;
    json_t *value = whole();
    json_object_del(json_object_get(json_object_get(value, "notices"), "en"), "without");
    refuse(value, "notices.en.without", "no visits");
}

static void test_a_bundle_may_say_where_the_office_is(void **state)
{
    (void)state;
    json_t *value = whole();
    json_object_set_new(value, "central_url", json_string("https://alerts.example.org:8443"));
    struct site *site = build_and_load(value);
    assert_string_equal(site_central_url(site), "https://alerts.example.org:8443");
    assert_string_equal(site_enrol_url(site), "");
    site_destroy(site);
    value = whole();
    json_object_set_new(value, "enrol_url", json_string("http://alerts.example.org"));
    refuse(value, "enrol_url", "https://");
}

static void test_unknown_members_are_refused(void **state)
{
    (void)state;
    json_t *value = whole();
    json_object_set_new(value, "hotlline", json_string("x"));
    refuse(value, "hotlline", "not a known member");
}

static void test_a_time_zone_that_does_not_exist_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"America/Detroid", "../../etc/passwd", "/etc/localtime"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_t *value = whole();
        json_object_set_new(value, "time_zone", json_string(bad[i]));
        refuse(value, "time_zone", "time zone");
    }
}

static void test_control_characters_are_refused(void **state)
{
    (void)state;
    json_t *value = whole();
    json_object_set_new(value, "agency", json_string("Office\x1b[2J"));
    refuse(value, "agency", "not a text");
}

static void test_services_are_added_reworded_and_left_out(void **state)
{
    (void)state;
    json_t *value = whole();
    json_object_set_new(value, "services",
                        json_pack("[{s:s, s:s, s:{s:{s:s, s:s}, s:{s:s}}}, {s:s, s:b}]", "code",
                                  "rides", "icon", "users", "texts", "en", "label", "A ride",
                                  "description", "To court", "es", "label", "Transporte", "code",
                                  "s4", "offered", 0));
    struct site *site = build_and_load(value);
    size_t count = 0;
    const struct site_service *services = site_services(site, &count);
    assert_int_equal(count, 2);
    assert_string_equal(services[0].code, "rides");
    assert_true(services[0].offered);
    assert_int_equal(services[0].text_count, 2);
    assert_string_equal(services[0].texts[1].label, "Transporte");
    assert_null(services[0].texts[1].description);
    assert_false(services[1].offered);
    site_destroy(site);
}

static void test_a_service_without_english_is_refused(void **state)
{
    (void)state;
    json_t *value = whole();
    json_object_set_new(
        value, "services",
        json_pack("[{s:s, s:{s:{s:s}}}]", "code", "rides", "texts", "es", "label", "Transporte"));
    refuse(value, "services[0].texts", "English");
}

static void test_the_notice_falls_back_to_english(void **state)
{
    (void)state;
    json_t *value = whole();
    json_object_set_new(json_object_get(value, "notices"), "es",
                        json_pack("{s:s,s:s,s:s,s:s,s:s}", "authority", "A", "purpose", "P",
                                  "routine_uses", "R", "voluntary", "V", "without", "W"));
    struct site *site = build_and_load(value);
    assert_string_equal(site_notice(site, "es")->authority, "A");
    assert_string_equal(site_notice(site, "es-MX")->authority, "A");
    assert_string_equal(site_notice(site, "ar")->language, "en");
    site_destroy(site);
}

static void test_another_root_is_refused_on_loading(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    site_destroy(build_and_load(whole()));
    assert_null(site_load(bundle_path, pki_path(&pki, "tls-root.pem", path), pki.now, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
}

static void test_a_missing_bundle_is_not_found(void **state)
{
    (void)state;
    char path[256];
    struct error error = {0};
    assert_null(site_load(pki_path(&pki, "absent.p7", path), root_path, pki.now, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

static void test_a_certificate_of_another_kiosk_is_refused(void **state)
{
    (void)state;
    struct pki_pair mine = pki.kiosk;
    pki.kiosk = pki_make(&pki, &pki.issuing, PURPOSE_TLS_CLIENT, "0418", -1, 9);
    refuse(whole(), "kiosk_certificate", "0418");
    pki_pair_finish(&pki.kiosk);
    pki.kiosk = mine;
}

static void test_a_sealing_certificate_of_another_root_is_refused(void **state)
{
    (void)state;
    struct error error = {0};
    struct buffer bundle;
    struct pki_pair mine = pki.opening;
    pki.opening = pki_make(&pki, &pki.tls_root, PURPOSE_SEALING, "Opening 1", -1, 9);
    assert_false(build(whole(), &bundle, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    buffer_finish(&bundle);
    pki_pair_finish(&pki.opening);
    pki.opening = mine;
}

static void test_kiosk_ids_fit_wire_and_files(void **state)
{
    (void)state;
    assert_true(site_kiosk_id_is_valid("0417"));
    assert_false(site_kiosk_id_is_valid(""));
    assert_false(site_kiosk_id_is_valid("../0417"));
    assert_false(site_kiosk_id_is_valid(".0417"));
    assert_false(site_kiosk_id_is_valid("04 17"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_written_arrives),
        cmocka_unit_test(test_a_bundle_can_come_without_a_certificate),
        cmocka_unit_test(test_the_tls_roots_are_one_whole_text),
        cmocka_unit_test(test_the_example_in_the_documentation_is_good),
        cmocka_unit_test(test_no_agency_hotline_or_notices_means_no_visits),
        cmocka_unit_test(test_an_empty_hotline_is_a_missing_one),
        cmocka_unit_test(test_a_notice_lacking_a_part_is_refused),
        cmocka_unit_test(test_a_bundle_may_say_where_the_office_is),
        cmocka_unit_test(test_unknown_members_are_refused),
        cmocka_unit_test(test_a_time_zone_that_does_not_exist_is_refused),
        cmocka_unit_test(test_control_characters_are_refused),
        cmocka_unit_test(test_services_are_added_reworded_and_left_out),
        cmocka_unit_test(test_a_service_without_english_is_refused),
        cmocka_unit_test(test_the_notice_falls_back_to_english),
        cmocka_unit_test(test_another_root_is_refused_on_loading),
        cmocka_unit_test(test_a_missing_bundle_is_not_found),
        cmocka_unit_test(test_a_certificate_of_another_kiosk_is_refused),
        cmocka_unit_test(test_a_sealing_certificate_of_another_root_is_refused),
        cmocka_unit_test(test_kiosk_ids_fit_wire_and_files),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
