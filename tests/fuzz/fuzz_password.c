/* The staff PIN's hash as it is stored, platform/crypto/password.h: a costly one is left out. */
#include "platform/crypto/password.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>
#include <string.h>

FUZZ_TARGET(password)
{
    char *text = fuzz_text(data, size);
    bool matches = true;

    if (strstr(text, "ln=10,r=1,p=1") == text + strlen("$scrypt$") || strstr(text, "ln=1") == NULL)
        fuzz_must(password_verify("246810", 6, text, &matches, NULL) || !matches);
    free(text);
    return 0;
}
