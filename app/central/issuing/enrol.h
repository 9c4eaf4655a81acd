/*
 * Enrolling a kiosk: its certificate, its site bundle, its entry in the
 * register. Works with the folders issuing/ and public/ alone.
 */
#ifndef APP_CENTRAL_ISSUING_ENROL_H
#define APP_CENTRAL_ISSUING_ENROL_H

#include "platform/crypto/digest.h"

#include <stdint.h>

struct enrol_order {
    const char *office;
    const char *request;  /* path of the kiosk's certificate request */
    const char *kiosk_id; /* becomes the certificate's name, whatever the request says */
    const char *site;     /* path of the site's description */
    const char *bundle;   /* path to write the signed bundle to */
    bool again;           /* the kiosk is in the register already, and gets a new certificate */
    int64_t now_utc;
};

struct enrol_result {
    uint8_t key_fingerprint[DIGEST_SIZE]; /* as the kiosk shows it */
    int64_t certificate_ends_utc;
};

/*
 * ERROR_INPUT when the id is in the register already and `again` is not set: two kiosks under one id
 * could not be told apart; of two enrolments at once one gets it. ERROR_REFUSED when the key was revoked.
 * The register is written before the bundle, so that no certificate exists
 * that it does not know.
 */
bool enrol_kiosk(const struct enrol_order *order, struct enrol_result *result,
                 struct error *error) MUST_USE;

/* Whether an id can be a kiosk's, and is in the register of `folder` (OFFICE/issuing) exactly when it is
 * to get a certificate `again`. ERROR_INPUT says what to do. Under the register's lock. */
bool enrol_check_id(const char *folder, const char *kiosk_id, bool again,
                    struct error *error) MUST_USE;

#endif
