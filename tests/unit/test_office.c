#include "app/central/issuing/enrol.h"
#include "app/central/issuing/register.h"
#include "app/central/office/init.h"
#include "app/central/office/office.h"
#include "app/central/office/renew.h"
#include "app/site/site.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/office_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct office_folder office;
static char issuing[96]; /* the office's folder of that name */
static char path_text[4][256];

static int start(void **state)
{
    (void)state;
    office_folder_start(&office);
    snprintf(issuing, sizeof issuing, "%s/issuing", office.office);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    office_folder_stop(&office);
    return 0;
}

static const char *in_office(const char *name, int slot)
{
    snprintf(path_text[slot], sizeof path_text[slot], "%s/%s", office.office, name);
    return path_text[slot];
}

static const char *beside(const char *name, int slot)
{
    snprintf(path_text[slot], sizeof path_text[slot], "%s/%s", office.folder, name);
    return path_text[slot];
}

static void test_keys_and_folders_are_their_owners_alone(void **state)
{
    (void)state;
    static const char *const folders[] = {"", "roots", "issuing", "receive", "open"};
    static const char *const files[] = {"roots/sealing-root.key",   "roots/tls-root.key",
                                        "roots/site-root.key",      "issuing/issuing.key",
                                        "signing/site-signing.key", "receive/server.key",
                                        "open/opening.key",         "receive/receive.ini"};
    struct stat status;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        assert_int_equal(stat(in_office(folders[i], 0), &status), 0);
        assert_int_equal(status.st_mode & 0777, 0700);
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        assert_int_equal(stat(in_office(files[i], 0), &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
}

static void test_an_existing_folder_is_refused_and_left_alone(void **state)
{
    (void)state;
    static const char *const hosts[] = {"localhost", NULL};
    struct error error = {0};
    const struct init_order order = {.office = office.office,
                                     .hosts = hosts,
                                     .port = "1",
                                     .address = "::",
                                     .now_utc = office.now};
    assert_false(init_office(&order, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, "exists already"));
}

static void test_a_failed_init_leaves_nothing(void **state)
{
    (void)state;
    static const char *const hosts[] = {"not a host", NULL};
    char command[256];
    const struct init_order order = {.office = beside("failed", 0),
                                     .hosts = hosts,
                                     .port = "1",
                                     .address = "::",
                                     .now_utc = office.now};
    assert_false(init_office(&order, NULL));
    snprintf(command, sizeof command, "test -z \"$(ls %s | grep failed)\"", office.folder);
    assert_int_equal(system(command), 0);
}

static void test_the_receiver_trusts_no_root_that_kiosks_trust(void **state)
{
    (void)state;
    struct trust *tls = trust_load(in_office("public/tls-root.pem", 0), NULL);
    struct trust *kiosks = trust_load(in_office("receive/issuing.pem", 1), NULL);
    struct certificate *server = certificate_load(in_office("receive/server.pem", 2), NULL);
    assert_true(certificate_verify(server, tls, PURPOSE_TLS_SERVER, office.now, NULL));
    assert_false(certificate_verify(office.kiosk, tls, PURPOSE_TLS_CLIENT, office.now, NULL));
    assert_true(certificate_verify(office.kiosk, kiosks, PURPOSE_TLS_CLIENT, office.now, NULL));
    assert_false(certificate_verify(server, kiosks, PURPOSE_TLS_SERVER, office.now, NULL));
    certificate_destroy(server);
    trust_destroy(kiosks);
    trust_destroy(tls);
}

static void test_the_kiosks_name_is_the_one_on_the_command_line(void **state)
{
    (void)state;
    assert_string_equal(certificate_name(office.kiosk), "0417");
    assert_true(certificate_matches_key(office.kiosk, office.kiosk_key));
    assert_true(register_has(issuing, "0417"));
    assert_false(register_has(issuing, "0418"));
}

static struct enrol_order order_for(const char *kiosk, bool again)
{
    return (struct enrol_order){.office = office.office,
                                .request = beside("client.csr", 0),
                                .kiosk_id = kiosk,
                                .site = "docs/examples/site.json",
                                .bundle = beside("again.p7", 1),
                                .again = again,
                                .now_utc = office.now};
}

static void test_an_id_is_given_once_unless_asked_again(void **state)
{
    (void)state;
    struct error error = {0};
    struct enrol_result result;
    struct enrol_order order = order_for("0417", false);
    assert_false(enrol_kiosk(&order, &result, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, "--again"));
    order.again = true;
    assert_true(enrol_kiosk(&order, &result, NULL));
    order = order_for("0500", true);
    assert_false(enrol_kiosk(&order, &result, NULL));
}

static void test_ids_that_leave_their_folder_are_refused(void **state)
{
    (void)state;
    struct error error = {0};
    struct enrol_result result;
    struct enrol_order order = order_for("../0417", false);
    assert_false(enrol_kiosk(&order, &result, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
}

static void test_enrolling_works_without_roots_and_opening_keys(void **state)
{
    (void)state;
    struct error error = {0};
    struct enrol_result result;
    struct enrol_order order = order_for("0600", false);
    assert_int_equal(rename(in_office("roots", 2), beside("roots", 3)), 0);
    assert_true(enrol_kiosk(&order, &result, &error));
    assert_int_equal(rename(beside("roots", 3), in_office("roots", 2)), 0);
}

static void test_a_bad_description_leaves_no_bundle_and_no_entry(void **state)
{
    (void)state;
    struct error error = {0};
    struct enrol_result result;
    struct enrol_order order = order_for("0700", false);
    order.site = beside("client.csr", 2);
    order.bundle = beside("bad.p7", 3);
    assert_false(enrol_kiosk(&order, &result, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_int_equal(access(order.bundle, F_OK), -1);
    assert_false(register_has(issuing, "0700"));
}

static void test_a_renewed_opening_key_goes_into_the_next_bundle(void **state)
{
    (void)state;
    char made[RENEW_NAME_SIZE];
    struct error error = {0};
    struct enrol_result result;
    const struct renew_order renew = {
        .office = office.office, .what = "opening", .now_utc = office.now};
    assert_true(renew_key(&renew, made, &error));
    assert_string_equal(made, "open/opening-2");
    struct enrol_order order = order_for("0800", false);
    assert_true(enrol_kiosk(&order, &result, &error));
    struct site *site =
        site_load(order.bundle, in_office("public/site-root.pem", 2), office.now, &error);
    assert_non_null(site);
    assert_int_equal(site_sealing_count(site), 2);
    site_destroy(site);
}

static void test_a_renewed_signing_key_signs_the_next_bundle(void **state)
{
    (void)state;
    char made[RENEW_NAME_SIZE];
    struct error error = {0};
    struct office_pair newest;
    const struct renew_order renew = {
        .office = office.office, .what = "signing", .now_utc = office.now};
    assert_true(renew_key(&renew, made, &error));
    assert_true(office_load_newest(office.office, "signing/site-signing", &newest, &error));
    assert_string_equal(certificate_name(newest.certificate), "Custody alerts site signing 2");
    office_pair_finish(&newest);
}

static void test_only_what_exists_is_renewed(void **state)
{
    (void)state;
    char made[RENEW_NAME_SIZE];
    struct error error = {0};
    const struct renew_order renew = {
        .office = office.office, .what = "everything", .now_utc = office.now};
    assert_false(renew_key(&renew, made, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
}

static void test_host_lists_are_split(void **state)
{
    (void)state;
    char copy[1024];
    const char *hosts[ISSUE_HOSTS_MAX + 1];
    assert_true(office_hosts("a.example,10.0.0.1", copy, hosts, NULL));
    assert_string_equal(hosts[0], "a.example");
    assert_string_equal(hosts[1], "10.0.0.1");
    assert_null(hosts[2]);
    assert_false(office_hosts("", copy, hosts, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_and_folders_are_their_owners_alone),
        cmocka_unit_test(test_an_existing_folder_is_refused_and_left_alone),
        cmocka_unit_test(test_a_failed_init_leaves_nothing),
        cmocka_unit_test(test_the_receiver_trusts_no_root_that_kiosks_trust),
        cmocka_unit_test(test_the_kiosks_name_is_the_one_on_the_command_line),
        cmocka_unit_test(test_an_id_is_given_once_unless_asked_again),
        cmocka_unit_test(test_ids_that_leave_their_folder_are_refused),
        cmocka_unit_test(test_enrolling_works_without_roots_and_opening_keys),
        cmocka_unit_test(test_a_bad_description_leaves_no_bundle_and_no_entry),
        cmocka_unit_test(test_a_renewed_opening_key_goes_into_the_next_bundle),
        cmocka_unit_test(test_a_renewed_signing_key_signs_the_next_bundle),
        cmocka_unit_test(test_only_what_exists_is_renewed),
        cmocka_unit_test(test_host_lists_are_split),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
