/*
 * Inviting a kiosk: a one-time code, its digest in the issuing folder, and the
 * invitation file. Works with the folders issuing/ and public/ alone.
 */
#ifndef APP_CENTRAL_ISSUING_INVITE_H
#define APP_CENTRAL_ISSUING_INVITE_H

#include "app/enrolment/code.h"

#define INVITE_DAYS     7 /* unless told otherwise */
#define INVITE_DAYS_MAX 90

struct invite_order {
    const char *office;
    const char *kiosk_id;
    const char *site;   /* path of the site's description */
    const char *output; /* path of the invitation */
    int64_t days;       /* that the code is good for, 1 to INVITE_DAYS_MAX */
    bool again;         /* the kiosk is in the register already, and gets a new certificate */
    int64_t now_utc;
};

/* `code` is filled last; a secret, which the caller shows once and wipes. An invitation that the kiosk had
 * before is void from then on. ERROR_INPUT as enrol_kiosk. */
bool invite_kiosk(const struct invite_order *order, char code[static ENROL_CODE_SIZE],
                  int64_t *ends_utc, struct error *error) MUST_USE;

#endif
