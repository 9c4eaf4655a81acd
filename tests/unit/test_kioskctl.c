#include "app/central/issuing/bundle.h"
#include "app/central/issuing/enrol.h"
#include "app/outbox/outbox.h"
#include "app/staff/kioskctl/check.h"
#include "app/staff/kioskctl/enrol.h"
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/crypto/signed_file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/office_folder.h"
#include "tests/support/lib/temp_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct scene {
    struct office_folder office;
    struct temp_folder *folder;
    struct kiosk_config config;
    char kiosk_id[64];
    char bundle[128];
};

static void put(struct scene *scene, char *path, const char *name)
{
    assert_true(text_copy(path, KIOSK_PATH_MAX, temp_folder_path(scene->folder, name)));
}

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct kiosk_paths *paths = &scene->config.paths;
    *state = scene;
    office_folder_start(&scene->office);
    if (temp_folder_setup((void **)&scene->folder) != 0) {
        return -1;
    }
    put(scene, paths->outbox, "outbox");
    put(scene, paths->state, "state");
    put(scene, paths->site, "site.p7");
    put(scene, paths->keys, "keys");
    put(scene, paths->share, "share");
    (void)snprintf(paths->site_root, KIOSK_PATH_MAX, "%s/public/site-root.pem",
                   scene->office.office);
    (void)snprintf(scene->bundle, sizeof scene->bundle, "%s/new.p7", scene->folder->path);
    return mkdir(paths->outbox, 0700) == 0 && mkdir(paths->state, 0700) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    office_folder_stop(&scene->office);
    int result = temp_folder_teardown((void **)&scene->folder);
    free(scene);
    return result;
}

static void make_request(struct scene *scene, uint8_t fingerprint[static DIGEST_SIZE])
{
    const struct enrol_place place = {.paths = &scene->config.paths};
    struct error error;
    if (!enrol_request(&place, "made-up", fingerprint, &error)) {
        fail_msg("%s", error.text);
    }
}

/* The central office signs the kiosk's request as `kiosk_id`. */
static void make_bundle(struct scene *scene, const char *kiosk_id)
{
    char request[KIOSK_PATH_MAX];
    struct enrol_result result;
    struct error error;
    assert_true(file_join(request, sizeof request, scene->config.paths.keys, "client.csr"));
    const struct enrol_order order = {.office = scene->office.office,
                                      .request = request,
                                      .kiosk_id = kiosk_id,
                                      .site = "docs/examples/site.json",
                                      .bundle = scene->bundle,
                                      .now_utc = scene->office.now};
    if (!enrol_kiosk(&order, &result, &error)) {
        fail_msg("%s", error.text);
    }
}

static bool install(struct scene *scene, const char *bundle, struct error *error)
{
    const struct enrol_place place = {.paths = &scene->config.paths};
    return enrol_install(&place, bundle, &clock_system, scene->kiosk_id, sizeof scene->kiosk_id,
                         error);
}

static void enrol(struct scene *scene)
{
    uint8_t fingerprint[DIGEST_SIZE];
    struct error error;
    make_request(scene, fingerprint);
    make_bundle(scene, "0900");
    if (!install(scene, scene->bundle, &error)) {
        fail_msg("%s", error.text);
    }
}

static bool check(struct scene *scene, const char *name, struct error *error)
{
    const struct check_subject subject = {.config = &scene->config, .clock = &clock_system};
    struct buffer detail;
    bool fine = false;
    buffer_init(&detail, 512);
    for (const struct check_row *row = check_rows; row->name != NULL; row++) {
        if (strcmp(row->name, name) == 0) {
            fine = row->look(&subject, &detail, error);
        }
    }
    buffer_finish(&detail);
    return fine;
}

