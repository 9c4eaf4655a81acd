/* A TPM 2.0 in software (swtpm) for tests. Failures end the test program. */
#ifndef TESTS_SUPPORT_LIB_TPM_H
#define TESTS_SUPPORT_LIB_TPM_H

#include <sys/types.h>

struct test_tpm {
    char folder[64]; /* made by tpm_start, removed by tpm_stop */
    char tcti[128];  /* for private_key_use_tpm */
    pid_t process;
};

void tpm_start(struct test_tpm *tpm);
void tpm_stop(struct test_tpm *tpm);

#endif
