/*
 * Making a site bundle, at the central office: a JSON file in which people
 * describe the site, the kiosk's id, and the certificates of the day.
 */
#ifndef APP_SITE_SITE_BUILD_H
#define APP_SITE_SITE_BUILD_H

#include "app/site/site.h"
#include "platform/crypto/key.h"

struct site_order {
    const char *description; /* path of a JSON file with the members that people write: see docs */
    const char *kiosk_id;
    int64_t issued_utc;
    const struct certificate *kiosk_certificate; /* NULL: it is made later, by invitation */
    const struct certificate *const *tls_roots;  /* NULL-ended */
    const struct certificate *sealing_root;
    const struct certificate *const *sealing; /* NULL-ended */
};

/* Appends the signed bundle; what site_parse would refuse is refused here, naming the description.
 */
bool site_build(const struct site_order *order, const struct certificate *signer,
                const struct private_key *signer_key, struct buffer *bundle,
                struct error *error) MUST_USE;

#endif
