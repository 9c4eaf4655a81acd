/*
 * What the courier proves itself with: a key and its certificate, and while they
 * are renewed, the next pair. The files in the keys' folder are the only state,
 * and whatever moment the power goes at, a pair that can deliver is among them:
 *
 *   client.key, client.pem              the pair in use
 *     + next.key                        a new key, whose certificate is being asked for
 *     + next.key, next.pem              the next pair: tried, while the first one is kept
 *   client.key (was next), next.pem     the moment between two renames: finished by identity_load
 *
 * Not for asking for certificates: renew.h.
 */
#ifndef APP_COURIER_IDENTITY_H
#define APP_COURIER_IDENTITY_H

#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

struct identity_pair {
    struct private_key *key;
    struct certificate *certificate;
};

struct identity; /* opaque */

/*
 * Loads what is in `folder` for the kiosk `kiosk_id`, finishes or clears away what a renewal that was cut
 * off has left. ERROR_NOT_FOUND where the kiosk is not enrolled, ERROR_INPUT where certificate, key
 * and kiosk do not belong together. `tpm` NULL: keys are files.
 */
struct identity *identity_load(const char *folder, const char *kiosk_id, struct tpm *tpm,
                               struct error *error) MUST_USE;
void identity_destroy(struct identity *identity); /* NULL is fine */

/* The pair that is kept until another has delivered. Good until identity_succeeded. */
const struct identity_pair *identity_kept(const struct identity *identity);

/* The pair for the next contact. Another than before whenever identity_turn has changed. */
const struct identity_pair *identity_tried(const struct identity *identity);
unsigned identity_turn(const struct identity *identity);

bool identity_has_next(const struct identity *identity);

/* next.key: made where the kept key is, file or TPM, unless it is there already. Borrowed. */
const struct private_key *identity_next_key(struct identity *identity,
                                            struct error *error) MUST_USE;

/* The answer for next.key. ERROR_REFUSED for a certificate that is not for that key and this kiosk, or
 * does not end after the kept one. From here on the next pair is tried. */
bool identity_take(struct identity *identity, const struct certificate *certificate,
                   struct error *error) MUST_USE;

/* A next pair is given up when the kept one has reached the centre so often after it had failed: once it may
 * have been the network, after that it is tried again only when identity_try_next says so. */
#define IDENTITY_STRIKES 3

/* The centre took what was sent under the tried pair: the next one replaces the kept one. False with
 * *error when the files could not be changed; the pair goes on being used, and the change is tried
 * again after the next success. */
bool identity_succeeded(struct identity *identity, struct error *error) MUST_USE;
/* The contact failed, or was refused: the other pair's turn, where there are two. */
void identity_failed(struct identity *identity);
/* The next pair's turn again, after it had failed and the kept one succeeded. */
void identity_try_next(struct identity *identity);

#endif