/* A bundle that changes the site alone. */
static void make_site_bundle(struct scene *scene, const char *kiosk_id, int64_t now_utc)
{
    struct buffer bundle;
    const struct bundle_order order = {.office = scene->office.office,
                                       .site = "docs/examples/site.json",
                                       .kiosk_id = kiosk_id,
                                       .now_utc = now_utc};
    buffer_init(&bundle, SIGNED_FILE_MAX);
    assert_true(bundle_build(&order, &bundle, NULL));
    assert_true(file_write(scene->bundle, bundle.data, bundle.length, 0644, NULL));
    buffer_finish(&bundle);
}

static bool is_there(struct scene *scene, const char *name)
{
    return file_exists(temp_folder_path(scene->folder, name));
}

static void the_key_stays_the_same_and_is_ours_alone(void **state)
{
    struct scene *scene = *state;
    uint8_t first[DIGEST_SIZE];
    uint8_t second[DIGEST_SIZE];
    struct stat about;
    make_request(scene, first);
    make_request(scene, second);
    assert_memory_equal(first, second, DIGEST_SIZE);
    assert_int_equal(stat(temp_folder_path(scene->folder, "keys/client.key"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

static void a_bundle_for_this_kiosk_is_installed(void **state)
{
    struct scene *scene = *state;
    struct error error;
    enrol(scene);
    assert_string_equal(scene->kiosk_id, "0900");
    assert_true(is_there(scene, "keys/client.pem"));
    assert_false(is_there(scene, "site.p7.incoming"));
    assert_true(check(scene, "site bundle", &error));
    assert_true(check(scene, "certificate", &error));
}

static void a_bundle_for_another_key_changes_nothing(void **state)
{
    struct scene *scene = *state;
    struct error error;
    char others[128];
    uint8_t fingerprint[DIGEST_SIZE];
    make_request(scene, fingerprint);
    (void)snprintf(others, sizeof others, "%s/site.p7", scene->office.folder);
    assert_false(install(scene, others, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_non_null(strstr(error.text, "another key"));
    assert_false(is_there(scene, "site.p7"));
    assert_false(is_there(scene, "site.p7.incoming"));
    assert_false(is_there(scene, "keys/client.pem"));
}

static void a_bundle_under_another_root_is_refused(void **state)
{
    struct scene *scene = *state;
    struct error error;
    uint8_t fingerprint[DIGEST_SIZE];
    make_request(scene, fingerprint);
    make_bundle(scene, "0900");
    (void)snprintf(scene->config.paths.site_root, KIOSK_PATH_MAX, "%s/public/tls-root.pem",
                   scene->office.office);
    assert_false(install(scene, scene->bundle, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_false(is_there(scene, "site.p7"));
}

static void a_damaged_bundle_is_named_and_the_old_one_stays(void **state)
{
    struct scene *scene = *state;
    struct error error;
    enrol(scene);
    const char *path = temp_folder_write(scene->folder, "broken.p7", "rubbish");
    assert_false(install(scene, path, &error));
    assert_non_null(strstr(error.text, "broken.p7"));
    assert_true(check(scene, "site bundle", &error));
}

static void a_bundle_for_another_kiosk_than_the_outbox_is_refused(void **state)
{
    struct scene *scene = *state;
    struct error error;
    uint8_t fingerprint[DIGEST_SIZE];
    struct outbox *outbox = outbox_open(scene->config.paths.outbox, "0417", &error);
    assert_non_null(outbox);
    outbox_close(outbox);
    make_request(scene, fingerprint);
    make_bundle(scene, "0900");
    assert_false(install(scene, scene->bundle, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_non_null(strstr(error.text, "0417"));
}

static void installing_needs_our_key_first(void **state)
{
    struct scene *scene = *state;
    struct error error;
    char others[128];
    (void)snprintf(others, sizeof others, "%s/site.p7", scene->office.folder);
    assert_false(install(scene, others, &error));
    assert_non_null(strstr(error.text, "enrol request"));
}

static void what_is_missing_is_a_problem_with_a_remedy(void **state)
{
    struct scene *scene = *state;
    struct error error;
    assert_false(check(scene, "site bundle", &error));
    assert_non_null(strstr(error.text, "kioskctl enrol"));
    assert_false(check(scene, "certificate", &error));
    assert_false(check(scene, "form", &error));
    assert_true(check(scene, "outbox", &error));
    assert_true(check(scene, "state files", &error));
}

static void a_certificate_for_another_key_is_found(void **state)
{
    struct scene *scene = *state;
    struct error error;
    enrol(scene);
    assert_true(certificate_save(scene->office.kiosk,
                                 temp_folder_path(scene->folder, "keys/client.pem"), 0644, NULL));
    assert_false(check(scene, "certificate", &error));
    assert_int_equal(error.kind, ERROR_CORRUPT);
}

static void a_damaged_outbox_is_found(void **state)
{
    struct scene *scene = *state;
    struct error error;
    temp_folder_write(scene->folder, "outbox/outbox.db", "this is no database, not at all");
    assert_false(check(scene, "outbox", &error));
    assert_non_null(strstr(error.text, "outbox.db"));
}

static void a_damaged_state_file_is_found(void **state)
{
    struct scene *scene = *state;
    struct error error;
    temp_folder_write(scene->folder, "state/courier.json", "{");
    assert_false(check(scene, "state files", &error));
    assert_int_equal(error.kind, ERROR_CORRUPT);
}

static void a_damaged_form_is_found(void **state)
{
    struct scene *scene = *state;
    struct error error;
    assert_true(file_make_folder(temp_folder_path(scene->folder, "share/forms"), 0700, NULL));
    temp_folder_write(scene->folder, "share/forms/custody-alert.json", "{\"pages\": 7}");
    assert_false(check(scene, "form", &error));
    assert_non_null(strstr(error.text, "custody-alert.json"));
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, setup, teardown)

static void a_bundle_without_a_certificate_leaves_ours(void **state)
{
    struct scene *scene = *state;
    struct error error;
    enrol(scene);
    make_site_bundle(scene, "0900", scene->office.now + 1);
    if (!install(scene, scene->bundle, &error)) {
        fail_msg("%s", error.text);
    }
    struct site *site =
        site_load(scene->config.paths.site, scene->config.paths.site_root, scene->office.now, NULL);
    assert_non_null(site);
    assert_int_equal(site_issued_utc(site), scene->office.now + 1);
    site_destroy(site);
    assert_true(is_there(scene, "keys/client.pem"));
    make_site_bundle(scene, "0901", scene->office.now + 2);
    assert_false(install(scene, scene->bundle, &error));
    assert_non_null(strstr(error.text, "0901"));
}

static void a_bundle_without_a_certificate_enrols_nobody(void **state)
{
    struct scene *scene = *state;
    struct error error;
    uint8_t fingerprint[DIGEST_SIZE];
    make_request(scene, fingerprint);
    make_site_bundle(scene, "0900", scene->office.now);
    assert_false(install(scene, scene->bundle, &error));
    assert_false(is_there(scene, "site.p7"));
    assert_false(is_there(scene, "site.p7.incoming"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_key_stays_the_same_and_is_ours_alone),
        TEST(a_bundle_for_this_kiosk_is_installed),
        TEST(a_bundle_for_another_key_changes_nothing),
        TEST(a_bundle_under_another_root_is_refused),
        TEST(a_damaged_bundle_is_named_and_the_old_one_stays),
        TEST(a_bundle_for_another_kiosk_than_the_outbox_is_refused),
        TEST(installing_needs_our_key_first),
        TEST(what_is_missing_is_a_problem_with_a_remedy),
        TEST(a_certificate_for_another_key_is_found),
        TEST(a_damaged_outbox_is_found),
        TEST(a_damaged_state_file_is_found),
        TEST(a_damaged_form_is_found),
        cmocka_unit_test_setup_teardown(a_bundle_without_a_certificate_leaves_ours, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_bundle_without_a_certificate_enrols_nobody, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
