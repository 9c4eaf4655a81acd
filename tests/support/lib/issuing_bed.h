/*
 * An office and the desk of its enrol-server, asked for certificates. Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_ISSUING_BED_H
#define TESTS_SUPPORT_LIB_ISSUING_BED_H

#include "app/central/issuing/invite.h"
#include "app/central/issuing/issuing.h"
#include "tests/support/lib/office_folder.h"

#define DAY INT64_C(86400)

struct issuing_bed {
    struct office_folder office;
    struct issuing desk;
    char folder[96]; /* the office's "issuing" */
};

bool issuing_bed_start(struct issuing_bed *bed) MUST_USE;
void issuing_bed_stop(struct issuing_bed *bed);

/* For seven days; `again`: a kiosk that is there already. */
void issuing_bed_invite(struct issuing_bed *bed, const char *kiosk, bool again,
                        char code[static ENROL_CODE_SIZE]);

/* By a code, so many seconds `later`. *made is the caller's; NULL unless ISSUING_DONE. */
enum issuing_outcome issuing_bed_ask(struct issuing_bed *bed, const struct private_key *key,
                                     const char *kiosk, const char *code, int64_t later,
                                     struct certificate **made);
/* The same, without the certificate. */
enum issuing_outcome issuing_bed_ask_only(struct issuing_bed *bed, const struct private_key *key,
                                          const char *kiosk, const char *code, int64_t later);
/* By the certificate `peer`. */
enum issuing_outcome issuing_bed_again(struct issuing_bed *bed, const struct private_key *key,
                                       const char *name, const struct certificate *peer,
                                       int64_t later, struct certificate **made);

/* Invites, and asks: what the kiosk gets. */
struct certificate *issuing_bed_enrolled(struct issuing_bed *bed, const char *kiosk,
                                         const struct private_key *key);

#endif
