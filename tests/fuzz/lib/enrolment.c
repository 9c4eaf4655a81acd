#include "tests/fuzz/lib/enrolment.h"

#include "app/central/issuing/invitation_record.h"
#include "app/enrolment/code.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>
#include <unistd.h>

#define DAY 86400

const struct issuing *fuzz_issuing(void)
{
    static struct issuing issuing;
    struct invitation_record record = {.made_utc = FUZZ_NOW - DAY, .ends_utc = FUZZ_NOW + DAY};

    (void)unlink(fuzz_path("kiosks/" FUZZ_KIOSK ".json"));
    issuing.folder = fuzz_folder();
    issuing.authority.key = fuzz_pair("authority")->key;
    issuing.authority.certificate = fuzz_pair("authority")->certificate;
    issuing.days = 30;
    fuzz_must(enrol_code_digest(FUZZ_KIOSK, FUZZ_CODE, record.code, NULL));
    fuzz_must(invitation_record_save(issuing.folder, FUZZ_KIOSK, &record, NULL));
    return &issuing;
}

void fuzz_set_enrolment_client(struct http_request *request)
{
    if (strstr(request->path, "reenroll") == NULL)
        return;
    request->client = fuzz_pair("kiosk")->certificate;
    request->certificate_expired = strstr(request->path, "expired") != NULL;
}

bool fuzz_gives_certificates(const struct http_answer *answer)
{
    struct certificate *certificates[CERTIFICATES_MAX];
    size_t count = 0;
    bool ours = true;

    if (!est_certificates_decode(answer->body.data, answer->body.length, certificates, &count,
                                 NULL))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *name = certificate_name(certificates[i]);

        ours = ours && (strcmp(name, FUZZ_KIOSK) == 0 || strcmp(name, "Authority") == 0);
        certificate_destroy(certificates[i]);
    }
    return ours && count > 0;
}
