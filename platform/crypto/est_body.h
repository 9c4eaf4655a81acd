/*
 * The bodies of EST messages (RFC 7030 as corrected by RFC 8951): a
 * certificate request, or certificates and nothing else, in base64. Bytes in,
 * bytes out: HTTP and who may have what are the callers'.
 *
 *   operation          asks with                         is answered with (200)
 *   cacerts            GET                               the authority that signs kiosks' certificates
 *   simpleenroll       POST, Basic kiosk-id:code         the new certificate
 *   simplereenroll     POST, client certificate          the new certificate
 *   expired/…          POST, client certificate that     the new certificate
 *                      ended not long ago
 */
#ifndef PLATFORM_CRYPTO_EST_BODY_H
#define PLATFORM_CRYPTO_EST_BODY_H

#include "platform/crypto/certificate.h"
#include "platform/crypto/request.h"

/* RFC 7030, 3.2.2; "expired" is a label of ours in the place that it gives to labels. */
#define EST_PATH_CACERTS          "/.well-known/est/cacerts"
#define EST_PATH_ENROLL           "/.well-known/est/simpleenroll"
#define EST_PATH_REENROLL         "/.well-known/est/simplereenroll"
#define EST_PATH_REENROLL_EXPIRED "/.well-known/est/expired/simplereenroll"

/* Media types: of a request's body, and of an answer's, whole and without its parameter. */
#define EST_REQUEST_TYPE      "application/pkcs10"
#define EST_CERTIFICATES_TYPE "application/pkcs7-mime; smime-type=certs-only"
#define EST_CERTIFICATES_NAME "application/pkcs7-mime"

#define EST_REQUEST_MAX      16384u /* bytes of a request's body */
#define EST_CERTIFICATES_MAX 65536u /* bytes of an answer's body */

/* Appends the request in base64. */
bool est_request_encode(const struct certificate_request *request, struct buffer *body,
                        struct error *error) MUST_USE;
/* A request for a P-256 key that is signed by that key; errors as request_parse, ERROR_INPUT for what
 * is not base64 of DER, ERROR_LIMIT above EST_REQUEST_MAX. */
struct certificate_request *est_request_decode(const void *body, size_t length,
                                               struct error *error) MUST_USE;

/* Appends base64 of a CMS SignedData that holds certificates[0..count) and no signature (certs-only,
 * RFC 5751, 3.2.2); at least one. */
bool est_certificates_encode(const struct certificate *const *certificates, size_t count,
                             struct buffer *body, struct error *error) MUST_USE;
/* Fills certificates[0..*count) with one to CERTIFICATES_MAX of them; the caller destroys each. None of
 * them is judged. On failure *count is 0. */
bool est_certificates_decode(const void *body, size_t length,
                             struct certificate *certificates[static CERTIFICATES_MAX],
                             size_t *count, struct error *error) MUST_USE;

#endif
