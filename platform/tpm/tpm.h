/*
 * Keys on P-256 that a TPM 2.0 makes and keeps, and that sign there. What is
 * kept in a file is wrapped by that TPM and of no use to any other.
 *
 * A key has an empty authorization value: who may open the device may sign with
 * it. It is therefore made without the TPM's protection against guessing
 * (TPMA_OBJECT_NODA), which would guard nothing, and which counts a guess each
 * time that the power goes behind a signature: after a few of those such a key
 * is refused for hours.
 *
 * The primary key above it is derived anew from the owner hierarchy's seed for
 * each key made or loaded, and leaves the TPM at once: a key that is loaded takes one of
 * the three places that a TPM has at least, and nothing is stored in it.
 *
 * Not for sealing data and not for measurements: the disk's key is
 * systemd-cryptsetup's.
 */
#ifndef PLATFORM_TPM_TPM_H
#define PLATFORM_TPM_TPM_H

#include "platform/base/buffer.h"

#define TPM_POINT_SIZE     65 /* 0x04, x, y */
#define TPM_DIGEST_SIZE    32 /* SHA-256 */
#define TPM_SIGNATURE_SIZE 64 /* ECDSA: r, s */

struct tpm;     /* a connection; opaque */
struct tpm_key; /* a key that is loaded in it; opaque */

/*
 * The TPM that `tcti` names as tpm2-tss does ("device:/dev/tpmrm0", "swtpm:path=/run/tpm/sock"). Loads a
 * library and opens the device: before the sandbox, before any thread. A device needs the kernel's
 * resource manager (tpmrm0), which takes back what a killed process has left in the TPM.
 * ERROR_UNAVAILABLE when there is none, it does not answer, or this user may not open it.
 * What this library says on standard error it says only where TSS2_LOG asks for it.
 */
struct tpm *tpm_open(const char *tcti, struct error *error) MUST_USE;

/* The connection itself ends with its last key: what OpenSSL made of one may hold on to it. NULL is fine. */
void tpm_close(struct tpm *tpm);

/* Of what fails below, with ERROR_UNAVAILABLE: a TPM that is busy is asked again for about a second. */

struct tpm_key *tpm_key_create(struct tpm *tpm, struct error *error) MUST_USE;

/* `text` is a file's, tpm_key_file.h. ERROR_INPUT when it is not such a file, or of another kind of key;
 * ERROR_UNAVAILABLE when it is another TPM's. */
struct tpm_key *tpm_key_load(struct tpm *tpm, const char *text, size_t length,
                             struct error *error) MUST_USE;

/* Appends what a file holds. False when it does not fit. */
bool tpm_key_write(const struct tpm_key *key, struct buffer *text) MUST_USE;

/* The public half. Lives as long as the key. */
const uint8_t *tpm_key_point(const struct tpm_key *key);

/* Takes about a quarter of a second. */
bool tpm_key_sign(struct tpm_key *key, const uint8_t digest[static TPM_DIGEST_SIZE],
                  uint8_t signature[static TPM_SIGNATURE_SIZE], struct error *error) MUST_USE;

/* Takes the key out of the TPM. NULL is fine. */
void tpm_key_destroy(struct tpm_key *key);

#endif
