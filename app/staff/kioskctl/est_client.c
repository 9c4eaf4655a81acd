#include "app/staff/kioskctl/est_client.h"

#include "platform/crypto/est_body.h"
#include "platform/http/client.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define SENTENCE_MAX 200u

struct est_client {
    struct loop *loop;
    struct http_client *http;
    const char *url; /* borrowed, as the clock */
    const struct clock_source *clock;
    /* of the call under way */
    bool over;
    enum enrol_problem problem; /* of the last question */
    struct certificate *certificate;
    struct error error;
};

struct est_client *est_client_create(const char *url, const char *root_pem,
                                     const struct clock_source *clock, struct error *error)
{
    const struct http_client_settings settings = {.url = url, .root_pem = root_pem};
    struct est_client *client = calloc(1, sizeof *client);
    if (client == NULL) {
        error_set(error, ERROR_MEMORY, "no memory to enrol");
        return NULL;
    }
    client->url = url;
    client->clock = clock;
    client->loop = loop_create(clock, error);
    if (client->loop != NULL) {
        client->http = http_client_create(client->loop, &settings, error);
    }
    if (client->http != NULL) {
        return client;
    }
    est_client_destroy(client);
    return NULL;
}

void est_client_destroy(struct est_client *client)
{
    if (client == NULL) {
        return;
    }
    http_client_destroy(client->http);
    loop_destroy(client->loop);
    free(client);
}

/* ---- the answer -------------------------------------------------------------- */

/* The server's sentence, on one line and of letters that a terminal takes for nothing else. */
static void copy_sentence(const struct http_reply *reply, char text[static SENTENCE_MAX + 1])
{
    size_t length = 0;
    while (length < reply->length && length < SENTENCE_MAX && isprint(reply->body[length])) {
        text[length] = (char)reply->body[length];
        length++;
    }
    text[length] = '\0';
}

static enum enrol_problem problem_of(int status)
{
    switch (status) {
    case 401:
        return ENROL_CODE_WRONG;
    case 409:
        return ENROL_CODE_USED;
    case 410:
        return ENROL_ENDED;
    case 400:
    case 403:
    case 429:
        return ENROL_REFUSED;
    default:
        return ENROL_NOT_REACHED;
    }
}

static bool explain(struct est_client *client, const struct http_reply *reply, struct error *error)
{
    char text[SENTENCE_MAX + 1];
    copy_sentence(reply, text);
    client->problem = problem_of(reply->status);
    switch (client->problem) {
    case ENROL_CODE_WRONG:
        return error_set(error, ERROR_REFUSED,
                         "the office does not know this code for this kiosk: have it read once "
                         "more and try again");
    case ENROL_NOT_REACHED:
        return error_set(error, ERROR_UNAVAILABLE,
                         "%s answered %d, as no enrol-server does: check the address with the "
                         "office, then try again",
                         client->url, reply->status);
    default:
        return error_set(error, ERROR_REFUSED, "the office refuses: %s", text);
    }
}

/* A certificate is judged by the clock: one that is wrong makes every server a false one. */
static bool explain_transport(struct est_client *client, const struct error *from,
                              struct error *error)
{
    client->problem = from->kind == ERROR_REFUSED ? ENROL_NOT_TRUSTED : ENROL_NOT_REACHED;
    char now[CLOCK_TEXT_SIZE];
    clock_format(clock_utc(client->clock), now);
    if (from->kind == ERROR_REFUSED) {
        return error_set(
            error, ERROR_REFUSED,
            "%s is not the server that the invitation names, and no code was sent: see "
            "whether this kiosk's clock is right (it says %s), else tell the office "
            "(%s)",
            client->url, now, from->text);
    }
    return error_set(error, from->kind, "%s; check the network, then try again", from->text);
}

static void answered(void *context, const struct http_reply *reply, const struct error *error)
{
    struct est_client *client = context;
    struct certificate *certificates[CERTIFICATES_MAX];
    size_t count = 0;
    client->over = true;
    if (error != NULL) {
        (void)explain_transport(client, error, &client->error);
    } else if (reply->status != 200 || strcmp(reply->content_type, EST_CERTIFICATES_NAME) != 0) {
        (void)explain(client, reply, &client->error);
    } else if (est_certificates_decode(reply->body, reply->length, certificates, &count,
                                       &client->error)) {
        client->certificate = certificates[0];
        for (size_t i = 1; i < count; i++) {
            certificate_destroy(certificates[i]);
        }
    } else {
        error_prefix(&client->error, "%s", client->url);
    }
}

static struct certificate *ask(struct est_client *client, const struct http_client_request *request,
                               struct error *error)
{
    client->over = false;
    client->certificate = NULL;
    client->problem = ENROL_FAILED;
    bool fine = http_client_ask(client->http, request, answered, client, error);
    while (fine && !client->over) {
        fine = loop_once(client->loop, true, error);
    }
    if (fine && client->certificate == NULL) {
        error_set(error, client->error.kind, "%s", client->error.text);
    }
    return client->certificate;
}

enum enrol_problem est_client_problem(const struct est_client *client)
{
    return client->problem;
}

/* ---- the questions ------------------------------------------------------------- */

struct certificate *est_client_authority(struct est_client *client, struct error *error)
{
    const struct http_client_request request = {.path = EST_PATH_CACERTS};
    return ask(client, &request, error);
}

struct certificate *est_client_enroll(struct est_client *client,
                                      const struct certificate_request *request,
                                      const char *kiosk_id, const char *code, struct error *error)
{
    struct buffer body;
    struct certificate *certificate = NULL;
    buffer_init(&body, EST_REQUEST_MAX);
    if (est_request_encode(request, &body, error)) {
        const struct http_client_request asked = {.path = EST_PATH_ENROLL,
                                                  .content_type = EST_REQUEST_TYPE,
                                                  .body = body.data,
                                                  .length = body.length,
                                                  .user = kiosk_id,
                                                  .password = code};
        certificate = ask(client, &asked, error);
    }
    buffer_finish(&body);
    return certificate;
}
