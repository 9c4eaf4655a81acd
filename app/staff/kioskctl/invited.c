#include "app/staff/kioskctl/invited.h"

#include "app/staff/kioskctl/est_client.h"
#include "platform/base/file.h"
#include "platform/base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PORT_HTTPS 443

/* What enrolling works with. */
struct visit {
    const struct kiosk_paths *paths;
    const struct invitation *invitation;
    const struct clock_source *clock;
    struct site *site;
    struct buffer root_pem;
    struct private_key *key;
    struct certificate *certificate;
    enum enrol_problem problem;
};

uint16_t invited_port(const struct invitation *invitation)
{
    const char *host = strstr(invitation->url, "://");
    const char *colon = host != NULL ? strrchr(host + 3, ':') : NULL;
    unsigned long port =
        colon != NULL && strchr(colon, ']') == NULL ? strtoul(colon + 1, NULL, 10) : PORT_HTTPS;
    return port > 0 && port <= UINT16_MAX ? (uint16_t)port : PORT_HTTPS;
}

/* ---- the invitation ------------------------------------------------------------ */

static bool is_in_time(struct visit *visit, struct error *error)
{
    char ends[CLOCK_TEXT_SIZE];
    int64_t now = enrol_judging_time(visit->clock);
    if (now == CERTIFICATE_ANY_TIME || now < visit->invitation->ends_utc) {
        return true;
    }
    visit->problem = ENROL_ENDED;
    clock_format(visit->invitation->ends_utc, ends);
    return error_set(error, ERROR_REFUSED,
                     "the invitation ended %s: ask the central office for a new one", ends);
}

/* The root that the invitation names must be one that the signed bundle brings. */
static bool find_root(struct visit *visit, struct error *error)
{
    size_t count = 0;
    struct certificate *const *roots = site_tls_roots(visit->site, &count);
    for (size_t i = 0; i < count; i++) {
        if (memcmp(certificate_fingerprint(roots[i]), visit->invitation->tls_root, DIGEST_SIZE) ==
            0) {
            return certificate_encode_pem(roots[i], &visit->root_pem, error);
        }
    }
    return error_set(
        error, ERROR_REFUSED,
        "the invitation names another TLS root than its signed bundle brings: somebody "
        "changed it, tell the central office");
}

static bool open_invitation(struct visit *visit, struct error *error)
{
    const struct invitation *invitation = visit->invitation;
    visit->problem = ENROL_FALSE_FILE;
    visit->site =
        site_read("the invitation's bundle", invitation->bundle.data, invitation->bundle.length,
                  visit->paths->site_root, enrol_judging_time(visit->clock), error);
    if (visit->site == NULL) {
        return false;
    }
    if (strcmp(site_kiosk_id(visit->site), invitation->kiosk_id) != 0) {
        return error_set(error, ERROR_REFUSED,
                         "the invitation is for kiosk %s, its signed bundle for kiosk %s: somebody "
                         "changed it, tell the central office",
                         invitation->kiosk_id, site_kiosk_id(visit->site));
    }
    return is_in_time(visit, error) && find_root(visit, error) &&
           enrol_check_site(visit->paths, visit->site, "the invitation", error);
}

/* Every server is a false one to a clock that is wrong: before the bundle was made, or after a code that is
 * still good. */
static enum enrol_problem problem_of(const struct visit *visit, const struct est_client *client)
{
    enum enrol_problem problem = est_client_problem(client);
    int64_t now = clock_utc(visit->clock);
    bool wrong = now < site_issued_utc(visit->site) || now >= visit->invitation->ends_utc;
    return problem == ENROL_NOT_TRUSTED && wrong ? ENROL_CLOCK_WRONG : problem;
}

/* ---- the certificate ----------------------------------------------------------- */

static bool judge(const struct visit *visit, const struct certificate *authority,
                  struct error *error)
{
    struct trust *trust = trust_create(error);
    bool fine = trust != NULL && trust_add(trust, authority, error) &&
                certificate_verify(visit->certificate, trust, PURPOSE_TLS_CLIENT,
                                   enrol_judging_time(visit->clock), error);
    trust_destroy(trust);
    if (!fine) {
        return error_prefix(error, "what %s gave is not used", visit->invitation->url);
    }
    if (strcmp(certificate_name(visit->certificate), visit->invitation->kiosk_id) != 0) {
        return error_set(error, ERROR_REFUSED,
                         "%s gave a certificate of kiosk %s, and this is to be kiosk %s: tell the "
                         "central office",
                         visit->invitation->url, certificate_name(visit->certificate),
                         visit->invitation->kiosk_id);
    }
    return certificate_matches_key(visit->certificate, visit->key) ||
           error_set(error, ERROR_REFUSED,
                     "%s gave a certificate for another key than ours: tell the central office",
                     visit->invitation->url);
}

static bool fetch(struct visit *visit, const char *code, struct error *error)
{
    bool fine = false;
    const char *id = visit->invitation->kiosk_id;
    struct certificate *authority = NULL;
    struct certificate_request *request = NULL;
    struct est_client *client = est_client_create(
        visit->invitation->url, buffer_text(&visit->root_pem), visit->clock, error);
    if (client == NULL) {
        return false;
    }
    visit->problem = ENROL_FAILED;
    authority = est_client_authority(client, error);
    request = authority != NULL ? request_create(visit->key, id, error) : NULL;
    if (request != NULL) {
        visit->certificate = est_client_enroll(client, request, id, code, error);
        fine = visit->certificate != NULL && judge(visit, authority, error);
    }
    if (authority == NULL || (request != NULL && visit->certificate == NULL)) {
        visit->problem = problem_of(visit, client);
    } else if (request != NULL && !fine) {
        visit->problem = ENROL_NOT_TRUSTED;
    }
    request_destroy(request);
    certificate_destroy(authority);
    est_client_destroy(client);
    return fine;
}

/* ---- both ------------------------------------------------------------------------ */

static bool install(const struct visit *visit, struct error *error)
{
    char incoming[FILE_PATH_MAX];
    const struct buffer *bundle = &visit->invitation->bundle;
    if (!text_format(incoming, sizeof incoming, "%s.incoming", visit->paths->site)) {
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", visit->paths->site);
    }
    bool fine = file_write(incoming, bundle->data, bundle->length, 0644, error) &&
                enrol_put_in_place(visit->paths, visit->certificate, incoming, error);
    if (!fine) {
        (void)unlink(incoming);
    }
    return fine;
}

bool invited_enrol(const struct enrol_place *place, const struct invitation *invitation,
                   const char *code, const struct clock_source *clock, int64_t *ends_utc,
                   enum enrol_problem *problem, struct error *error)
{
    struct visit visit = {.paths = place->paths, .invitation = invitation, .clock = clock};
    buffer_init(&visit.root_pem, CERTIFICATE_FILE_MAX);
    bool fine = open_invitation(&visit, error);
    if (fine) {
        visit.problem = ENROL_FAILED;
        visit.key = enrol_key(place, error);
        fine = visit.key != NULL && fetch(&visit, code, error);
    }
    if (fine) {
        visit.problem = ENROL_FAILED;
        fine = install(&visit, error);
    }
    if (fine) {
        *ends_utc = certificate_not_after(visit.certificate);
    }
    *problem = fine ? ENROL_FINE : visit.problem;
    certificate_destroy(visit.certificate);
    private_key_destroy(visit.key);
    site_destroy(visit.site);
    buffer_finish(&visit.root_pem);
    return fine;
}
