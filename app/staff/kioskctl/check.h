/*
 * The integrity of everything that is kept on a kiosk: form, site bundle, key
 * and certificate, outbox, state files. Changes nothing.
 */
#ifndef APP_STAFF_KIOSKCTL_CHECK_H
#define APP_STAFF_KIOSKCTL_CHECK_H

#include "app/local/kiosk_config.h"
#include "platform/base/buffer.h"
#include "platform/base/clock.h"
#include "platform/crypto/key.h"

struct check_subject {
    const struct kiosk_config *config;
    const struct clock_source *clock;
    struct tpm *tpm;         /* NULL: none is in use */
    const char *tpm_trouble; /* why, where one should be; else NULL */
};

struct check_row {
    const char *name;
    /* True: all is well, and *detail says in words what was looked at. False: *error says what is not
     * well and what to do. */
    bool (*look)(const struct check_subject *subject, struct buffer *detail, struct error *error);
};

/* Ends with a NULL name. */
extern const struct check_row check_rows[];

#endif
