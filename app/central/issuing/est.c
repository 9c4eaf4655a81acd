#include "app/central/issuing/est.h"

#include "app/site/site.h"
#include "platform/base/base64.h"
#include "platform/base/hex.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/crypto/est_body.h"

#include <string.h>
#include <strings.h>

#define LATER_SECONDS   86400
#define CREDENTIALS_MAX 256u /* decoded "kiosk-id:code" */

static void say(struct http_answer *answer, int status, const char *sentence)
{
    answer->status = status;
    answer->content_type = "text/plain; charset=utf-8";
    buffer_clear(&answer->body);
    buffer_append_format(&answer->body, "%s\n", sentence);
    if (status == 401)
        answer->headers[0] = (struct http_header){
            "WWW-Authenticate", "Basic realm=\"one-time code of a kiosk\", charset=\"UTF-8\""};
    if (status == 429)
        answer->retry_after_seconds = LATER_SECONDS;
}

static void give(struct http_answer *answer, const struct certificate *certificate)
{
    struct error error = {0};
    if (!est_certificates_encode(&certificate, 1, &answer->body, &error)) {
        log_error("%s", error.text);
        say(answer, 500, "The answer could not be written.");
        return;
    }
    answer->status = 200;
    answer->content_type = EST_CERTIFICATES_TYPE;
}

/* As `revoke` made it: signed, and nobody's secret. */
static void give_list(const struct issuing *issuing, struct http_answer *answer)
{
    char path[FILE_PATH_MAX];
    struct error error = {0};
    if (office_path(path, issuing->folder, "crl.pem", &error) &&
        file_read(path, &answer->body, &error)) {
        answer->status = 200;
        answer->content_type = "application/x-pem-file";
    } else if (error.kind == ERROR_NOT_FOUND) {
        say(answer, 404, "Nothing was revoked yet.");
    } else {
        log_error("%s", error.text);
        say(answer, 500, "The list could not be read.");
    }
}

/* ---- who asks ---------------------------------------------------------------- */

/* "Basic base64(user:password)" (RFC 7617) into `text`, cut at the colon. */
static bool read_basic(const char *authorization, char text[static CREDENTIALS_MAX + 1],
                       const char **password)
{
    static const char scheme[] = "Basic ";
    struct buffer decoded;
    bool fine = strncasecmp(authorization, scheme, sizeof scheme - 1) == 0;
    buffer_init(&decoded, CREDENTIALS_MAX);
    if (fine) {
        const char *from = authorization + sizeof scheme - 1;
        fine = base64_decode(from, strlen(from), &decoded) &&
               text_copy(text, CREDENTIALS_MAX + 1, buffer_text(&decoded)) &&
               strlen(text) == decoded.length;
    }
    if (decoded.data != NULL)
        secret_wipe(decoded.data, decoded.capacity);
    buffer_finish(&decoded);
    char *colon = fine ? strchr(text, ':') : NULL;
    if (colon == NULL)
        return false;
    *colon = '\0';
    *password = colon + 1;
    return true;
}

static void tell(const struct http_request *from, const char *kiosk_id, const uint8_t *key,
                 const struct certificate *made)
{
    char fingerprint[2 * DIGEST_SIZE + 1], public_key[2 * DIGEST_SIZE + 1];
    hex_encode(certificate_fingerprint(made), DIGEST_SIZE, fingerprint);
    hex_encode(key, DIGEST_SIZE, public_key);
    log_info("%s from %s: kiosk %s has certificate %s for key %s", from->path, from->peer, kiosk_id,
             fingerprint, public_key);
}

/* Names from the network go into the log only where they can be a kiosk's. */
static const char *loggable(const char *kiosk_id)
{
    return site_kiosk_id_is_valid(kiosk_id) ? kiosk_id : "?";
}

static void answer_outcome(const struct http_request *from, const char *kiosk_id,
                           const struct certificate_request *request, enum issuing_outcome outcome,
                           const struct certificate *made, const struct error *error,
                           struct http_answer *answer)
{
    static const int statuses[] = {
        [ISSUING_DONE] = 200,  [ISSUING_UNKNOWN] = 401, [ISSUING_USED] = 409,
        [ISSUING_ENDED] = 410, [ISSUING_REFUSED] = 403, [ISSUING_LATER] = 429,
        [ISSUING_FAILED] = 500};
    uint8_t key[DIGEST_SIZE];
    if (outcome == ISSUING_DONE && request_fingerprint(request, key, NULL)) {
        give(answer, made);
        tell(from, kiosk_id, key, made);
        return;
    }
    log_warning("%s from %s, kiosk %s: %s", from->path, from->peer, loggable(kiosk_id),
                error->text);
    say(answer, statuses[outcome],
        outcome == ISSUING_FAILED ? "The office could not write this down: try again later."
                                  : error->text);
}

