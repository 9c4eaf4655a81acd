/* Certificate requests, platform/crypto/request.h: what is taken can be signed. */
#include "platform/crypto/issue.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

FUZZ_TARGET(certificate_request)
{
    const struct certificate_order order = {
        .purpose = PURPOSE_TLS_CLIENT, .name = FUZZ_KIOSK, .not_before = FUZZ_NOW, .days = 1};
    struct certificate_request *request = request_parse(data, size, NULL);
    const struct fuzz_pair *issuer = fuzz_pair("site-signer");
    uint8_t fingerprint[DIGEST_SIZE];

    if (request == NULL)
        return 0;
    fuzz_must(request_fingerprint(request, fingerprint, NULL));
    certificate_destroy(issue_certificate(request, &order, issuer->certificate, issuer->key, NULL));
    request_destroy(request);
    return 0;
}
