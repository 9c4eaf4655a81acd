/* The asking side of EST for a kiosk without a certificate (RFC 7030, 4.1 and 4.2), one call after the other. */
#ifndef APP_STAFF_KIOSKCTL_EST_CLIENT_H
#define APP_STAFF_KIOSKCTL_EST_CLIENT_H

#include "app/local/enrol_problem.h"
#include "platform/base/clock.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/request.h"

struct est_client; /* opaque */

/* `root_pem` is the only root that the server at `url` may stand under; nothing is asked yet. */
struct est_client *est_client_create(const char *url, const char *root_pem,
                                     const struct clock_source *clock,
                                     struct error *error) MUST_USE;
void est_client_destroy(struct est_client *client); /* NULL is fine */

/* The authority that signs kiosks' certificates. Waits for at most a minute, as the next. */
struct certificate *est_client_authority(struct est_client *client, struct error *error) MUST_USE;

/* What the office gives for the request, the kiosk's id and its code; not judged. ERROR_REFUSED when it
 * does not: the sentence says why. */
struct certificate *est_client_enroll(struct est_client *client,
                                      const struct certificate_request *request,
                                      const char *kiosk_id, const char *code,
                                      struct error *error) MUST_USE;

/* Why the last question failed. */
enum enrol_problem est_client_problem(const struct est_client *client);

#endif
