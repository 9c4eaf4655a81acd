/*
 * Enrolling by invitation: the office's server is known by what the invitation
 * and the signed bundle in it say, never by first sight; the one-time code goes to
 * nobody else; the certificate is judged before anything is put in place.
 */
#ifndef APP_STAFF_KIOSKCTL_INVITED_H
#define APP_STAFF_KIOSKCTL_INVITED_H

#include "app/enrolment/code.h"
#include "app/enrolment/invitation.h"
#include "app/local/enrol_problem.h"
#include "app/staff/kioskctl/enrol.h"
#include "platform/base/clock.h"

/* The port of the invitation's URL, for the sandbox. */
uint16_t invited_port(const struct invitation *invitation);

/*
 * `code` as enrol_code_parse gives it. On success key, certificate and bundle are in their places and
 * *ends_utc says when the certificate ends. On failure only client.key may be new: the same call can
 * be made again, with the same code; *problem says what it was in a word.
 */
bool invited_enrol(const struct enrol_place *place, const struct invitation *invitation,
                   const char *code, const struct clock_source *clock, int64_t *ends_utc,
                   enum enrol_problem *problem, struct error *error) MUST_USE;

#endif
