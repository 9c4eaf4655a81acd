/*
 * The desk of the enrol-server: who gets a certificate, and for which id. The
 * only code that signs with the issuing key while a network is there. Nothing
 * about HTTP here.
 */
#ifndef APP_CENTRAL_ISSUING_ISSUING_H
#define APP_CENTRAL_ISSUING_ISSUING_H

#include "app/central/issuing/wrong_codes.h"
#include "app/central/office/office.h"

/* An answer that was lost on the way is given again, the same certificate for the same key, so long. */
#define ISSUING_REPEAT_SECONDS 3600
/* Certificates that one kiosk gets in a day by its own certificate; more is a fault or a thief. */
#define ISSUING_DAY_MAX 8

struct issuing {
    const char *folder; /* OFFICE/issuing */
    struct office_pair authority;
    int64_t days;              /* of validity */
    struct wrong_codes *wrong; /* who waits; NULL: nobody does */
};

enum issuing_outcome {
    ISSUING_DONE,
    ISSUING_UNKNOWN, /* the code does not fit, or nobody of that id is invited: both look the same */
    ISSUING_USED,    /* the code was, by another key or too long ago */
    ISSUING_ENDED,   /* the code is too old */
    ISSUING_REFUSED,
    ISSUING_LATER, /* too many: another day */
    ISSUING_FAILED /* disk, memory: nothing is known to have happened */
};

/*
 * The first certificate, for the id that is invited with that code, whatever the request says. The code is
 * good once: for the same key its answer is repeated for ISSUING_REPEAT_SECONDS, anything else is
 * refused. Wrong ones are counted and change nothing; est.h slows down who gives them. `kiosk_id` and `typed`
 * come from the network and are judged here. On ISSUING_DONE the caller owns *made; else *error is one sentence
 * for the asker, without secrets.
 */
enum issuing_outcome issuing_by_code(const struct issuing *issuing,
                                     const struct certificate_request *request,
                                     const char *kiosk_id, const char *typed, int64_t now_utc,
                                     struct certificate **made, struct error *error) MUST_USE;

/*
 * The next certificate for who proved to hold `peer`, which must be in the register and not revoked; the
 * request must name the same kiosk (RFC 7030, 4.2.2). Whether it has ended is the caller's to judge.
 */
enum issuing_outcome issuing_by_certificate(const struct issuing *issuing,
                                            const struct certificate_request *request,
                                            const struct certificate *peer, int64_t now_utc,
                                            struct certificate **made,
                                            struct error *error) MUST_USE;

#endif
