/* Making a central office's folder: keys, certificates, configuration. */
#ifndef APP_CENTRAL_OFFICE_INIT_H
#define APP_CENTRAL_OFFICE_INIT_H

#include "platform/base/error.h"

#include <stdint.h>

struct init_order {
    const char *office;       /* the folder, which must not exist */
    const char *const *hosts; /* NULL-ended */
    const char *port;         /* of the receiver, as text for receive.ini */
    const char *enrol_port;   /* of the enrol-server, the same for enrol.ini */
    const char *address;      /* numeric, to listen on */
    const char *passphrase;   /* of the opening key's file; NULL: it is not encrypted */
    int64_t now_utc;
};

/* All of it or nothing: it is built beside and renamed into place. */
bool init_office(const struct init_order *order, struct error *error) MUST_USE;

#endif
