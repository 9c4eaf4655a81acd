/*
 * The register of kiosks in the issuing folder: a JSON file a kiosk, with every
 * certificate that it ever got and whether that was revoked. Not the ledger:
 * that stands with the receiver. `folder` is OFFICE/issuing throughout.
 */
#ifndef APP_CENTRAL_ISSUING_REGISTER_H
#define APP_CENTRAL_ISSUING_REGISTER_H

#include "platform/crypto/certificate.h"

#define REGISTER_FILE_MAX  (1u << 20)
#define REGISTER_LOCK_FILE "register.lock" /* in the folder */

/*
 * Takes the lock of the folder, waiting for it: `enrol`, `invite`, `revoke` and the enrol-server change
 * register, invitations and the revocation list under it, from the first look to the last write. -1
 * on failure. Given back with register_unlock, or by the process's end.
 */
int register_lock(const char *folder, struct error *error) MUST_USE;
void register_unlock(int lock); /* -1 is fine */

/* Whether FOLDER/kiosks/ID.json exists. */
bool register_has(const char *folder, const char *kiosk_id);

/* Adds a certificate to the kiosk's entry, which is made when absent. Under the lock. ERROR_LIMIT where the
 * entry would outgrow REGISTER_FILE_MAX once all that it holds were revoked. */
bool register_add(const char *folder, const struct certificate *certificate,
                  const uint8_t key_fingerprint[static DIGEST_SIZE], int64_t issued_utc,
                  struct error *error) MUST_USE;

/* ---- one kiosk's entry ------------------------------------------------------- */

struct register_entry; /* opaque */

/* ERROR_NOT_FOUND when the kiosk has none. */
struct register_entry *register_load(const char *folder, const char *kiosk_id,
                                     struct error *error) MUST_USE;
void register_release(struct register_entry *entry); /* NULL is fine */

enum register_standing { REGISTER_UNKNOWN, REGISTER_GOOD, REGISTER_REVOKED };

/* Of the certificate with this fingerprint. Ended or not does not matter here. */
enum register_standing register_standing(const struct register_entry *entry,
                                         const uint8_t fingerprint[static DIGEST_SIZE]);

/* Whether a certificate for this key was ever revoked: such a key is never signed again. */
bool register_key_is_revoked(const struct register_entry *entry,
                             const uint8_t key_fingerprint[static DIGEST_SIZE]);

/* How many certificates the kiosk got since then. */
size_t register_issued_since(const struct register_entry *entry, int64_t utc);

/* The certificate that this key got at or after `since_utc`; NULL without one. Owned by the caller. */
struct certificate *register_issued_to(const struct register_entry *entry,
                                       const uint8_t key_fingerprint[static DIGEST_SIZE],
                                       int64_t since_utc) MUST_USE;

/* Marks the certificate with this fingerprint, or all of the kiosk's when it is NULL, as revoked and
 * saves. *count says how many were not before. ERROR_NOT_FOUND when the kiosk never had such a
 * certificate. Under the lock. */
bool register_revoke(const char *folder, const char *kiosk_id, const uint8_t *fingerprint,
                     int64_t now_utc, size_t *count, struct error *error) MUST_USE;

/* Called for every revoked certificate of every kiosk; false ends the walk. */
typedef bool register_visitor(void *context, const char *serial, int64_t revoked_utc,
                              struct error *error);
bool register_each_revoked(const char *folder, register_visitor *visit, void *context,
                           struct error *error) MUST_USE;

#endif
