/* What a signed site bundle holds, app/site/site.h, and what the form makes of its services. */
#include "app/registration/form.h"
#include "app/screen/process/site_services.h"
#include "platform/base/file.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(site)
{
    struct site *site = site_parse("site", data, size, NULL);
    struct buffer json;
    struct form *form;

    if (site == NULL)
        return 0;
    fuzz_must(site_kiosk_id_is_valid(site_kiosk_id(site)));
    fuzz_must(site_sealing_count(site) > 0 && site_notice(site, "xx") != NULL);
    buffer_init(&json, FORM_JSON_MAX);
    fuzz_must(file_read("assets/forms/custody-alert.json", &json, NULL));
    form = form_parse((const char *)json.data, json.length, "form", NULL);
    fuzz_must(form != NULL);
    fuzz_try(site_services_apply(form, site, NULL));
    form_destroy(form);
    buffer_finish(&json);
    site_destroy(site);
    return 0;
}
