#include "app/courier/courier.h"

#include "app/courier/backoff.h"
#include "app/courier/delivery.h"
#include "app/courier/renew.h"
#include "app/courier/status.h"
#include "app/wire/batch.h"
#include "platform/base/known_time.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/crypto/random.h"
#include "platform/http/client.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPORT_MAX    16384u
#define CLOCK_SECONDS 30    /* between two looks at a clock that is wrong */
#define CLOCK_BEHIND  86400 /* seconds; certificates begin a day early for clocks that are behind */

struct courier {
    struct courier_settings settings;
    struct loop *loop;
    struct outbox *outbox; /* NULL after it failed: opened anew at the next try */
    struct http_client *client;
    unsigned turn; /* identity_turn of the pair that the client has */
    struct renewal *renewal;
    int watch;               /* inotify on the outbox folder */
    struct loop_timer retry; /* the next try after a failure, and the first look */
    struct loop_timer health;
    struct backoff backoff;
    int64_t held_until; /* monotonic milliseconds: the centre asked for time until then */
    bool poked;         /* during a request: look again after it */
    bool report_due;
    bool counted; /* status.counts are right but for what came and went since */
    struct reach reach;
    struct delivery delivery;
    struct buffer report;
    struct courier_status status;
};

static void look(struct courier *courier);

/* ---- what is told ---------------------------------------------------------- */

/* Once in full, then on from there. */
static void count_again(struct courier *courier, const struct outbox_outcome *done)
{
    struct outbox_counts *counts = &courier->status.counts;

    if (courier->outbox == NULL)
        return;
    courier->counted = courier->counted ? outbox_count_on(courier->outbox, done, counts, NULL)
                                        : outbox_count(courier->outbox, counts, NULL);
}

static void publish(struct courier *courier)
{
    count_again(courier, NULL);
    courier->status.unread = courier->reach.passed;
    courier->status.certificate_ends_utc =
        certificate_not_after(identity_kept(courier->settings.identity)->certificate);
    courier->status.renewal = renewal_stage_name(courier->renewal);
    courier->status.renewal_utc = renewal_next_utc(courier->renewal);
    courier->status.renewal_error = renewal_error(courier->renewal);
    courier_status_publish(&courier->status, courier->settings.state);
}

static void note_contact(struct courier *courier)
{
    courier->status.connected = true;
    courier->status.last_contact_utc = clock_utc(courier->settings.clock);
}

/* ---- whose certificate ----------------------------------------------------- */

/* Another pair than the client's may have come while the request was under way. */
static bool is_of_tried_pair(const struct courier *courier)
{
    return courier->turn == identity_turn(courier->settings.identity);
}

static void note_accepted(struct courier *courier)
{
    struct error error = {0};
    struct identity *identity = courier->settings.identity;
    bool had_next = identity_has_next(identity);

    if (!is_of_tried_pair(courier))
        return;
    if (!identity_succeeded(identity, &error))
        log_warning("%s", error.text);
    if (had_next && !identity_has_next(identity))
        renewal_look(courier->renewal);
}

static void note_refused(struct courier *courier)
{
    if (is_of_tried_pair(courier))
        identity_failed(courier->settings.identity);
}

static bool connect_as_tried(struct courier *courier, struct error *error)
{
    const struct courier_settings *settings = &courier->settings;
    const struct identity_pair *pair = identity_tried(settings->identity);
    const struct http_client_settings http = {.url = settings->url,
                                              .root_pem = settings->roots_pem,
                                              .certificate = pair->certificate,
                                              .key = pair->key,
                                              .total_seconds = settings->answer_seconds};

    if (courier->client != NULL && is_of_tried_pair(courier))
        return true;
    http_client_destroy(courier->client);
    courier->client = http_client_create(courier->loop, &http, error);
    courier->turn = identity_turn(settings->identity);
    return courier->client != NULL;
}

/* ---- failing and waiting --------------------------------------------------- */

static void drop_outbox(struct courier *courier)
{
    outbox_close(courier->outbox);
    courier->outbox = NULL;
    courier->counted = false;
}

static void fail(struct courier *courier, const struct error *error, int64_t retry_after)
{
    uint64_t random = 0;
    int64_t wait;

    (void)!random_bytes(&random, sizeof random, NULL);
    wait = backoff_fail(&courier->backoff, random, retry_after);
    if (retry_after > 0)
        courier->held_until = clock_monotonic(courier->settings.clock) + wait;
    loop_timer_set(courier->loop, &courier->retry, wait);
    courier->status.next_try_utc = clock_utc(courier->settings.clock) + wait / 1000;
    if (strcmp(courier->status.last_error, error->text) != 0)
        log_warning("%s; next try in %lld s", error->text, (long long)(wait / 1000));
    (void)text_copy(courier->status.last_error, sizeof courier->status.last_error, error->text);
    publish(courier);
}

