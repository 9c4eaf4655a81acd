/*
 * The file of a TPM's key: PEM "TSS2 PRIVATE KEY" around the DER of a TPMKey
 * (ASN.1 Specification for TPM 2.0 Key Files). As tpm2-openssl and other tools
 * write it, and as far as this project's keys go: loadable, without an
 * authorization value or policy, under the owner hierarchy's primary key.
 */
#ifndef PLATFORM_TPM_TPM_KEY_FILE_H
#define PLATFORM_TPM_TPM_KEY_FILE_H

#include "platform/tpm/tpm.h"

#define TPM_KEY_FILE_MAX    4096u /* bytes of text */
#define TPM_KEY_PUBLIC_MAX  256u  /* a key on P-256 has 88 */
#define TPM_KEY_PRIVATE_MAX 1024u /* about 128; each maker wraps in its own way */

/* TPM2B_PUBLIC and TPM2B_PRIVATE (TPM 2.0 Library, part 2), as they stand in the file. */
struct tpm_key_parts {
    uint8_t public_half[TPM_KEY_PUBLIC_MAX], private_half[TPM_KEY_PRIVATE_MAX];
    size_t public_length, private_length;
};

/* ERROR_INPUT, ERROR_LIMIT. The halves are bounded, not judged: tpm_key_parts_point. */
bool tpm_key_file_parse(const char *text, size_t length, struct tpm_key_parts *parts,
                        struct error *error) MUST_USE;

/* Appends the text. False when it does not fit. */
bool tpm_key_file_write(const struct tpm_key_parts *parts, struct buffer *text) MUST_USE;

/* The point of a public half that is a signing key's on P-256, without a policy, fixed to its TPM; else
 * ERROR_INPUT. Whether the point is on the curve is not looked at. */
bool tpm_key_parts_point(const struct tpm_key_parts *parts, uint8_t point[static TPM_POINT_SIZE],
                         struct error *error) MUST_USE;

#endif
