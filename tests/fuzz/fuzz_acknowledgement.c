/* The content of a signed acknowledgement, app/wire/acknowledgement.h, and its bytes as they are. */
#include "app/wire/acknowledgement.h"
#include "platform/crypto/signed_file.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

FUZZ_TARGET(acknowledgement)
{
    const struct fuzz_pair *signer = fuzz_pair("acknowledging");
    const struct trust *trust = fuzz_root("authority");
    struct acknowledgement read;
    struct buffer file;

    buffer_init(&file, ACKNOWLEDGEMENT_BYTES_MAX);
    fuzz_try(acknowledgement_verify("file", data, size, trust, FUZZ_NOW, &read, NULL));
    acknowledgement_finish(&read);
    if (size > 0 && signed_file_make(data, size, signer->certificate, signer->key, &file, NULL)) {
        if (acknowledgement_verify("file", file.data, file.length, trust, FUZZ_NOW, &read, NULL))
            fuzz_must(chain_kiosk_id_is_valid(read.kiosk_id) &&
                      read.answer.count <= BATCH_RECORDS_MAX);
        else
            fuzz_must(read.kiosk_id[0] == '\0' && read.answer.count == 0);
        acknowledgement_finish(&read);
    }
    buffer_finish(&file);
    return 0;
}
