#include "platform/tpm/connection.h"
#include "platform/tpm/tpm_key_file.h"

#include <stdlib.h>
#include <string.h>
#include <tss2/tss2_mu.h>

#define NUMBER_SIZE (TPM_SIGNATURE_SIZE / 2)
#define NO_SESSION  ESYS_TR_NONE
#define OF_TPM      (TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN)
#define SIGNS       (OF_TPM | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_SIGN_ENCRYPT)

struct tpm_key {
    struct tpm *tpm;
    ESYS_TR handle;
    struct tpm_key_parts parts;
    uint8_t point[TPM_POINT_SIZE];
};

/* ---- templates -------------------------------------------------------------- */

/* TPM 2.0 Key Files, 'Parent': a primary key is derived from its template, so any other would be another
 * key, under which nothing loads that was made before. */
static const TPM2B_PUBLIC primary_template = {
    .publicArea = {
        .type = TPM2_ALG_ECC,
        .nameAlg = TPM2_ALG_SHA256,
        .objectAttributes = OF_TPM | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA |
                            TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT,
        .parameters.eccDetail = {
            .symmetric = {.algorithm = TPM2_ALG_AES, .keyBits.aes = 128, .mode.aes = TPM2_ALG_CFB},
            .scheme.scheme = TPM2_ALG_NULL,
            .curveID = TPM2_ECC_NIST_P256,
            .kdf.scheme = TPM2_ALG_NULL}}};

static const TPM2B_PUBLIC key_template = {
    .publicArea = {.type = TPM2_ALG_ECC,
                   .nameAlg = TPM2_ALG_SHA256,
                   .objectAttributes = SIGNS | TPMA_OBJECT_NODA,
                   .parameters.eccDetail = {.symmetric.algorithm = TPM2_ALG_NULL,
                                            .scheme.scheme = TPM2_ALG_NULL,
                                            .curveID = TPM2_ECC_NIST_P256,
                                            .kdf.scheme = TPM2_ALG_NULL}}};

static const TPM2B_SENSITIVE_CREATE no_password;
static const TPM2B_DATA nothing_outside;
static const TPML_PCR_SELECTION no_pcr;

/* ---- the halves ------------------------------------------------------------- */

static bool read_public(const struct tpm_key_parts *parts, TPM2B_PUBLIC *half)
{
    size_t taken = 0;
    *half = (TPM2B_PUBLIC){0};
    return Tss2_MU_TPM2B_PUBLIC_Unmarshal(parts->public_half, parts->public_length, &taken, half) ==
               TSS2_RC_SUCCESS &&
           taken == parts->public_length;
}

static bool read_private(const struct tpm_key_parts *parts, TPM2B_PRIVATE *half)
{
    size_t taken = 0;
    *half = (TPM2B_PRIVATE){0};
    return Tss2_MU_TPM2B_PRIVATE_Unmarshal(parts->private_half, parts->private_length, &taken,
                                           half) == TSS2_RC_SUCCESS &&
           taken == parts->private_length;
}

static bool write_parts(const TPM2B_PUBLIC *public_half, const TPM2B_PRIVATE *private_half,
                        struct tpm_key_parts *parts)
{
    *parts = (struct tpm_key_parts){0};
    return Tss2_MU_TPM2B_PUBLIC_Marshal(public_half, parts->public_half, sizeof parts->public_half,
                                        &parts->public_length) == TSS2_RC_SUCCESS &&
           Tss2_MU_TPM2B_PRIVATE_Marshal(private_half, parts->private_half,
                                         sizeof parts->private_half,
                                         &parts->private_length) == TSS2_RC_SUCCESS;
}

/* A TPM may leave zeros in front away. */
static bool put_number(uint8_t number[static NUMBER_SIZE], const TPM2B_ECC_PARAMETER *from)
{
    if (from->size > NUMBER_SIZE)
        return false;
    memset(number, 0, NUMBER_SIZE);
    memcpy(number + NUMBER_SIZE - from->size, from->buffer, from->size);
    return true;
}

/* Keys that tpm2-openssl made may decrypt too, and lack TPMA_OBJECT_NODA. */
static bool signs_on_p256(const TPMT_PUBLIC *area)
{
    return area->type == TPM2_ALG_ECC && area->nameAlg == TPM2_ALG_SHA256 &&
           area->parameters.eccDetail.curveID == TPM2_ECC_NIST_P256 &&
           (area->objectAttributes & SIGNS) == SIGNS &&
           (area->objectAttributes & TPMA_OBJECT_RESTRICTED) == 0 && area->authPolicy.size == 0;
}

bool tpm_key_parts_point(const struct tpm_key_parts *parts, uint8_t point[static TPM_POINT_SIZE],
                         struct error *error)
{
    TPM2B_PUBLIC half;
    const TPMS_ECC_POINT *from = &half.publicArea.unique.ecc;

    point[0] = 0x04;
    return (read_public(parts, &half) && signs_on_p256(&half.publicArea) &&
            put_number(point + 1, &from->x) && put_number(point + 1 + NUMBER_SIZE, &from->y)) ||
           error_set(error, ERROR_INPUT, "it is not a signing key on the curve P-256");
}

/* ---- in the TPM ------------------------------------------------------------- */

static bool derive_primary(struct tpm *tpm, ESYS_TR *primary, struct error *error)
{
    TSS2_RC code;
    unsigned tries = 0;

    do {
        code = Esys_CreatePrimary(tpm->esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, NO_SESSION,
                                  NO_SESSION, &no_password, &primary_template, &nothing_outside,
                                  &no_pcr, primary, NULL, NULL, NULL, NULL);
    } while (tpm_is_busy(code, &tries));
    return code == TSS2_RC_SUCCESS || tpm_error(error, "the TPM's primary key", code);
}