/* ---- the operations ------------------------------------------------------------ */

typedef void operation(const struct issuing *issuing, const struct http_request *from,
                       const struct certificate_request *request, int64_t now_utc,
                       struct http_answer *answer);

/* Whether a code is not looked at, whatever it is. Nothing is logged: each wrong one before it was. */
static bool must_wait(const struct issuing *issuing, const struct http_request *from,
                      const char *kiosk_id, int64_t now_utc, struct http_answer *answer)
{
    const int seconds = issuing->wrong != NULL
                            ? wrong_codes_wait(issuing->wrong, from->peer, kiosk_id, now_utc)
                            : 0;
    if (seconds == 0)
        return false;
    say(answer, 429, "");
    buffer_clear(&answer->body);
    buffer_append_format(&answer->body,
                         "Wrong codes came from here: the next one is looked at in %d seconds.\n",
                         seconds);
    answer->retry_after_seconds = seconds;
    return true;
}

static void enroll(const struct issuing *issuing, const struct http_request *from,
                   const struct certificate_request *request, int64_t now_utc,
                   struct http_answer *answer)
{
    char credentials[CREDENTIALS_MAX + 1] = "";
    const char *code = "";
    struct certificate *made = NULL;
    struct error error = {0};
    if (!read_basic(from->authorization, credentials, &code)) {
        say(answer, 401, "The kiosk's id and its one-time code are needed.");
        goto done;
    }
    if (must_wait(issuing, from, credentials, now_utc, answer))
        goto done;
    enum issuing_outcome outcome =
        issuing_by_code(issuing, request, credentials, code, now_utc, &made, &error);
    if (outcome == ISSUING_UNKNOWN && issuing->wrong != NULL)
        wrong_codes_note(issuing->wrong, from->peer, credentials, now_utc);
    answer_outcome(from, credentials, request, outcome, made, &error, answer);
done:
    certificate_destroy(made);
    secret_wipe(credentials, sizeof credentials);
}

static void reenroll_whoever(const struct issuing *issuing, const struct http_request *from,
                             const struct certificate_request *request, int64_t now_utc,
                             struct http_answer *answer)
{
    struct certificate *made = NULL;
    struct error error = {0};
    if (from->client == NULL) {
        say(answer, 401, "The kiosk's certificate is needed.");
        return;
    }
    enum issuing_outcome outcome =
        issuing_by_certificate(issuing, request, from->client, now_utc, &made, &error);
    answer_outcome(from, certificate_name(from->client), request, outcome, made, &error, answer);
    certificate_destroy(made);
}

static void reenroll(const struct issuing *issuing, const struct http_request *from,
                     const struct certificate_request *request, int64_t now_utc,
                     struct http_answer *answer)
{
    if (from->certificate_expired)
        say(answer, 403,
            "This certificate has ended: it is renewed at " EST_PATH_REENROLL_EXPIRED ".");
    else
        reenroll_whoever(issuing, from, request, now_utc, answer);
}

static void take(const struct issuing *issuing, const struct http_request *from, operation *run,
                 int64_t now_utc, struct http_answer *answer)
{
    struct error error = {0};
    if (strcmp(from->content_type, EST_REQUEST_TYPE) != 0) {
        say(answer, 415, "The body is a certificate request: " EST_REQUEST_TYPE ".");
        return;
    }
    struct certificate_request *request = est_request_decode(from->body, from->length, &error);
    if (request == NULL) {
        log_warning("%s from %s: %s", from->path, from->peer, error.text);
        say(answer, 400, error.text);
        return;
    }
    run(issuing, from, request, now_utc, answer);
    request_destroy(request);
}

void est_answer(const struct issuing *issuing, const struct http_request *request, int64_t now_utc,
                struct http_answer *answer)
{
    static const struct {
        const char *path;
        enum http_method method;
        operation *run; /* NULL: cacerts */
    } routes[] = {
        {EST_PATH_CACERTS, HTTP_GET, NULL},
        {EST_PATH_ENROLL, HTTP_POST, enroll},
        {EST_PATH_REENROLL, HTTP_POST, reenroll},
        {EST_PATH_REENROLL_EXPIRED, HTTP_POST, reenroll_whoever},
    };
    if (strcmp(request->path, EST_PATH_LIST) == 0 && request->method == HTTP_GET) {
        give_list(issuing, answer);
        return;
    }
    say(answer, 404, "There is nothing here.");
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (strcmp(request->path, routes[i].path) != 0)
            continue;
        buffer_clear(&answer->body);
        if (request->method != routes[i].method)
            say(answer, 405, "This is asked in another way.");
        else if (routes[i].run == NULL)
            give(answer, issuing->authority.certificate);
        else
            take(issuing, request, routes[i].run, now_utc, answer);
    }
}
