/* A desk that issues certificates, as it was an input ago: kiosk FUZZ_KIOSK is invited, nobody enrolled. */
#ifndef TESTS_FUZZ_LIB_ENROLMENT_H
#define TESTS_FUZZ_LIB_ENROLMENT_H

#include "app/central/issuing/issuing.h"
#include "platform/crypto/est_body.h"
#include "platform/http/server.h"
#include "tests/fuzz/lib/office.h"

#define FUZZ_CODE "0000000000000000" /* 16 symbols; the last is the check symbol of the others */

const struct issuing *fuzz_issuing(void);
/* The kiosk's certificate where the path is for clients with one. */
void fuzz_set_enrolment_client(struct http_request *request);
/* Whether the body is certificates, each of that kiosk's or the authority. */
bool fuzz_gives_certificates(const struct http_answer *answer);

#endif
