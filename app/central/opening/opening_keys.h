/* The opening keys of a folder, and the authority whose kiosks are believed. */
#ifndef APP_CENTRAL_OPENING_OPENING_KEYS_H
#define APP_CENTRAL_OPENING_OPENING_KEYS_H

#include "platform/opening/opening.h"

#define OPENING_KEYS_MAX 16

struct opening_keys {
    struct opener *openers[OPENING_KEYS_MAX];
    size_t count;
    struct trust *kiosks;
};

/* Every NAME.key, or NAME.token (platform/token) of a key that is in a token, with its NAME.pem, at least one,
 * and issuing.pem. `passphrases` is asked for each key that is encrypted, and for each token's PIN. */
bool opening_keys_load(struct opening_keys *keys, const char *folder,
                       const struct passphrase_source *passphrases, struct error *error) MUST_USE;
void opening_keys_finish(struct opening_keys *keys); /* zeroed ones are fine */

/* Opens with whichever key it was sealed to. As opener_open. */
bool opening_keys_open(const struct opening_keys *keys, const void *sealed, size_t length,
                       struct buffer *plain, struct error *error) MUST_USE;

#endif
