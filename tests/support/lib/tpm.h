/* A TPM 2.0 in software (swtpm) for tests. Failures end the test program. */
#ifndef TESTS_SUPPORT_LIB_TPM_H
#define TESTS_SUPPORT_LIB_TPM_H

#include <sys/types.h>

struct test_tpm {
    char folder[64]; /* made by tpm_start, removed by tpm_stop */
    char tcti[128];  /* for tpm_open */
    pid_t process;
};

void tpm_start(struct test_tpm *tpm);
void tpm_stop(struct test_tpm *tpm);

/* Off, without a word to it, and on again. What was connected is not any more. */
void tpm_cut_power(struct test_tpm *tpm);

#endif
