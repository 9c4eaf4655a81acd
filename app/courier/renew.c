#include "app/courier/renew.h"

#include "app/courier/backoff.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/crypto/est_body.h"
#include "platform/crypto/random.h"
#include "platform/http/client.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_SECONDS 3600 /* a clock that is set right must not wait for a timer of months */

struct renewal {
    struct renewal_settings settings;
    struct loop *loop;
    struct loop_timer timer;
    struct http_client *client; /* while it is asked */
    struct buffer request;
    struct backoff backoff;
    int64_t held_until; /* monotonic milliseconds: after a failure */
    int64_t next_utc;
    char error[ERROR_TEXT_MAX];
};

int64_t renewal_begins(const struct certificate *certificate)
{
    int64_t from = certificate_not_before(certificate);
    int64_t life = certificate_not_after(certificate) - from;
    const uint8_t *digest = certificate_fingerprint(certificate);
    uint32_t spread = (uint32_t)digest[0] << 16 | (uint32_t)digest[1] << 8 | digest[2];

    return from + life / 2 + (life / 6) * (int64_t)spread / (1 << 24);
}

/* ---- failing and waiting ---------------------------------------------------- */

static void tell(struct renewal *renewal)
{
    renewal->settings.changed(renewal->settings.context);
}

static void fail(struct renewal *renewal, const struct error *error, int64_t retry_after)
{
    uint64_t random = 0;
    int64_t wait;

    (void)!random_bytes(&random, sizeof random, NULL);
    wait = backoff_fail(&renewal->backoff, random, retry_after);
    renewal->held_until = clock_monotonic(renewal->settings.clock) + wait;
    renewal->next_utc = clock_utc(renewal->settings.clock) + wait / 1000;
    loop_timer_set(renewal->loop, &renewal->timer, wait);
    if (strcmp(renewal->error, error->text) != 0)
        log_warning("the certificate is not renewed: %s", error->text);
    (void)text_copy(renewal->error, sizeof renewal->error, error->text);
    tell(renewal);
}

static bool has_ended(const struct renewal *renewal)
{
    return clock_utc(renewal->settings.clock) >=
           certificate_not_after(identity_kept(renewal->settings.identity)->certificate);
}

static void fail_reply(struct renewal *renewal, const struct http_reply *reply)
{
    struct error error = {0};

    error_set(&error, ERROR_UNAVAILABLE, "%s answered %d%s", renewal->settings.server.url,
              reply->status,
              reply->status != 401 && reply->status != 403 ? ""
              : has_ended(renewal) ? ": this kiosk's certificate ended too long ago, or it is "
                                     "revoked; enrol the kiosk anew"
                                   : ": it does not renew this kiosk's certificate; enrol it anew");
    fail(renewal, &error, reply->retry_after_seconds);
}

/* ---- asking ------------------------------------------------------------------ */

static bool take(struct renewal *renewal, const struct http_reply *reply, struct error *error)
{
    struct certificate *certificates[CERTIFICATES_MAX];
    size_t count = 0;
    bool fine = est_certificates_decode(reply->body, reply->length, certificates, &count, error);

    fine = fine &&
           (count == 1 || error_set(error, ERROR_INPUT,
                                    "it sent %zu certificates in place "
                                    "of one",
                                    count)) &&
           identity_take(renewal->settings.identity, certificates[0], error);
    for (size_t i = 0; i < count; i++)
        certificate_destroy(certificates[i]);
    return fine;
}

static void answered(void *context, const struct http_reply *reply, const struct error *error)
{
    struct renewal *renewal = context;
    struct error trouble = {0};

    if (error != NULL) {
        fail(renewal, error, -1);
        return;
    }
    if (reply->status != 200 || strcmp(reply->content_type, EST_CERTIFICATES_NAME) != 0) {
        fail_reply(renewal, reply);
        return;
    }
    if (!take(renewal, reply, &trouble)) {
        error_prefix(&trouble, "%s", renewal->settings.server.url);
        fail(renewal, &trouble, -1);
        return;
    }
    log_info("a new certificate has come");
    backoff_succeed(&renewal->backoff);
    renewal->error[0] = '\0';
    loop_timer_set(renewal->loop, &renewal->timer, 0);
    tell(renewal);
}

static bool make_request(struct renewal *renewal, struct error *error)
{
    const struct private_key *key = identity_next_key(renewal->settings.identity, error);
    struct certificate_request *request =
        key == NULL ? NULL : request_create(key, renewal->settings.kiosk_id, error);

    buffer_clear(&renewal->request);
    bool fine = request != NULL && est_request_encode(request, &renewal->request, error);
    request_destroy(request);
    return fine;
}

