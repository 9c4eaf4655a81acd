/*
 * The connection to a TPM and what its answers mean. For platform/tpm only.
 */
#ifndef PLATFORM_TPM_CONNECTION_H
#define PLATFORM_TPM_CONNECTION_H

#include "platform/tpm/tpm.h"

#include <tss2/tss2_esys.h>

struct tpm {
    TSS2_TCTI_CONTEXT *tcti;
    ESYS_CONTEXT *esys;
    unsigned users; /* who opened it, and its keys */
};

/* True, after a tenth of a second, when `code` says that the TPM is busy and may be asked again: the loop
 * around a command, `tries` beginning with 0, ends after TPM_TRIES. */
#define TPM_TRIES 10
bool tpm_is_busy(TSS2_RC code, unsigned *tries) MUST_USE;

/* "what: " and what `code` means to who looks after a kiosk. Returns false. */
bool tpm_error(struct error *error, const char *what, TSS2_RC code);

#endif
