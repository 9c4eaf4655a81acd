/* A kiosk's signed site bundle, of what the office's folders issuing/ and public/ hold today. */
#ifndef APP_CENTRAL_ISSUING_BUNDLE_H
#define APP_CENTRAL_ISSUING_BUNDLE_H

#include "platform/crypto/certificate.h"

struct bundle_order {
    const char *office;
    const char *site; /* path of the site's description */
    const char *kiosk_id;
    const struct certificate *certificate; /* the kiosk's; NULL: it is made later, by invitation */
    int64_t now_utc;
};

/* Appends the bundle, at most SIGNED_FILE_MAX bytes. */
bool bundle_build(const struct bundle_order *order, struct buffer *bundle,
                  struct error *error) MUST_USE;

#endif
