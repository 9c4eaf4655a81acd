/*
 * X.509 certificates for P-256 keys: read, inspect, judge against roots, check
 * a signature. Issuing is issue.h. Every certificate of the product has a
 * purpose, and each purpose a root of its own.
 */
#ifndef PLATFORM_CRYPTO_CERTIFICATE_H
#define PLATFORM_CRYPTO_CERTIFICATE_H

#include "platform/base/buffer.h"
#include "platform/crypto/digest.h"

#include <sys/types.h>

#define CERTIFICATE_FILE_MAX 65536u
#define CERTIFICATES_MAX     16 /* in one file or one trust */
#define CERTIFICATE_NAME_MAX 64 /* of a common name, in bytes (RFC 5280, ub-common-name) */

/* What a certificate may be used for; key usage and extended key usage must say exactly this. */
enum certificate_purpose {
    PURPOSE_AUTHORITY, /* signs certificates */
    PURPOSE_TLS_SERVER,
    PURPOSE_TLS_CLIENT, /* a kiosk; its common name is the kiosk's id */
    PURPOSE_SEALING,    /* key agreement, for sealed requests */
    PURPOSE_SIGNING,    /* signs files: site bundles */
    /* signs acknowledgements that travel on a drive; extended key usage CERTIFICATE_ACKNOWLEDGING alone,
     * which no other purpose has */
    PURPOSE_ACKNOWLEDGING,
    PURPOSE_RELEASING /* signs update bundles; extended key usage CERTIFICATE_RELEASING alone */
};

/* Below the arc 2.25 an object identifier is a UUID (ITU-T X.667): 3ff5d627-5dfa-48c9-af39-7033c1461e61. */
#define CERTIFICATE_ACKNOWLEDGING "2.25.85017820019428933374807027771364482657"
/* The same for releases: b2f4c1a7-6e0d-4c39-9a55-8d1f30c7e264. */
#define CERTIFICATE_RELEASING "2.25.237873431453413595051216305829009941092"

struct certificate; /* opaque, immutable */

/* The only certificate in a file or in memory, PEM or DER. A PEM file with several is an error;
 * for those there is certificate_load_all. ERROR_INPUT names the file. */
struct certificate *certificate_load(const char *path, struct error *error) MUST_USE;
struct certificate *certificate_parse(const void *bytes, size_t length,
                                      struct error *error) MUST_USE;

/* All certificates of a PEM file, at least one, in order, into certificates[0..*count). The caller
 * destroys each. */
bool certificate_load_all(const char *path,
                          struct certificate *certificates[static CERTIFICATES_MAX], size_t *count,
                          struct error *error) MUST_USE;

/* The same from memory. */
bool certificate_parse_all(const void *bytes, size_t length,
                           struct certificate *certificates[static CERTIFICATES_MAX], size_t *count,
                           struct error *error) MUST_USE;

struct certificate *certificate_copy(const struct certificate *certificate);
void certificate_destroy(struct certificate *certificate); /* NULL is fine */

/* Appends the encoded certificate. */
bool certificate_encode_der(const struct certificate *certificate, struct buffer *out,
                            struct error *error) MUST_USE;
bool certificate_encode_pem(const struct certificate *certificate, struct buffer *out,
                            struct error *error) MUST_USE;
/* Writes PEM, by atomic rename. */
bool certificate_save(const struct certificate *certificate, const char *path, mode_t mode,
                      struct error *error) MUST_USE;

/* SHA-256 of the DER form; lives as long as the certificate. */
const uint8_t *certificate_fingerprint(const struct certificate *certificate);
/* The subject's common name, UTF-8, at most CERTIFICATE_NAME_MAX bytes. Never NULL. */
const char *certificate_name(const struct certificate *certificate);
/* The subject key identifier (RFC 5280, 4.2.1.2), as far as it is one of SHA-1; NULL: it has none. */
#define CERTIFICATE_KEY_ID_SIZE 20
const uint8_t *certificate_key_id(const struct certificate *certificate);
/* The serial number in hexadecimal. Never NULL. */
const char *certificate_serial(const struct certificate *certificate);
int64_t certificate_not_before(const struct certificate *certificate); /* UTC seconds */
int64_t certificate_not_after(const struct certificate *certificate);

/* True when an ECDSA-SHA256 signature over `bytes` was made with this certificate's key. */
bool certificate_verify_signature(const struct certificate *certificate, const void *bytes,
                                  size_t length, const uint8_t *signature, size_t signature_length,
                                  struct error *error) MUST_USE;

struct private_key;
/* True when `key` is the private half of the certificate's key. */
bool certificate_matches_key(const struct certificate *certificate, const struct private_key *key);

/* ---- trust ----------------------------------------------------------------- */

/* Roots, and nothing else: chains are root → certificate. */
struct trust; /* opaque */

struct trust *trust_create(struct error *error) MUST_USE;
/* A trust of all certificates in a PEM file; each must be a self-signed authority. */
struct trust *trust_load(const char *path, struct error *error) MUST_USE;
/* The same from PEM text in memory. */
struct trust *trust_parse(const char *pem, struct error *error) MUST_USE;
/* Adds a copy. ERROR_REFUSED when it is not a self-signed authority. */
bool trust_add(struct trust *trust, const struct certificate *root, struct error *error) MUST_USE;
void trust_destroy(struct trust *trust);

/* In place of a time: dates are not judged. For sealing with an untrusted clock, and for what was
 * valid when it was made. */
#define CERTIFICATE_ANY_TIME INT64_MIN

/*
 * Judges the signature by a root of `trust`, the purpose, and the dates at `at_utc` (seconds, or
 * CERTIFICATE_ANY_TIME). ERROR_REFUSED says in words which of them failed.
 */
bool certificate_verify(const struct certificate *certificate, const struct trust *trust,
                        enum certificate_purpose purpose, int64_t at_utc,
                        struct error *error) MUST_USE;

#endif
