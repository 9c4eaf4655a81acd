/* The list of refused kiosks, app/central/receive/admission.h: a line of its own with the id refuses it. */
#include "app/central/receive/admission.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

#include <string.h>

FUZZ_TARGET(refused)
{
    static const char line[] = FUZZ_KIOSK "\n";
    const struct certificate *kiosk = fuzz_pair("kiosk")->certificate;
    struct admission *admission =
        admission_load(fuzz_path("crl.pem"), fuzz_file("refused", data, size),
                       fuzz_pair("authority")->certificate, NULL);

    if (admission == NULL)
        return 0;
    if (size >= sizeof line - 1 && memcmp(data, line, sizeof line - 1) == 0)
        fuzz_must(admission_refuses(admission, kiosk) != NULL);
    if (size == 0)
        fuzz_must(admission_refuses(admission, kiosk) == NULL);
    fuzz_must(admission_summarise(admission).refused <= size);
    admission_destroy(admission);
    return 0;
}
