/* A file of several certificates, and roots made of them, platform/crypto/certificate.h. */
#include "platform/crypto/certificate.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(trust)
{
    struct certificate *certificates[CERTIFICATES_MAX] = {NULL};
    const char *path = fuzz_file("roots.pem", data, size);
    size_t count = 0;

    if (certificate_load_all(path, certificates, &count, NULL))
        fuzz_must(count >= 1 && count <= CERTIFICATES_MAX);
    else
        fuzz_must(count == 0);
    for (size_t i = 0; i < count; i++)
        certificate_destroy(certificates[i]);
    trust_destroy(trust_load(path, NULL));
    return 0;
}
