/*
 * The kiosk's side of enrolling: its key and the request for a certificate,
 * and taking in the bundle that comes back. The key never leaves the kiosk.
 */
#ifndef APP_STAFF_KIOSKCTL_ENROL_H
#define APP_STAFF_KIOSKCTL_ENROL_H

#include "app/local/kiosk_config.h"
#include "platform/base/clock.h"
#include "platform/crypto/digest.h"

/* In the folder of keys. */
#define CLIENT_KEY_FILE         "client.key"
#define CLIENT_REQUEST_FILE     "client.csr"
#define CLIENT_CERTIFICATE_FILE "client.pem"

/*
 * Makes client.key where there is none yet, and client.csr; `name` is what the request calls the
 * kiosk (the central office decides). `fingerprint` is that of the public key. The files get the
 * owner of their folder.
 */
bool enrol_request(const struct kiosk_paths *paths, const char *name,
                   uint8_t fingerprint[static DIGEST_SIZE], struct error *error) MUST_USE;

/* What a bundle must be for this kiosk: signed under site_root, its client certificate for our key,
 * not for another kiosk than the outbox's, not older than the bundle that is there. Then puts
 * client.pem and the bundle in their places; `kiosk_id` is filled. A refused bundle changes
 * nothing. */
bool enrol_install(const struct kiosk_paths *paths, const char *bundle,
                   const struct clock_source *clock, char *kiosk_id, size_t size,
                   struct error *error) MUST_USE;

#endif
