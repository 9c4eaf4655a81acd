/* Certificates, platform/crypto/certificate.h: read, judged for every purpose, written and read again. */
#include "platform/crypto/certificate.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

#include <string.h>

FUZZ_TARGET(certificate)
{
    struct certificate *certificate = certificate_parse(data, size, NULL);
    struct certificate *again;
    struct buffer der;

    if (certificate == NULL)
        return 0;
    buffer_init(&der, CERTIFICATE_FILE_MAX);
    fuzz_must(strlen(certificate_name(certificate)) <= CERTIFICATE_NAME_MAX);
    for (int purpose = PURPOSE_AUTHORITY; purpose <= PURPOSE_SIGNING; purpose++)
        fuzz_try(certificate_verify(certificate, fuzz_root("issuing"),
                                    (enum certificate_purpose)purpose, FUZZ_NOW, NULL));
    fuzz_must(certificate_encode_der(certificate, &der, NULL));
    again = certificate_parse(der.data, der.length, NULL);
    fuzz_must(again != NULL && memcmp(certificate_fingerprint(again),
                                      certificate_fingerprint(certificate), DIGEST_SIZE) == 0);
    certificate_destroy(again);
    certificate_destroy(certificate);
    buffer_finish(&der);
    return 0;
}