static void fail_outbox(struct courier *courier, const struct error *error)
{
    drop_outbox(courier);
    fail(courier, error, -1);
}

/* A clock that has run on makes every certificate look as if it had ended. */
static void doubt_clock(const struct courier *courier, struct error *error)
{
    char now[CLOCK_TEXT_SIZE];

    if ((strstr(error->text, "expired") == NULL && strstr(error->text, "not yet valid") == NULL) ||
        clock_is_trusted(courier->settings.clock, courier->settings.earliest_utc))
        return;
    clock_format(clock_utc(courier->settings.clock), now);
    error_prefix(error, "this kiosk's clock is not synchronised and says %.10s", now);
}

static void fail_contact(struct courier *courier, const struct error *error)
{
    struct error told = *error;

    courier->status.connected = false;
    courier->report_due = true;
    note_refused(courier);
    doubt_clock(courier, &told);
    fail(courier, &told, -1);
}

/* 400, 413 and 422: it is the content. 403 is about the kiosk, 5xx about the centre. */
static bool is_unread(int status)
{
    return status == 400 || status == 413 || status == 422;
}

static void fail_reply(struct courier *courier, const struct http_reply *reply, const char *what)
{
    struct error error = {0};

    note_contact(courier);
    courier->report_due = true;
    if (reply->status == 401 || reply->status == 403)
        note_refused(courier);
    error_set(&error, ERROR_UNAVAILABLE, "%s answered %d to %s%s", courier->settings.url,
              reply->status, what,
              reply->status == 400   ? ": it cannot read it; compare the versions"
              : reply->status == 403 ? ": it does not accept this kiosk; enrol it anew"
                                     : "");
    fail(courier, &error, reply->retry_after_seconds);
}

static bool is_json_200(const struct http_reply *reply)
{
    return reply->status == 200 && strcmp(reply->content_type, "application/json") == 0;
}

/* Not from inside an answer where the client is to be replaced. */
static void look_on(struct courier *courier)
{
    if (is_of_tried_pair(courier))
        look(courier);
    else
        loop_timer_set(courier->loop, &courier->retry, 0);
}

/* ---- health ---------------------------------------------------------------- */

static void rest(struct courier *courier)
{
    backoff_succeed(&courier->backoff);
    loop_timer_stop(&courier->retry);
    loop_timer_set(courier->loop, &courier->health, courier->settings.health_seconds * 1000);
    courier->status.next_try_utc = 0;
    courier->status.last_error[0] = '\0';
    if (courier->reach.passed > 0)
        (void)text_format(courier->status.last_error, sizeof courier->status.last_error,
                          "%s cannot read %zu of the requests: they stay here and are tried again; "
                          "compare the versions",
                          courier->settings.url, courier->reach.passed);
    publish(courier);
    if (courier->poked || !is_of_tried_pair(courier))
        look_on(courier);
}

/* What both clocks have passed: neither of them alone can move it. */
static void keep_time(struct courier *courier)
{
    int64_t own = clock_utc(courier->settings.clock);
    int64_t offset = courier->status.clock_offset_seconds;
    int64_t passed = offset > 0 ? own - offset : own;

    if (!courier->status.clock_offset_known)
        return;
    known_time_raise(courier->settings.outbox_folder, passed);
    if (passed > courier->settings.earliest_utc)
        courier->settings.earliest_utc = passed;
}

static void report_done(void *context, const struct http_reply *reply, const struct error *error)
{
    struct courier *courier = context;

    if (error != NULL) {
        fail_contact(courier, error);
        return;
    }
    if (!is_json_200(reply)) {
        fail_reply(courier, reply, "the health report");
        return;
    }
    note_contact(courier);
    note_accepted(courier);
    courier->report_due = !is_of_tried_pair(courier);
    courier_status_take_answer(&courier->status, reply->body, reply->length,
                               courier->settings.clock);
    keep_time(courier);
    rest(courier);
}

static void report_health(struct courier *courier)
{
    const struct health_sources sources = {.state_folder = courier->settings.state_folder,
                                           .outbox_folder = courier->settings.outbox_folder,
                                           .clock = courier->settings.clock,
                                           .earliest_utc = courier->settings.earliest_utc};
    struct error error = {0};

    buffer_clear(&courier->report);
    courier->counted = outbox_count(courier->outbox, &courier->status.counts, &error);
    if (!courier->counted)
        fail_outbox(courier, &error);
    else if (!courier_status_report(&courier->status, &sources, &courier->report, &error) ||
             !http_client_post(courier->client, "/v1/health", "application/json",
                               courier->report.data, courier->report.length, report_done, courier,
                               &error))
        fail(courier, &error, -1);
}

