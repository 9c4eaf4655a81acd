#include "app/screen/showroom/example_site.h"

#include "platform/crypto/issue.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

#define KIOSK    "0417"
#define FROM_UTC 1767225600 /* 2026-01-01 */

struct pair {
    struct private_key *key;
    struct certificate *certificate;
};

/* `issuer` NULL: a root. */
static bool make_pair(struct pair *pair, const struct pair *issuer,
                      enum certificate_purpose purpose, const char *name, struct error *error)
{
    struct certificate_order order = {
        .purpose = purpose, .name = name, .not_before = FROM_UTC, .days = 3650};
    pair->key = private_key_create(error);
    if (pair->key == NULL) {
        return false;
    }
    if (issuer == NULL) {
        pair->certificate = issue_root(pair->key, &order, error);
        return pair->certificate != NULL;
    }
    struct certificate_request *request = request_create(pair->key, name, error);
    if (request != NULL) {
        pair->certificate =
            issue_certificate(request, &order, issuer->certificate, issuer->key, error);
    }
    request_destroy(request);
    return pair->certificate != NULL;
}

static void finish_pair(struct pair *pair)
{
    private_key_destroy(pair->key);
    certificate_destroy(pair->certificate);
}

static json_t *pem_of(const struct pair *pair)
{
    struct buffer pem;
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    json_t *text = certificate_encode_pem(pair->certificate, &pem, NULL)
                       ? json_string(buffer_text(&pem))
                       : NULL;
    buffer_finish(&pem);
    return text;
}

static json_t *notice_of(const char *const parts[5])
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "authority", parts[0], "purpose", parts[1],
                     "routine_uses", parts[2], "voluntary", parts[3], "without", parts[4]);
}

static json_t *notices(const char *given)
{
    static const char *const english[5] = {
        "The example law, 1 U.S.C. 1, lets this office ask these questions.",
        "We use your answers to tell you when a person in custody is moved or released, and to "
        "give you the other help you ask for.",
        "Your answers may go to the company that makes the calls for us, to a court that orders "
        "it, and to people in this office who help you. They do not go to anybody else.",
        "You do not have to answer. Nothing bad happens if you do not.",
        "Without a way to reach you, we cannot tell you. You can call us at any time.",
    };
    static const char *const spanish[5] = {
        "La ley de ejemplo, 1 U.S.C. 1, permite a esta oficina hacer estas preguntas.",
        "Usamos sus respuestas para avisarle cuando trasladan o liberan a una persona detenida, "
        "y para darle la otra ayuda que usted pida.",
        "Sus respuestas pueden ir a la empresa que hace las llamadas por nosotros, a un tribunal "
        "que lo ordene y a las personas de esta oficina que le ayudan. No van a nadie más.",
        "No tiene que contestar. No pasa nada malo si no contesta.",
        "Sin una forma de contactarle no podemos avisarle. Puede llamarnos en cualquier momento.",
    };
    const char *const same[5] = {given, given, given, given, given};
    return json_pack("{s:o, s:o}", "en", notice_of(given != NULL ? same : english), "es",
                     notice_of(given != NULL ? same : spanish));
}

static json_t *content(const struct pair *root, const struct pair *sealing,
                       const struct pair *kiosk, const char *notice_text)
{
    json_t *site = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:o}", "site", "example", "place",
                             "Lobby", "time_zone", "America/Detroit", "agency",
                             "Example Alert Office", "hotline", "1-800-555-0100", "news_days", 5,
                             "omb_number", "0000-0000", "notices", notices(notice_text));
    return json_pack("{s:i, s:s, s:s, s:o, s:{s:[o], s:o, s:[o], s:o}}", "format", 1, "kiosk",
                     KIOSK, "issued_utc", "2026-11-02T12:00:00Z", "site", site, "trust",
                     "tls_roots", pem_of(root), "sealing_root", pem_of(root), "sealing",
                     pem_of(sealing), "kiosk_certificate", pem_of(kiosk));
}

struct site *example_site(const char *notice, struct error *error)
{
    struct pair root = {0};
    struct pair sealing = {0};
    struct pair kiosk = {0};
    struct site *site = NULL;
    if (make_pair(&root, NULL, PURPOSE_AUTHORITY, "Example root", error) &&
        make_pair(&sealing, &root, PURPOSE_SEALING, "Example sealing", error) &&
        make_pair(&kiosk, &root, PURPOSE_TLS_CLIENT, KIOSK, error)) {
        json_t *object = content(&root, &sealing, &kiosk, notice);
        char *json = object != NULL ? json_dumps(object, 0) : NULL;
        if (json != NULL) {
            site = site_parse("the example site", json, strlen(json), error);
        } else {
            (void)error_set(error, ERROR_MEMORY, "no memory for the example site");
        }
        free(json);
        json_decref(object);
    }
    finish_pair(&root);
    finish_pair(&sealing);
    finish_pair(&kiosk);
    return site;
}
