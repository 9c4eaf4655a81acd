/*
 * The central office's folder as `init` lays it out, and the key pairs in it.
 *
 *   roots/     sealing-root, tls-root, site-root   keys that sign keys: kept offline
 *   issuing/   issuing, enrol-server, enrol.ini, kiosks/, invitations/, crl.pem   enrols kiosks
 *   signing/   site-signing                        signs site bundles: not on the enrol-server's host
 *   receive/   server, acknowledging, issuing.pem, receive.ini, ledger.db
 *   open/      opening, issuing.pem                the opening room
 *   public/    the certificates, for everybody; sealing/ holds those that kiosks seal to
 *
 * Each part works with the others absent and is meant to be moved to a place of its own.
 */
#ifndef APP_CENTRAL_OFFICE_OFFICE_H
#define APP_CENTRAL_OFFICE_OFFICE_H

#include "platform/base/file.h"
#include "platform/crypto/issue.h"

/* Days of validity. */
#define OFFICE_ROOT_DAYS          7300
#define OFFICE_ISSUING_DAYS       3650
#define OFFICE_SIGNING_DAYS       1825
#define OFFICE_OPENING_DAYS       730
#define OFFICE_SERVER_DAYS        397
#define OFFICE_ACKNOWLEDGING_DAYS 730
#define OFFICE_RENEWALS_MAX       99
#define OFFICE_KIOSK_DAYS         365

/* Certificates begin a day early, for kiosks whose clock is behind. */
#define OFFICE_EARLY_SECONDS 86400

struct office_pair {
    struct private_key *key;
    struct certificate *certificate;
};

/* "OFFICE/NAME" into path[FILE_PATH_MAX]. */
bool office_path(char path[static FILE_PATH_MAX], const char *office, const char *name,
                 struct error *error) MUST_USE;

/* NAME.key and NAME.pem below `office`; ERROR_REFUSED when they do not belong together. */
bool office_load(const char *office, const char *name, struct office_pair *pair,
                 struct error *error) MUST_USE;
/* The newest of NAME, NAME-2, NAME-3, … */
bool office_load_newest(const char *office, const char *name, struct office_pair *pair,
                        struct error *error) MUST_USE;
/* The name of the pair that signs site bundles: in issuing/ in offices made before there was signing/. */
const char *office_signing(const char *office);
void office_pair_finish(struct office_pair *pair); /* a zeroed pair is fine */

/*
 * Makes a fresh key and its certificate as `order` says, by `issuer` (NULL: self-signed), and saves
 * both as NAME.key (0600, never over another) and NAME.pem; made by root, they get the owner of their
 * folder. *pair is filled last.
 */
bool office_make(const char *office, const char *name, const struct certificate_order *order,
                 const struct office_pair *issuer, struct office_pair *pair,
                 struct error *error) MUST_USE;
/* The same with the key's file under `passphrase`; NULL: not encrypted. */
bool office_make_under(const char *office, const char *name, const struct certificate_order *order,
                       const struct office_pair *issuer, const char *passphrase,
                       struct office_pair *pair, struct error *error) MUST_USE;

/* A certificate for everybody: NAME below `office`, mode 0644. */
bool office_publish(const char *office, const char *name, const struct certificate *certificate,
                    struct error *error) MUST_USE;

/* "a,b,c" into hosts[0..], NULL-ended; `copy` holds the names. ERROR_INPUT when there are none or too
 * many. */
bool office_hosts(const char *list, char copy[static 1024],
                  const char *hosts[static ISSUE_HOSTS_MAX + 1], struct error *error) MUST_USE;

#endif
