/* What a struct opening is, for the two files that make it up. */
#ifndef APP_CENTRAL_OPENING_OPENING_PARTS_H
#define APP_CENTRAL_OPENING_OPENING_PARTS_H

#include "app/central/opening/opening.h"
#include "platform/crypto/digest.h"

#include <sys/types.h>

struct opening {
    pid_t process;
    int jobs, plain, reports;          /* our ends */
    char written[2 * DIGEST_SIZE + 1]; /* SHA-256 of all plaintext so far, as the child says */
};

#endif
