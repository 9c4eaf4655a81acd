#include "app/screen/process/site_services.h"

#include "app/site/site_build.h"
#include "platform/base/file.h"
#include "platform/crypto/signed_file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/made_up_visit.h"
#include "tests/support/lib/pki.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define EXAMPLE "docs/examples/site.json"

struct kiosk {
    struct pki pki;
    struct form *form;
};

static int start(void **state)
{
    struct kiosk *kiosk = calloc(1, sizeof *kiosk);

    assert_non_null(kiosk);
    pki_start(&kiosk->pki);
    kiosk->form = made_up_form();
    *state = kiosk;
    return 0;
}

static int stop(void **state)
{
    struct kiosk *kiosk = *state;

    form_destroy(kiosk->form);
    pki_stop(&kiosk->pki);
    free(kiosk);
    return 0;
}

/* The example site with these services, through its signed bundle. */
static struct site *site_with(struct kiosk *kiosk, const char *services)
{
    char description[256], bundle_path[256], root[256];
    const struct certificate *tls_roots[] = {kiosk->pki.tls_root.certificate, NULL};
    const struct certificate *sealing[] = {kiosk->pki.opening.certificate, NULL};
    struct site_order order = {.description = pki_path(&kiosk->pki, "site.json", description),
                               .kiosk_id = PKI_KIOSK_ID,
                               .issued_utc = kiosk->pki.now,
                               .kiosk_certificate = kiosk->pki.kiosk.certificate,
                               .tls_roots = tls_roots,
                               .sealing_root = kiosk->pki.sealing_root.certificate,
                               .sealing = sealing};
    json_t *value = json_load_file(EXAMPLE, JSON_REJECT_DUPLICATES, NULL);
    struct error error = {0};
    struct buffer bundle;
    struct site *site = NULL;

    assert_int_equal(json_object_set_new(value, "services", json_loads(services, 0, NULL)), 0);
    assert_int_equal(json_dump_file(value, description, 0), 0);
    json_decref(value);
    buffer_init(&bundle, SIGNED_FILE_MAX);
    pki_path(&kiosk->pki, "site.p7", bundle_path);
    pki_path(&kiosk->pki, "site-root.pem", root);
    if (site_build(&order, kiosk->pki.site_signer.certificate, kiosk->pki.site_signer.key, &bundle,
                   &error) &&
        file_write(bundle_path, bundle.data, bundle.length, 0644, &error))
        site = site_load(bundle_path, root, kiosk->pki.now, &error);
    buffer_finish(&bundle);
    if (!site)
        fail_msg("%s", error.text);
    return site;
}

static void a_site_without_services_leaves_the_form(void **state)
{
    struct kiosk *kiosk = *state;
    struct site *site = site_with(kiosk, "[]");

    assert_true(site_services_apply(kiosk->form, site, NULL));
    assert_int_equal(form_field_find(kiosk->form, "services")->choice_count, 5);
    site_destroy(site);
}

static void services_of_the_bundle_stand_in_the_form(void **state)
{
    struct kiosk *kiosk = *state;
    struct site *site =
        site_with(kiosk, "[{\"code\":\"rides\",\"icon\":\"users\",\"texts\":{\"en\":{\"label\":\"A "
                         "ride\",\"description\":\"To court\"},\"es\":{\"label\":\"Transporte\"}}},"
                         "{\"code\":\"case-history\",\"offered\":false}]");
    const struct form_field *field = form_field_find(kiosk->form, "services");
    struct error error = {0};
    const struct form_choice *rides;

    if (!site_services_apply(kiosk->form, site, &error))
        fail_msg("%s", error.text);
    site_destroy(site);
    assert_null(form_choice_find(field, "case-history"));
    rides = form_choice_find(field, "rides");
    assert_non_null(rides);
    assert_string_equal(rides->icon, "users");
    assert_string_equal(form_choice_text(rides, "en")->detail, "To court");
    assert_string_equal(form_choice_text(rides, "es")->label, "Transporte");
    assert_string_equal(form_choice_text(rides, "ko")->label, "A ride");
}

#define ON_KIOSK(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_KIOSK(a_site_without_services_leaves_the_form),
        ON_KIOSK(services_of_the_bundle_stand_in_the_form),
    };

    return cmocka_run_group_tests_name("site_services", tests, NULL, NULL);
}
