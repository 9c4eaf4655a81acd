#include "app/wire/batch.h"

#include "platform/crypto/certificate.h"

#include <string.h>

#define SIGNED_BYTES_MAX 512u

bool batch_verify(const struct batch *batch, const struct certificate *certificate,
                  struct error *error)
{
    struct buffer bytes;
    bool fine;

    if (memcmp(batch->header.certificate_digest, certificate_fingerprint(certificate),
               CHAIN_HASH_SIZE) != 0) {
        return error_set(error, ERROR_REFUSED,
                         "batch: it is signed by another certificate than that of %s",
                         certificate_name(certificate));
    }
    buffer_init(&bytes, SIGNED_BYTES_MAX);
    fine = batch_signed_bytes(&batch->header, batch->count, batch->last_link, &bytes, error) &&
           certificate_verify_signature(certificate, bytes.data, bytes.length, batch->signature,
                                        batch->signature_length, error);
    buffer_finish(&bytes);
    return fine;
}
