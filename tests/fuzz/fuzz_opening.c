/* Opening a sealed request, platform/opening/opening.h: nothing comes out that was changed. */
#include "platform/base/secret.h"
#include "platform/opening/opening.h"
#include "platform/seal/envelope.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

FUZZ_TARGET(opening)
{
    static struct opener *opener;
    struct buffer plain;
    struct error error = {0};
    struct envelope envelope;

    fuzz_must(secret_start(NULL));
    (void)fuzz_pair("opening"); /* leaves a copy of its key */
    if (opener == NULL)
        opener = opener_load(fuzz_path("office.key"), fuzz_office_path("opening.pem"), NULL, NULL);
    fuzz_must(opener != NULL);
    buffer_init_secret(&plain, SEAL_PLAIN_MAX);
    if (opener_open(opener, data, size, &plain, &error))
        fuzz_must(envelope_read(data, size, &envelope, NULL) &&
                  plain.length == envelope.content_length);
    else
        fuzz_must(plain.length == 0 && error.kind != ERROR_NONE);
    buffer_finish(&plain);
    return 0;
}
