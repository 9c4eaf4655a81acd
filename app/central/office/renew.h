/*
 * New keys in place of ones that end: made beside the old ones under the next
 * free number, never over them, since requests sealed to an old opening key
 * must still open. Needs the offline roots.
 */
#ifndef APP_CENTRAL_OFFICE_RENEW_H
#define APP_CENTRAL_OFFICE_RENEW_H

#include "platform/crypto/key.h"

#include <stdint.h>

#define RENEW_NAME_SIZE 64

struct renew_order {
    const char *office;
    const char *what;       /* "server", "opening", "signing", "acknowledging" */
    const char *hosts;      /* for a server: names, comma-separated */
    const char *passphrase; /* for opening: of the key's file; NULL: it is not encrypted */
    /* For opening: a key pair that was made in a token, of which the public half is certified, and the file
     * that says where it is (platform/token), which is copied; NULL: a key is made here. */
    const struct private_key *token_key;
    const char *token_file;
    int64_t now_utc;
};

/* `made` says which pair was made, as "open/opening-2". A new sealing certificate is put into
 * public/sealing/ too, and goes into every bundle from now on. */
bool renew_key(const struct renew_order *order, char made[static RENEW_NAME_SIZE],
               struct error *error) MUST_USE;

#endif
