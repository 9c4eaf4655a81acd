/*
 * Why a kiosk could not enrol, as a word that programs hand on and a screen has a sentence for
 * (docs/operations.md, 'First start'). Who enrols says it, kioskctl enrol invitation; the sentence for
 * a journal is the error's text.
 */
#ifndef APP_LOCAL_ENROL_PROBLEM_H
#define APP_LOCAL_ENROL_PROBLEM_H

enum enrol_problem {
    ENROL_FINE,        /* "fine": enrolled */
    ENROL_NO_DRIVE,    /* "no-drive": no USB drive, or more than one */
    ENROL_BAD_DRIVE,   /* "not-readable" */
    ENROL_NO_FILE,     /* "no-file": no invitation on it */
    ENROL_FALSE_FILE,  /* "false-file": changed, not signed under our root, for another kiosk */
    ENROL_ENDED,       /* "ended": the code is too old */
    ENROL_CODE_WRONG,  /* "code-wrong" */
    ENROL_CODE_USED,   /* "code-used": by another key than ours */
    ENROL_NO_CABLE,    /* "no-cable" */
    ENROL_NO_ADDRESS,  /* "no-address" */
    ENROL_NOT_REACHED, /* "not-reached": the central office does not answer */
    ENROL_NOT_TRUSTED, /* "not-trusted": who answers is not the server that the invitation names */
    ENROL_CLOCK_WRONG, /* "clock-wrong": no certificate can be judged by this kiosk's clock */
    ENROL_NO_TPM,      /* "no-tpm": the security chip that keys must be in does not answer */
    ENROL_REFUSED,     /* "refused": by the office, for another reason */
    ENROL_FAILED       /* "failed": for a reason that only the journal has */
};
#define ENROL_PROBLEMS (ENROL_FAILED + 1)

const char *enrol_problem_name(enum enrol_problem problem);
/* ENROL_FAILED for a word that is not known. */
enum enrol_problem enrol_problem_of(const char *name);

#endif