/* ---- batches --------------------------------------------------------------- */

static void pass_over(struct courier *courier)
{
    const struct delivery *delivery = &courier->delivery;

    reach_unread(&courier->reach, delivery->first, delivery->count);
    if (delivery->count == 1)
        log_error("record %" PRIu64 " cannot be read by the central office: it stays here, and is "
                  "tried again after the next report",
                  delivery->first);
}

static void batch_done(void *context, const struct http_reply *reply, const struct error *error)
{
    struct courier *courier = context;
    struct outbox_outcome outcome;
    struct error trouble = {0};

    if (error != NULL) {
        fail_contact(courier, error);
        return;
    }
    if (!is_json_200(reply)) {
        if (is_unread(reply->status))
            pass_over(courier);
        fail_reply(courier, reply, "a batch");
        return;
    }
    note_contact(courier);
    courier->report_due = true;
    if (!delivery_acknowledge(&courier->delivery, courier->outbox, reply->body, reply->length,
                              &outcome, &trouble)) {
        if (trouble.kind == ERROR_INPUT || trouble.kind == ERROR_LIMIT) {
            error_prefix(&trouble, "%s", courier->settings.url);
            fail(courier, &trouble, reply->retry_after_seconds);
        } else {
            fail_outbox(courier, &trouble);
        }
        return;
    }
    note_accepted(courier);
    backoff_succeed(&courier->backoff);
    reach_taken(&courier->reach);
    count_again(courier, &outcome);
    log_info("%zu delivered, %zu set aside", outcome.deleted, outcome.set_aside);
    courier->status.last_delivery_utc = clock_utc(courier->settings.clock);
    publish(courier);
    look_on(courier);
}

static void deliver(struct courier *courier)
{
    struct delivery *delivery = &courier->delivery;
    struct error error = {0};
    const struct identity_pair *pair = identity_tried(courier->settings.identity);
    bool prepared = delivery_prepare(delivery, courier->outbox, &courier->reach, pair->certificate,
                                     pair->key, &error);

    if (delivery->damaged > 0 || delivery->count == 0)
        courier->counted = false;
    if (!prepared)
        fail_outbox(courier, &error);
    else if (delivery->count == 0 && courier->report_due)
        report_health(courier);
    else if (delivery->count == 0)
        publish(courier);
    else if (!http_client_post(courier->client, "/v1/batches", BATCH_MEDIA_TYPE,
                               delivery->batch.data, delivery->batch.length, batch_done, courier,
                               &error))
        fail(courier, &error, -1);
}

/* ---- when to look ---------------------------------------------------------- */

static bool have_outbox(struct courier *courier)
{
    struct error error = {0};

    if (courier->outbox == NULL)
        courier->outbox =
            outbox_open(courier->settings.outbox_folder, courier->settings.kiosk_id, &error);
    if (courier->outbox == NULL)
        fail(courier, &error, -1);
    return courier->outbox != NULL;
}

/* Neither side's certificate can be judged at a time that cannot be right. */
static bool clock_can_judge(struct courier *courier)
{
    char earliest[CLOCK_TEXT_SIZE];
    struct error error = {0};

    if (clock_utc(courier->settings.clock) >= courier->settings.earliest_utc - CLOCK_BEHIND)
        return true;
    clock_format(courier->settings.earliest_utc, earliest);
    error_set(&error, ERROR_UNAVAILABLE,
              "this kiosk's clock is before %s, a time that is past: no certificate can be judged; "
              "deliveries wait until the time is set right",
              earliest);
    fail(courier, &error, -1);
    loop_timer_set(courier->loop, &courier->retry, CLOCK_SECONDS * 1000);
    return false;
}

static bool can_connect(struct courier *courier)
{
    struct error error = {0};

    if (!clock_can_judge(courier))
        return false;
    if (connect_as_tried(courier, &error))
        return true;
    fail(courier, &error, -1);
    return false;
}

static void look(struct courier *courier)
{
    if (courier->client != NULL && http_client_is_busy(courier->client)) {
        courier->poked = true;
        return;
    }
    courier->poked = false;
    if (clock_monotonic(courier->settings.clock) < courier->held_until)
        return; /* the retry timer is set for later */
    if (have_outbox(courier) && can_connect(courier))
        deliver(courier);
}

