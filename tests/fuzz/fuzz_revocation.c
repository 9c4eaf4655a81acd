/* A revocation list, platform/crypto/revocation.h. */
#include "platform/crypto/revocation.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

FUZZ_TARGET(revocation)
{
    struct revocation_list *list = revocation_list_load(fuzz_file("crl.pem", data, size),
                                                        fuzz_pair("authority")->certificate, NULL);

    if (list == NULL)
        return 0;
    (void)revocation_list_names(list, fuzz_pair("kiosk")->certificate);
    (void)revocation_list_names(list, fuzz_pair("authority")->certificate);
    (void)revocation_list_count(list);
    fuzz_must(revocation_list_next(list) >= revocation_list_made(list));
    revocation_list_destroy(list);
    return 0;
}
