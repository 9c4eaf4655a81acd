/*
 * Opening sealed requests, at the central office only; kiosk programs do not
 * link this folder, and tools/check-no-opener proves it.
 */
#ifndef PLATFORM_OPENING_OPENING_H
#define PLATFORM_OPENING_OPENING_H

#include "platform/base/buffer.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

struct opener; /* opaque: an opening key and its sealing certificate */

/* Loads both, an encrypted key with what `passphrases` says (NULL: it is refused); ERROR_REFUSED when they do not belong together or the certificate is not for sealing.
 * Its dates are not judged: what was sealed once must open for ever. */
struct opener *opener_load(const char *key_path, const char *certificate_path,
                           const struct passphrase_source *passphrases,
                           struct error *error) MUST_USE;
/* The same with a key that is somewhere else (platform/token), which is the opener's from here on, on
 * failure too; `key_name` is what errors call it. */
struct opener *opener_create(struct private_key *key, const char *key_name,
                             const char *certificate_path, struct error *error) MUST_USE;
void opener_destroy(struct opener *opener); /* wipes; NULL is fine */

/*
 * Appends the plaintext to *plain, which is a secret buffer (buffer_init_secret; else
 * ERROR_INTERNAL) that the caller finishes. Only the shape that platform/seal/envelope.h allows is
 * touched at all, and nothing is appended unless the tag has verified. ERROR_NOT_FOUND when it was
 * sealed to other keys, ERROR_CORRUPT when the tag or a wrapped key does not verify.
 */
bool opener_open(const struct opener *opener, const void *sealed, size_t length,
                 struct buffer *plain, struct error *error) MUST_USE;

#endif
