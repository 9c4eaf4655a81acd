/* Files of private keys, platform/crypto/key.h: what is taken signs. */
#include "platform/crypto/key.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(private_key)
{
    struct private_key *key = private_key_load(fuzz_file("fuzz.key", data, size), NULL);
    uint8_t signature[SIGNATURE_MAX];
    size_t length;

    if (key != NULL)
        fuzz_must(private_key_sign(key, "x", 1, signature, &length, NULL));
    private_key_destroy(key);
    return 0;
}
