/* The bodies of EST, platform/crypto/est_body.h: what is read is written and read again. */
#include "platform/crypto/est_body.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(est_body)
{
    struct certificate_request *request = est_request_decode(data, size, NULL);
    struct certificate *certificates[CERTIFICATES_MAX], *again[CERTIFICATES_MAX];
    size_t count = 0, counted = 0;
    struct buffer body;

    buffer_init(&body, 2 * EST_CERTIFICATES_MAX);
    if (request != NULL)
        fuzz_must(est_request_encode(request, &body, NULL));
    request_destroy(request);
    buffer_clear(&body);
    if (est_certificates_decode(data, size, certificates, &count, NULL)) {
        fuzz_must(count >= 1 && count <= CERTIFICATES_MAX);
        fuzz_must(est_certificates_encode((const struct certificate *const *)certificates, count,
                                          &body, NULL));
        fuzz_try(est_certificates_decode(body.data, body.length, again, &counted, NULL));
        fuzz_must(counted == count || body.length > EST_CERTIFICATES_MAX);
    }
    while (counted > 0)
        certificate_destroy(again[--counted]);
    while (count > 0)
        certificate_destroy(certificates[--count]);
    buffer_finish(&body);
    return 0;
}