void courier_poke(struct courier *courier)
{
    look(courier);
}

static void retry_due(void *context)
{
    look(context);
}

static void health_due(void *context)
{
    struct courier *courier = context;

    reach_begin(&courier->reach);
    courier->report_due = true;
    if (courier->client == NULL || !http_client_is_busy(courier->client))
        identity_try_next(courier->settings.identity);
    look(courier);
}

/* What the renewal tells is another, or the pair to try: that one should deliver something soon. */
static void renewal_changed(void *context)
{
    struct courier *courier = context;

    if (!is_of_tried_pair(courier)) {
        courier->report_due = true;
        look(courier);
    }
    publish(courier);
}

static void outbox_changed(void *context, short events)
{
    struct courier *courier = context;

    (void)events;
    outbox_watch_drain(courier->watch);
    /* Opening a file that cannot be used touches the folder too: that must not bring the next try
     * forward. */
    if (courier->outbox != NULL)
        look(courier);
}

/* ---- making one ------------------------------------------------------------ */

static bool start(struct courier *courier, struct error *error)
{
    const struct courier_settings *settings = &courier->settings;
    const struct renewal_settings renewal = {.url = settings->enrol_url,
                                             .roots_pem = settings->roots_pem,
                                             .kiosk_id = settings->kiosk_id,
                                             .identity = settings->identity,
                                             .clock = settings->clock,
                                             .earliest_utc = settings->earliest_utc,
                                             .retry_least = settings->retry_least,
                                             .retry_most = settings->retry_most,
                                             .answer_seconds = settings->answer_seconds,
                                             .changed = renewal_changed,
                                             .context = courier};

    if (!connect_as_tried(courier, error))
        return false;
    courier->renewal = renewal_create(courier->loop, &renewal, error);
    if (courier->renewal == NULL)
        return false;
    courier->outbox = outbox_open(settings->outbox_folder, settings->kiosk_id, error);
    if (courier->outbox == NULL)
        return false;
    courier->watch = outbox_watch(settings->outbox_folder, error);
    return courier->watch >= 0 &&
           loop_watch(courier->loop, courier->watch, POLLIN, outbox_changed, courier, error) &&
           loop_add_timer(courier->loop, &courier->retry, error) &&
           loop_add_timer(courier->loop, &courier->health, error);
}

static void remember_time(struct courier *courier)
{
    int64_t known = known_time(courier->settings.outbox_folder);

    if (known > courier->settings.earliest_utc)
        courier->settings.earliest_utc = known;
}

/* When the last delivery was, from the state that a courier of this boot left behind. */
static void remember_delivery(struct courier *courier)
{
    enum state_life life;
    json_t *left = NULL;
    const char *text;

    (void)!state_read(courier->settings.state_folder, "courier", &life, &left, NULL);
    text = json_string_value(json_object_get(left, "last_delivery_utc"));
    if (text == NULL || !clock_parse(text, &courier->status.last_delivery_utc))
        courier->status.last_delivery_utc = 0;
    json_decref(left);
}

struct courier *courier_create(struct loop *loop, const struct courier_settings *settings,
                               struct error *error)
{
    struct courier *courier = calloc(1, sizeof *courier);

    if (courier == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for the courier");
        return NULL;
    }
    courier->settings = *settings;
    remember_time(courier);
    courier->loop = loop;
    courier->watch = -1;
    courier->report_due = true;
    courier->backoff.least = settings->retry_least;
    courier->backoff.most = settings->retry_most;
    courier->retry = (struct loop_timer){.callback = retry_due, .context = courier};
    courier->health = (struct loop_timer){.callback = health_due, .context = courier};
    reach_begin(&courier->reach);
    delivery_init(&courier->delivery);
    buffer_init(&courier->report, REPORT_MAX);
    if (!start(courier, error)) {
        courier_destroy(courier);
        return NULL;
    }
    remember_delivery(courier);
    publish(courier);
    loop_timer_set(loop, &courier->retry, 0);
    return courier;
}

void courier_destroy(struct courier *courier)
{
    if (courier == NULL)
        return;
    renewal_destroy(courier->renewal);
    http_client_destroy(courier->client);
    loop_remove_timer(courier->loop, &courier->retry);
    loop_remove_timer(courier->loop, &courier->health);
    if (courier->watch >= 0) {
        loop_unwatch(courier->loop, courier->watch);
        (void)close(courier->watch);
    }
    outbox_close(courier->outbox);
    delivery_finish(&courier->delivery);
    buffer_finish(&courier->report);
    free(courier);
}
