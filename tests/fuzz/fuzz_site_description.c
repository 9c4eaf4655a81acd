/* What people write about a site, app/site/site_build.h: a bundle that is made can be read. */
#include "app/site/site_build.h"
#include "platform/crypto/signed_file.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

FUZZ_TARGET(site_description)
{
    const struct certificate *tls[] = {fuzz_pair("server")->certificate, NULL};
    const struct certificate *sealing[] = {fuzz_pair("opening")->certificate, NULL};
    const struct fuzz_pair *signer = fuzz_pair("site-signer");
    struct certificate *root = certificate_load(fuzz_office_path("sealing-root.pem"), NULL);
    struct site_order order = {.description = fuzz_file("site.json", data, size),
                               .kiosk_id = FUZZ_KIOSK,
                               .issued_utc = FUZZ_NOW,
                               .kiosk_certificate = fuzz_pair("kiosk")->certificate,
                               .tls_roots = tls,
                               .sealing_root = root,
                               .sealing = sealing};
    struct buffer bundle;

    buffer_init(&bundle, SIGNED_FILE_MAX);
    if (site_build(&order, signer->certificate, signer->key, &bundle, NULL))
        site_destroy(site_load(fuzz_file("site.bundle", bundle.data, bundle.length),
                               fuzz_office_path("site-root.pem"), FUZZ_NOW, NULL));
    buffer_finish(&bundle);
    certificate_destroy(root);
    return 0;
}
