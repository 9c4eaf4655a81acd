#include "platform/tpm/connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tss2/tss2_rc.h>
#include <tss2/tss2_tctildr.h>
#include <unistd.h>

#define PAUSE_NS         100000000L
#define FORMAT_ONE       0x80u /* TPM 2.0 Library, part 2, section 6.6 */
#define FORMAT_ONE_ERROR 0xbfu /* without the number of the parameter, handle or session */

/* ---- what answers mean ------------------------------------------------------ */

/* As the TPM gave it: the kernel's resource manager marks what it hands on. 0: it came from elsewhere. */
static TSS2_RC answer_of(TSS2_RC code)
{
    TSS2_RC layer = code & TSS2_RC_LAYER_MASK;
    if (layer != TSS2_TPM_RC_LAYER && layer != TSS2_RESMGR_TPM_RC_LAYER)
        return 0;
    code &= ~TSS2_RC_LAYER_MASK;
    return (code & FORMAT_ONE) != 0 ? code & FORMAT_ONE_ERROR : code;
}

bool tpm_is_busy(TSS2_RC code, unsigned *tries)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    TSS2_RC answer = answer_of(code);

    if ((answer != TPM2_RC_RETRY && answer != TPM2_RC_YIELDED && answer != TPM2_RC_TESTING) ||
        ++*tries >= TPM_TRIES)
        return false;
    (void)nanosleep(&pause, NULL);
    return true;
}

static const char *words_for(TSS2_RC code)
{
    static const struct {
        TSS2_RC answer;
        const char *words;
    } meanings[] = {
        {TPM2_RC_LOCKOUT, "the TPM refuses keys for a while because it was switched off too often; "
                          "it recovers by itself"},
        {TPM2_RC_INTEGRITY, "it is a key of another TPM, or this one was cleared"},
        {TPM2_RC_BAD_AUTH, "the TPM's owner hierarchy, or the key, has a password"},
        {TPM2_RC_AUTH_FAIL, "the TPM's owner hierarchy, or the key, has a password"},
        {TPM2_RC_HIERARCHY, "the TPM's owner hierarchy is switched off"},
        {TPM2_RC_OBJECT_MEMORY, "the TPM has no room for one more key"},
        {TPM2_RC_INITIALIZE, "the TPM was not started by the firmware"},
        {TPM2_RC_FAILURE, "the TPM has failed its own test"},
    };

    if ((code & TSS2_RC_LAYER_MASK) == TSS2_TCTI_RC_LAYER)
        return "the TPM does not answer";
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].answer == answer_of(code))
            return meanings[i].words;
    return NULL;
}

bool tpm_error(struct error *error, const char *what, TSS2_RC code)
{
    const char *words = words_for(code);
    return error_set(error, ERROR_UNAVAILABLE, "%s: %s (%s)", what,
                     words != NULL ? words : "the TPM refuses", Tss2_RC_Decode(code));
}

/* ---- opening ---------------------------------------------------------------- */

/* The library tells one failure from another on standard error alone. */
static bool may_open(const char *tcti, struct error *error)
{
    static const char device[] = "device:";
    const char *path = tcti + sizeof device - 1;

    if (strncmp(tcti, device, sizeof device - 1) != 0 || access(path, R_OK | W_OK) == 0)
        return true;
    if (errno == ENOENT || errno == ENXIO || errno == ENODEV)
        return error_set(error, ERROR_UNAVAILABLE,
                         "there is no TPM at %s: it is off in the firmware, or not there", path);
    return error_set(error, ERROR_UNAVAILABLE, "this user may not use the TPM %s: %s", path,
                     strerror(errno));
}

/* Whether something answers, and a TPM 2.0. */
static TSS2_RC greet(struct tpm *tpm)
{
    TSS2_RC code;
    unsigned tries = 0;
    TPMS_CAPABILITY_DATA *about = NULL;

    do {
        code =
            Esys_GetCapability(tpm->esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                               TPM2_CAP_TPM_PROPERTIES, TPM2_PT_FAMILY_INDICATOR, 1, NULL, &about);
    } while (tpm_is_busy(code, &tries));
    Esys_Free(about);
    return code;
}

struct tpm *tpm_open(const char *tcti, struct error *error)
{
    struct tpm *tpm = NULL;

    if (!may_open(tcti, error))
        return NULL;
    if (setenv("TSS2_LOG", "all+none", 0) != 0 || (tpm = calloc(1, sizeof *tpm)) == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for the TPM %s", tcti);
        return NULL;
    }
    tpm->users = 1;
    TSS2_RC code = Tss2_TctiLdr_Initialize(tcti, &tpm->tcti);
    if (code == TSS2_RC_SUCCESS)
        code = Esys_Initialize(&tpm->esys, tpm->tcti, NULL);
    if (code == TSS2_RC_SUCCESS)
        code = greet(tpm);
    if (code == TSS2_RC_SUCCESS)
        return tpm;
    tpm_error(error, tcti, code);
    error_prefix(error, "the TPM cannot be used");
    tpm_close(tpm);
    return NULL;
}

void tpm_close(struct tpm *tpm)
{
    if (tpm == NULL || --tpm->users > 0)
        return;
    Esys_Finalize(&tpm->esys);
    Tss2_TctiLdr_Finalize(&tpm->tcti);
    free(tpm);
}
