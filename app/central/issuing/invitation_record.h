/*
 * What the office keeps of an invitation: FOLDER/invitations/ID.json, one a
 * kiosk; a new invitation takes the place of the old one. The code itself is not
 * kept. All under the register's lock (register.h).
 */
#ifndef APP_CENTRAL_ISSUING_INVITATION_RECORD_H
#define APP_CENTRAL_ISSUING_INVITATION_RECORD_H

#include "platform/crypto/digest.h"

struct invitation_record {
    uint8_t code[DIGEST_SIZE]; /* enrol_code_digest */
    int64_t made_utc, ends_utc;
    bool again;                    /* the kiosk was in the register when it was invited */
    int64_t wrong;                 /* codes that did not fit, for who looks into the file */
    int64_t used_utc;              /* 0: not used */
    uint8_t used_key[DIGEST_SIZE]; /* by whom: fingerprint of the public key */
};

bool invitation_record_save(const char *folder, const char *kiosk_id,
                            const struct invitation_record *record, struct error *error) MUST_USE;

/* ERROR_NOT_FOUND when the kiosk is not invited. */
bool invitation_record_load(const char *folder, const char *kiosk_id,
                            struct invitation_record *record, struct error *error) MUST_USE;

/* Whether there was one. */
bool invitation_record_remove(const char *folder, const char *kiosk_id);

#endif
