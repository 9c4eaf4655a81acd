#include "tests/support/lib/issuing_bed.h"

#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool issuing_bed_start(struct issuing_bed *bed)
{
    office_folder_start(&bed->office);
    snprintf(bed->folder, sizeof bed->folder, "%s/issuing", bed->office.office);
    bed->desk = (struct issuing){.folder = bed->folder, .days = 365};
    if (!office_load(bed->folder, "issuing", &bed->desk.authority, NULL))
        return false;
    char command[256];
    snprintf(command, sizeof command,
             "sed -i 's|^url = .*|url = https://localhost:8444|' %s/enrol.ini", bed->folder);
    return system(command) == 0;
}

void issuing_bed_stop(struct issuing_bed *bed)
{
    office_pair_finish(&bed->desk.authority);
    office_folder_stop(&bed->office);
}

void issuing_bed_invite(struct issuing_bed *bed, const char *kiosk, bool again,
                        char code[static ENROL_CODE_SIZE])
{
    char output[128];
    int64_t ends = 0;
    struct error error = {0};
    snprintf(output, sizeof output, "%s/%s.invitation", bed->office.folder, kiosk);
    const struct invite_order order = {.office = bed->office.office,
                                       .kiosk_id = kiosk,
                                       .site = "docs/examples/site.json",
                                       .output = output,
                                       .days = 7,
                                       .again = again,
                                       .now_utc = bed->office.now};
    if (!invite_kiosk(&order, code, &ends, &error))
        fail_msg("%s", error.text);
    assert_int_equal(ends, bed->office.now + 7 * DAY);
}

enum issuing_outcome issuing_bed_ask(struct issuing_bed *bed, const struct private_key *key,
                                     const char *kiosk, const char *code, int64_t later,
                                     struct certificate **made)
{
    struct error error = {0};
    struct certificate_request *request = request_create(key, "another name", NULL);
    enum issuing_outcome outcome =
        issuing_by_code(&bed->desk, request, kiosk, code, bed->office.now + later, made, &error);
    assert_int_equal(outcome == ISSUING_DONE, *made != NULL);
    assert_int_equal(outcome == ISSUING_DONE, error.kind == ERROR_NONE);
    assert_null(strstr(error.text, code));
    request_destroy(request);
    return outcome;
}

enum issuing_outcome issuing_bed_ask_only(struct issuing_bed *bed, const struct private_key *key,
                                          const char *kiosk, const char *code, int64_t later)
{
    struct certificate *made = NULL;
    enum issuing_outcome outcome = issuing_bed_ask(bed, key, kiosk, code, later, &made);
    certificate_destroy(made);
    return outcome;
}

enum issuing_outcome issuing_bed_again(struct issuing_bed *bed, const struct private_key *key,
                                       const char *name, const struct certificate *peer,
                                       int64_t later, struct certificate **made)
{
    struct error error = {0};
    struct certificate_request *request = request_create(key, name, NULL);
    enum issuing_outcome outcome =
        issuing_by_certificate(&bed->desk, request, peer, bed->office.now + later, made, &error);
    request_destroy(request);
    return outcome;
}

struct certificate *issuing_bed_enrolled(struct issuing_bed *bed, const char *kiosk,
                                         const struct private_key *key)
{
    char code[ENROL_CODE_SIZE];
    struct certificate *made = NULL;
    issuing_bed_invite(bed, kiosk, false, code);
    assert_int_equal(issuing_bed_ask(bed, key, kiosk, code, 0, &made), ISSUING_DONE);
    return made;
}
