/* EST over HTTP (RFC 7030): which path asks the desk (issuing.h) what, and how its verdict is answered. */
#ifndef APP_CENTRAL_ISSUING_EST_H
#define APP_CENTRAL_ISSUING_EST_H

#include "app/central/issuing/issuing.h"
#include "platform/http/server.h"

/* The list of what was revoked, in PEM, for the hosts of receivers: GET by whoever asks. */
#define EST_PATH_LIST "/crl.pem"

/*
 * One request. 200 with certificates, or that list; 202 is never said. 400 not a request for a P-256 key that its key
 * signed, 401 no code or one that does not fit, 403 refused, 404, 405, 415, 429 too many, 500; then the
 * body is one sentence in plain text.
 */
void est_answer(const struct issuing *issuing, const struct http_request *request, int64_t now_utc,
                struct http_answer *answer);

#endif
