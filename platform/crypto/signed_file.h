/*
 * Signed content: CMS SignedData (RFC 5652) in DER with the content and the
 * signer's certificate inside. `openssl cms -verify` reads it.
 */
#ifndef PLATFORM_CRYPTO_SIGNED_FILE_H
#define PLATFORM_CRYPTO_SIGNED_FILE_H

#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

#define SIGNED_FILE_MAX (1u << 20)

/* Appends the DER form to *signed_form. `certificate` has PURPOSE_SIGNING, or another that
 * signed_file_verify_for is asked for, and belongs to `key`. */
bool signed_file_make(const void *content, size_t length, const struct certificate *certificate,
                      const struct private_key *key, struct buffer *signed_form,
                      struct error *error) MUST_USE;

/*
 * Appends the content to *content once one signer, whose certificate has PURPOSE_SIGNING and chains
 * to `trust` at `at_utc` (or CERTIFICATE_ANY_TIME), has verified; nothing is appended otherwise.
 * `name` is what errors call the file.
 */
bool signed_file_verify(const char *name, const void *signed_form, size_t length,
                        const struct trust *trust, int64_t at_utc, struct buffer *content,
                        struct error *error) MUST_USE;

/* The same where the signer's certificate has another purpose, and that alone. */
bool signed_file_verify_for(enum certificate_purpose purpose, const char *name,
                            const void *signed_form, size_t length, const struct trust *trust,
                            int64_t at_utc, struct buffer *content, struct error *error) MUST_USE;

#endif
