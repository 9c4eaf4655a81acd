/*
 * Which kiosks the receiver lets in, of those whose certificate the issuing
 * authority signed: all but the ones on its revocation list and on a list that
 * a person keeps. Not for what a kiosk may send: that is intake.h.
 */
#ifndef APP_CENTRAL_RECEIVE_ADMISSION_H
#define APP_CENTRAL_RECEIVE_ADMISSION_H

#include "platform/crypto/certificate.h"

#define ADMISSION_REFUSED_FILE_MAX (8u << 20)
#define ADMISSION_REFUSED_MAX      100000u /* lines */

struct admission; /* opaque, immutable */

/*
 * `crl`: a revocation list of `authority`. `refused`: a text file, one line a kiosk's id or the SHA-256
 * of a certificate in hexadecimal; empty lines and what follows a '#' are passed over, a line that can
 * be neither is ERROR_INPUT. A file that does not exist refuses nobody. Any other failure names the file.
 */
struct admission *admission_load(const char *crl, const char *refused,
                                 const struct certificate *authority, struct error *error) MUST_USE;
void admission_destroy(struct admission *admission); /* NULL is fine */

/* Why this kiosk is kept out, as words for a log; NULL: it may come in. */
const char *admission_refuses(const struct admission *admission, const struct certificate *kiosk);

/* How many certificates and kiosks the two files name, and whether they were there. */
struct admission_summary {
    bool has_crl, has_refused;
    size_t revoked, refused;
    int64_t crl_made_utc, crl_next_utc; /* next: INT64_MAX for never; 0 without a list */
};
struct admission_summary admission_summarise(const struct admission *admission);

#endif