static bool ask(struct renewal *renewal, struct error *error)
{
    const struct renewal_settings *settings = &renewal->settings;

    if (!make_request(renewal, error))
        return false;
    renewal->client =
        contact_open(&settings->server, renewal->loop, identity_kept(settings->identity), error);
    return renewal->client != NULL &&
           http_client_post(renewal->client,
                            has_ended(renewal) ? EST_PATH_REENROLL_EXPIRED : EST_PATH_REENROLL,
                            EST_REQUEST_TYPE, renewal->request.data, renewal->request.length,
                            answered, renewal, error);
}

/* ---- when -------------------------------------------------------------------- */

static void begin(struct renewal *renewal)
{
    struct error error = {0};

    if (!ask(renewal, &error))
        fail(renewal, &error, -1);
}

static void wait(struct renewal *renewal, int64_t until_utc, int64_t seconds)
{
    renewal->next_utc = until_utc;
    loop_timer_set(renewal->loop, &renewal->timer,
                   (seconds < LOOK_SECONDS ? seconds : LOOK_SECONDS) * 1000);
}

static void plan(struct renewal *renewal)
{
    const struct clock_source *clock = renewal->settings.clock;
    int64_t now = clock_utc(clock);
    int64_t due = renewal_begins(identity_kept(renewal->settings.identity)->certificate);
    int64_t held = (renewal->held_until - clock_monotonic(clock) + 999) / 1000;

    if (held > 0)
        wait(renewal, now + held, held);
    else if (now < due)
        wait(renewal, due, due - now);
    else if (now < renewal->settings.earliest_utc)
        wait(renewal, 0, LOOK_SECONDS);
    else
        begin(renewal);
}

static void look(struct renewal *renewal)
{
    if (renewal->client != NULL && http_client_is_busy(renewal->client))
        return;
    http_client_destroy(renewal->client);
    renewal->client = NULL;
    loop_timer_stop(&renewal->timer);
    renewal->next_utc = 0;
    if (!identity_has_next(renewal->settings.identity))
        plan(renewal);
    tell(renewal);
}

static void look_due(void *context)
{
    look(context);
}

/* From the loop: the caller may be an answer that our own client is handing over. */
void renewal_look(struct renewal *renewal)
{
    if (renewal->settings.server.url[0] != '\0')
        loop_timer_set(renewal->loop, &renewal->timer, 0);
}

struct renewal *renewal_create(struct loop *loop, const struct renewal_settings *settings,
                               struct error *error)
{
    struct renewal *renewal = calloc(1, sizeof *renewal);

    if (renewal == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for renewing");
        return NULL;
    }
    renewal->settings = *settings;
    renewal->loop = loop;
    renewal->backoff.least = settings->retry_least;
    renewal->backoff.most = settings->retry_most;
    renewal->timer = (struct loop_timer){.callback = look_due, .context = renewal};
    buffer_init(&renewal->request, EST_REQUEST_MAX);
    if (loop_add_timer(loop, &renewal->timer, error)) {
        renewal_look(renewal);
        return renewal;
    }
    renewal_destroy(renewal);
    return NULL;
}

void renewal_destroy(struct renewal *renewal)
{
    if (renewal == NULL)
        return;
    http_client_destroy(renewal->client);
    loop_remove_timer(renewal->loop, &renewal->timer);
    buffer_finish(&renewal->request);
    free(renewal);
}

/* ---- what is told ------------------------------------------------------------ */

enum renewal_stage renewal_stage(const struct renewal *renewal)
{
    const struct identity *identity = renewal->settings.identity;

    if (renewal->settings.server.url[0] == '\0')
        return RENEWAL_OFF;
    if (identity_has_next(identity))
        return RENEWAL_TRYING;
    return renewal_begins(identity_kept(identity)->certificate) > clock_utc(renewal->settings.clock)
               ? RENEWAL_PLANNED
               : RENEWAL_ASKING;
}

const char *renewal_stage_name(const struct renewal *renewal)
{
    static const char *const names[] = {"off", "planned", "asking", "trying"};
    return names[renewal_stage(renewal)];
}

int64_t renewal_next_utc(const struct renewal *renewal)
{
    return renewal->next_utc;
}

const char *renewal_error(const struct renewal *renewal)
{
    return renewal->error;
}
