/*
 * The kiosk's side of enrolling: its key and the request for a certificate,
 * and taking in the bundle that comes back. The key never leaves the kiosk.
 */
#ifndef APP_STAFF_KIOSKCTL_ENROL_H
#define APP_STAFF_KIOSKCTL_ENROL_H

#include "app/local/kiosk_config.h"
#include "app/site/site.h"
#include "platform/base/clock.h"
#include "platform/crypto/digest.h"
#include "platform/crypto/key.h"

/* In the folder of keys. */
#define CLIENT_KEY_FILE         "client.key"
#define CLIENT_REQUEST_FILE     "client.csr"
#define CLIENT_CERTIFICATE_FILE "client.pem"

/* When certificates and invitations are judged: now, or CERTIFICATE_ANY_TIME while the clock cannot be
 * trusted. */
int64_t enrol_judging_time(const struct clock_source *clock);

/* Where a kiosk is enrolled. */
struct enrol_place {
    const struct kiosk_paths *paths;
    struct tpm *tpm; /* where its key is made; NULL: in a file */
};

/* client.key, made where there is none yet (in the TPM where there is one), with the owner of its
 * folder. */
struct private_key *enrol_key(const struct enrol_place *place, struct error *error) MUST_USE;

/*
 * Makes client.key where there is none yet, and client.csr; `name` is what the request calls the
 * kiosk (the central office decides). `fingerprint` is that of the public key. The files get the
 * owner of their folder.
 */
bool enrol_request(const struct enrol_place *place, const char *name,
                   uint8_t fingerprint[static DIGEST_SIZE], struct error *error) MUST_USE;

/* What a bundle must be for this kiosk: signed under site_root, its client certificate for our key,
 * not for another kiosk than the outbox's, not older than the bundle that is there. A bundle without a
 * certificate leaves us ours, which must name the same kiosk. Then puts
 * client.pem and the bundle in their places; `kiosk_id` is filled. A refused bundle changes
 * nothing. */
bool enrol_install(const struct enrol_place *place, const char *bundle,
                   const struct clock_source *clock, char *kiosk_id, size_t size,
                   struct error *error) MUST_USE;

/* The part of it that looks at the bundle's content alone: `site` was read from `bundle`. */
bool enrol_check_site(const struct kiosk_paths *paths, const struct site *site, const char *bundle,
                      struct error *error) MUST_USE;

/* client.pem, then the verified bundle that lies at `incoming`, beside its place: a kiosk that is cut off
 * in between has a certificate for its key and an old bundle, and begins again. */
bool enrol_put_in_place(const struct kiosk_paths *paths, const struct certificate *certificate,
                        const char *incoming, struct error *error) MUST_USE;

#endif
