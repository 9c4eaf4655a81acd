/* Certificate requests, platform/crypto/request.h: what is taken can be signed. */
#include "platform/crypto/issue.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

#include <string.h>

FUZZ_TARGET(certificate_request)
{
    const struct certificate_order order = {
        .purpose = PURPOSE_TLS_CLIENT, .name = FUZZ_KIOSK, .not_before = FUZZ_NOW, .days = 1};
    struct certificate_request *request = request_parse(data, size, NULL);
    const struct fuzz_pair *issuer = fuzz_pair("authority");
    uint8_t fingerprint[DIGEST_SIZE];
    struct certificate *made;

    if (request == NULL)
        return 0;
    fuzz_must(request_fingerprint(request, fingerprint, NULL));
    made = issue_certificate(request, &order, issuer->certificate, issuer->key, NULL);
    fuzz_must(made != NULL && strcmp(certificate_name(made), FUZZ_KIOSK) == 0);
    certificate_destroy(made);
    request_destroy(request);
    return 0;
}
