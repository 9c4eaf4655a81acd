#include "app/local/enrol_problem.h"

#include <string.h>

static const char *const names[ENROL_PROBLEMS] = {
    [ENROL_FINE] = "fine",
    [ENROL_NO_DRIVE] = "no-drive",
    [ENROL_BAD_DRIVE] = "not-readable",
    [ENROL_NO_FILE] = "no-file",
    [ENROL_FALSE_FILE] = "false-file",
    [ENROL_ENDED] = "ended",
    [ENROL_CODE_WRONG] = "code-wrong",
    [ENROL_CODE_USED] = "code-used",
    [ENROL_NO_CABLE] = "no-cable",
    [ENROL_NO_ADDRESS] = "no-address",
    [ENROL_NOT_REACHED] = "not-reached",
    [ENROL_NOT_TRUSTED] = "not-trusted",
    [ENROL_CLOCK_WRONG] = "clock-wrong",
    [ENROL_NO_TPM] = "no-tpm",
    [ENROL_REFUSED] = "refused",
    [ENROL_FAILED] = "failed",
};

const char *enrol_problem_name(enum enrol_problem problem)
{
    return (unsigned)problem < ENROL_PROBLEMS ? names[problem] : names[ENROL_FAILED];
}

enum enrol_problem enrol_problem_of(const char *name)
{
    for (unsigned i = 0; i < ENROL_PROBLEMS; i++) {
        if (strcmp(names[i], name) == 0) {
            return (enum enrol_problem)i;
        }
    }
    return ENROL_FAILED;
}
