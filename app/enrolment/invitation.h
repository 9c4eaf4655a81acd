/*
 * The file that goes to a new kiosk, by any way: where to enrol, by what to know
 * the server, and the signed site bundle. The one-time code is not in it.
 *
 *   {"format": 1, "kiosk": "0417", "url": "https://alerts.example.org:8444",
 *    "tls_root_sha256": "…", "ends_utc": "…", "bundle": "base64"}
 *
 * It is not signed itself and need not be: the bundle is, under the site root in the kiosk's image, and
 * the TLS root that the digest names must be one of the bundle's.
 */
#ifndef APP_ENROLMENT_INVITATION_H
#define APP_ENROLMENT_INVITATION_H

#include "platform/base/buffer.h"
#include "platform/crypto/digest.h"

#define INVITATION_FILE_MAX  (2u << 20) /* bytes */
#define INVITATION_URL_MAX   512u       /* with the NUL */
#define INVITATION_KIOSK_MAX 65u        /* with the NUL */

struct invitation {
    char kiosk_id[INVITATION_KIOSK_MAX];
    char url[INVITATION_URL_MAX];  /* https://host:port, without a path */
    uint8_t tls_root[DIGEST_SIZE]; /* SHA-256 of the DER form */
    int64_t ends_utc;              /* the code is good until then */
    struct buffer bundle;          /* as the kiosk keeps it */
};

/* Empty, with an empty bundle. */
void invitation_init(struct invitation *invitation);
void invitation_finish(struct invitation *invitation);

/* Appends the file's content. */
bool invitation_encode(const struct invitation *invitation, struct buffer *text,
                       struct error *error) MUST_USE;

/* Reads the content of the file `name` into an invitation that was initialised. A member that is not
 * known is an error. The bundle is not judged. */
bool invitation_parse(const char *name, const void *text, size_t length,
                      struct invitation *invitation, struct error *error) MUST_USE;

/* The same from the file itself. */
bool invitation_load(const char *path, struct invitation *invitation, struct error *error) MUST_USE;

#endif
