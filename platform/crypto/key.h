/*
 * Private keys on the curve P-256: made, kept, used to sign. A key is kept in a
 * file of its owner's: as PKCS #8, as PKCS #8 under a passphrase, or wrapped by
 * a TPM 2.0 that alone can use it (platform/tpm). Not for keys in a PKCS #11
 * token, which agree on keys and do not sign: platform/token.
 */
#ifndef PLATFORM_CRYPTO_KEY_H
#define PLATFORM_CRYPTO_KEY_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

struct private_key; /* opaque */
struct tpm;         /* platform/tpm/tpm.h */

/* The longest DER form of an ECDSA signature on P-256 (RFC 3279, section 2.2.3). */
#define SIGNATURE_MAX   72
#define PRIVATE_KEY_MAX 16384u

/* ---- passphrases ------------------------------------------------------------ */

#define PASSPHRASE_LEAST 8
#define PASSPHRASE_MAX   256 /* bytes, with the NUL */

/* Where a passphrase comes from: asked for only when a file needs one. */
struct passphrase_source {
    /* Fills passphrase[0..PASSPHRASE_MAX) with a NUL-ended text for `what` (a file, a token). False
     * with *error when there is none to be had. The caller wipes it. */
    bool (*ask)(void *context, const char *what, char *passphrase, struct error *error);
    void *context;
};

/* ---- keys ------------------------------------------------------------------- */

/* In this process's memory. */
struct private_key *private_key_create(struct error *error) MUST_USE;

/*
 * PEM: PKCS #8 without a passphrase. ERROR_REFUSED when others than the owner can read or write the file,
 * or when it is encrypted; ERROR_INPUT for anything but a P-256 key; ERROR_UNAVAILABLE for a TPM's key.
 */
struct private_key *private_key_load(const char *path, struct error *error) MUST_USE;

/* The same, and an encrypted PKCS #8 too: `source` is asked once. ERROR_REFUSED when its passphrase is
 * wrong. */
struct private_key *private_key_load_with(const char *path, const struct passphrase_source *source,
                                          struct error *error) MUST_USE;

/* Writes a new file of mode 0600, synced; ERROR_INPUT when it exists already. */
bool private_key_save(const struct private_key *key, const char *path,
                      struct error *error) MUST_USE;

/* The same under `passphrase` (PASSPHRASE_LEAST bytes at least): PKCS #8 with PBES2, scrypt and
 * AES-256-CBC (RFC 8018, RFC 7914), which `openssl pkey` reads. */
bool private_key_save_encrypted(const struct private_key *key, const char *path,
                                const char *passphrase, struct error *error) MUST_USE;

/* ---- keys in a TPM ---------------------------------------------------------- */

/* A key made in the TPM, under its storage hierarchy. It never leaves it: what private_key_save writes is
 * wrapped by that TPM ("TSS2 PRIVATE KEY") and of no use to any other. */
struct private_key *private_key_create_in_tpm(struct tpm *tpm, struct error *error) MUST_USE;

/* As private_key_load, and a TPM's wrapped key too: ERROR_UNAVAILABLE for one of another TPM. `tpm` may be
 * NULL: none is in use here. */
struct private_key *private_key_load_in(const char *path, struct tpm *tpm,
                                        struct error *error) MUST_USE;

bool private_key_is_in_tpm(const struct private_key *key);

/* Why the TPM did not sign when it was last asked to, for TLS too; "" where it did, or was not asked. */
const char *private_key_trouble(const struct private_key *key);

/* ---- using them ------------------------------------------------------------- */

/* Wipes and releases. NULL is fine. */
void private_key_destroy(struct private_key *key);

/* ECDSA with SHA-256 over `bytes`, DER. `signature` has room for SIGNATURE_MAX; *signature_length
 * is set last. A TPM takes about a quarter of a second. */
bool private_key_sign(const struct private_key *key, const void *bytes, size_t length,
                      uint8_t signature[static SIGNATURE_MAX], size_t *signature_length,
                      struct error *error) MUST_USE;

#endif