static bool make(struct tpm *tpm, ESYS_TR primary, struct tpm_key_parts *parts, struct error *error)
{
    TSS2_RC code;
    unsigned tries = 0;
    TPM2B_PUBLIC *public_half = NULL;
    TPM2B_PRIVATE *private_half = NULL;

    do {
        code = Esys_Create(tpm->esys, primary, ESYS_TR_PASSWORD, NO_SESSION, NO_SESSION,
                           &no_password, &key_template, &nothing_outside, &no_pcr, &private_half,
                           &public_half, NULL, NULL, NULL);
    } while (tpm_is_busy(code, &tries));
    bool fine = code == TSS2_RC_SUCCESS
                    ? write_parts(public_half, private_half, parts) ||
                          error_set(error, ERROR_LIMIT, "the TPM's key is larger than expected")
                    : tpm_error(error, "a key could not be made", code);
    Esys_Free(public_half);
    Esys_Free(private_half);
    return fine;
}

static bool load(struct tpm_key *key, ESYS_TR primary, struct error *error)
{
    TSS2_RC code;
    unsigned tries = 0;
    TPM2B_PUBLIC public_half;
    TPM2B_PRIVATE private_half;

    if (!tpm_key_parts_point(&key->parts, key->point, error))
        return false;
    if (!read_public(&key->parts, &public_half) || !read_private(&key->parts, &private_half))
        return error_set(error, ERROR_INPUT, "its private half is not a TPM's");
    do {
        code = Esys_Load(key->tpm->esys, primary, ESYS_TR_PASSWORD, NO_SESSION, NO_SESSION,
                         &private_half, &public_half, &key->handle);
    } while (tpm_is_busy(code, &tries));
    return code == TSS2_RC_SUCCESS || tpm_error(error, "the key could not be loaded", code);
}

/* `is_new`: the parts are to be made. Takes over `key`. */
static struct tpm_key *bring_in(struct tpm_key *key, bool is_new, struct error *error)
{
    ESYS_TR primary = ESYS_TR_NONE;

    if (derive_primary(key->tpm, &primary, error)) {
        if ((!is_new || make(key->tpm, primary, &key->parts, error)) && !load(key, primary, error))
            key->handle = ESYS_TR_NONE;
        (void)Esys_FlushContext(key->tpm->esys, primary);
    }
    if (key->handle != ESYS_TR_NONE)
        return key;
    tpm_key_destroy(key);
    return NULL;
}

static struct tpm_key *new_key(struct tpm *tpm, struct error *error)
{
    struct tpm_key *key = calloc(1, sizeof *key);
    if (key == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a TPM's key");
        return NULL;
    }
    key->tpm = tpm;
    tpm->users++;
    key->handle = ESYS_TR_NONE;
    return key;
}

struct tpm_key *tpm_key_create(struct tpm *tpm, struct error *error)
{
    struct tpm_key *key = new_key(tpm, error);
    return key != NULL ? bring_in(key, true, error) : NULL;
}

struct tpm_key *tpm_key_load(struct tpm *tpm, const char *text, size_t length, struct error *error)
{
    struct tpm_key *key = new_key(tpm, error);
    if (key == NULL)
        return NULL;
    if (tpm_key_file_parse(text, length, &key->parts, error))
        return bring_in(key, false, error);
    tpm_key_destroy(key);
    return NULL;
}

void tpm_key_destroy(struct tpm_key *key)
{
    if (key == NULL)
        return;
    if (key->handle != ESYS_TR_NONE)
        (void)Esys_FlushContext(key->tpm->esys, key->handle);
    tpm_close(key->tpm);
    free(key);
}

/* ---- using it --------------------------------------------------------------- */

bool tpm_key_write(const struct tpm_key *key, struct buffer *text)
{
    return tpm_key_file_write(&key->parts, text);
}

const uint8_t *tpm_key_point(const struct tpm_key *key)
{
    return key->point;
}

bool tpm_key_sign(struct tpm_key *key, const uint8_t digest[static TPM_DIGEST_SIZE],
                  uint8_t signature[static TPM_SIGNATURE_SIZE], struct error *error)
{
    static const TPMT_SIG_SCHEME scheme = {.scheme = TPM2_ALG_ECDSA,
                                           .details.ecdsa.hashAlg = TPM2_ALG_SHA256};
    static const TPMT_TK_HASHCHECK not_hashed_there = {.tag = TPM2_ST_HASHCHECK,
                                                       .hierarchy = TPM2_RH_NULL};
    TSS2_RC code;
    unsigned tries = 0;
    TPMT_SIGNATURE *made = NULL;
    TPM2B_DIGEST what = {.size = TPM_DIGEST_SIZE};

    memcpy(what.buffer, digest, TPM_DIGEST_SIZE);
    do {
        code = Esys_Sign(key->tpm->esys, key->handle, ESYS_TR_PASSWORD, NO_SESSION, NO_SESSION,
                         &what, &scheme, &not_hashed_there, &made);
    } while (tpm_is_busy(code, &tries));
    if (code != TSS2_RC_SUCCESS)
        return tpm_error(error, "the kiosk's key did not sign", code);
    const TPMS_SIGNATURE_ECDSA *pair = &made->signature.ecdsa;
    bool fine = made->sigAlg == TPM2_ALG_ECDSA && put_number(signature, &pair->signatureR) &&
                put_number(signature + NUMBER_SIZE, &pair->signatureS);
    Esys_Free(made);
    return fine || error_set(error, ERROR_INTERNAL, "the TPM gave no signature on P-256");
}
