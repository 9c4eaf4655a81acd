/*
 * Revoking a kiosk's certificates: in the register, which the enrol-server looks
 * into at every request, and in issuing/crl.pem, which goes to the receivers: to
 * the one in OFFICE/receive by itself.
 */
#ifndef APP_CENTRAL_ISSUING_REVOKE_H
#define APP_CENTRAL_ISSUING_REVOKE_H

#include "platform/crypto/digest.h"

struct revoke_order {
    const char *office;
    const char *kiosk_id;
    const char *fingerprint; /* SHA-256 of one certificate in hexadecimal; NULL: all that it has */
    int64_t now_utc;
};

struct revoke_result {
    size_t newly;            /* that were not revoked before */
    size_t listed;           /* certificates in the list, of all kiosks */
    bool invitation_removed; /* the kiosk was invited and is not any more */
    bool given;              /* there is an OFFICE/receive, and it has the list */
};

/* Can be repeated: the list is made anew from the register each time. `kiosk_id` NULL: nothing is revoked, only
 * the list is made and given. ERROR_NOT_FOUND when the kiosk never had such a certificate. */
bool revoke_kiosk(const struct revoke_order *order, struct revoke_result *result,
                  struct error *error) MUST_USE;

#endif
