/*
 * Sealing a request to the central office: CMS AuthEnvelopedData (RFC 5083)
 * with AES-256-GCM (RFC 5084, 12-byte nonce, 16-byte tag), one
 * KeyAgreeRecipientInfo a sealing certificate (RFC 5753: ephemeral ECDH on
 * P-256, X9.63 KDF with SHA-256, AES-256 key wrap), recipients by subject key
 * identifier, DER. Cannot open anything: that is platform/opening, which no
 * kiosk program links.
 */
#ifndef PLATFORM_SEAL_SEAL_H
#define PLATFORM_SEAL_SEAL_H

#include "platform/base/buffer.h"
#include "platform/crypto/certificate.h"

#define SEAL_RECIPIENTS_MAX 4
#define SEAL_PLAIN_MAX      61440u /* bytes of plaintext, at least 1 */
#define SEAL_OVERHEAD_MAX   4096u  /* bytes that sealing adds, at most */

struct sealer; /* opaque: who can open what is sealed */

/*
 * Takes copies of the sealing certificates. Each must chain to `sealing_roots` for PURPOSE_SEALING;
 * one that does not is an error (ERROR_REFUSED), since somebody put it there. At `at_utc` (or
 * CERTIFICATE_ANY_TIME, for an untrusted clock) those out of date are left out. ERROR_REFUSED when
 * none is left.
 */
struct sealer *sealer_create(struct certificate *const *certificates, size_t count,
                             const struct trust *sealing_roots, int64_t at_utc,
                             struct error *error) MUST_USE;
void sealer_destroy(struct sealer *sealer);

/* Those that will be able to open, after out-of-date ones were left out. */
size_t sealer_recipients(const struct sealer *sealer);

/*
 * Appends the sealed form to *sealed (not a secret; limit at least the length and
 * SEAL_OVERHEAD_MAX). Any failure appends nothing. `plain` stays the caller's, who wipes it.
 */
bool sealer_seal(const struct sealer *sealer, const void *plain, size_t length,
                 struct buffer *sealed, struct error *error) MUST_USE;

#endif
