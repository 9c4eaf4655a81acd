#include "app/courier/courier.h"

#include "app/courier/inside.h"
#include "platform/base/known_time.h"

#include <stdlib.h>
#include <unistd.h>

#define REPORT_MAX    16384u
#define CLOCK_SECONDS 30    /* between two looks at a clock that is wrong */
#define CLOCK_BEHIND  86400 /* seconds; certificates begin a day early for clocks that are behind */

/* ---- when to look ---------------------------------------------------------- */

static bool have_outbox(struct courier *courier)
{
    struct error error = {0};

    if (courier->outbox == NULL)
        courier->outbox =
            outbox_open(courier->settings.outbox_folder, courier->settings.kiosk_id, &error);
    if (courier->outbox == NULL)
        courier_fail(courier, &error, -1);
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
    courier_fail(courier, &error, -1);
    loop_timer_set(courier->loop, &courier->retry, CLOCK_SECONDS * 1000);
    return false;
}

static bool can_connect(struct courier *courier)
{
    struct error error = {0};

    if (!clock_can_judge(courier))
        return false;
    if (courier_connect(courier, &error))
        return true;
    courier_fail(courier, &error, -1);
    return false;
}

void courier_look(struct courier *courier)
{
    if (courier->client != NULL && http_client_is_busy(courier->client)) {
        courier->poked = true;
        return;
    }
    courier->poked = false;
    if (clock_monotonic(courier->settings.clock) < courier->held_until)
        return; /* the retry timer is set for later */
    if (have_outbox(courier) && can_connect(courier))
        courier_deliver(courier);
}

/* Not from inside an answer where the client is to be replaced. */
void courier_look_on(struct courier *courier)
{
    if (courier_is_of_tried_pair(courier))
        courier_look(courier);
    else
        loop_timer_set(courier->loop, &courier->retry, 0);
}

void courier_poke(struct courier *courier)
{
    courier_look(courier);
}

static void retry_due(void *context)
{
    courier_look(context);
}

static void health_due(void *context)
{
    struct courier *courier = context;

    reach_begin(&courier->reach);
    courier->report_due = true;
    if (courier->client == NULL || !http_client_is_busy(courier->client))
        identity_try_next(courier->settings.identity);
    courier_look(courier);
}

/* What the renewal tells is another, or the pair to try: that one should deliver something soon. */
static void renewal_changed(void *context)
{
    struct courier *courier = context;

    if (!courier_is_of_tried_pair(courier)) {
        courier->report_due = true;
        courier_look(courier);
    }
    courier_publish(courier);
}

static void outbox_changed(void *context, short events)
{
    struct courier *courier = context;

    (void)events;
    outbox_watch_drain(courier->watch);
    /* Opening a file that cannot be used touches the folder too: that must not bring the next try
     * forward. */
    if (courier->outbox != NULL)
        courier_look(courier);
}

/* Whether nothing waits but what the office cannot read. */
static bool is_idle(void *context)
{
    const struct courier *courier = context;

    return courier->counted && !courier->poked &&
           courier->status.counts.waiting <= courier->reach.passed;
}

/* ---- making one ------------------------------------------------------------ */

static bool start_fetch(struct courier *courier, struct error *error)
{
    const struct courier_settings *settings = &courier->settings;
    const struct fetch_settings fetch = {.office = settings->office,
                                         .identity = settings->identity,
                                         .folder = settings->update_folder,
                                         .kept = settings->update_kept,
                                         .os_release = settings->os_release,
                                         .state = settings->state_folder,
                                         .idle = is_idle,
                                         .context = courier};

    if (settings->update_folder == NULL)
        return true;
    courier->fetch = fetch_create(courier->loop, &fetch, error);
    return courier->fetch != NULL;
}

static bool start(struct courier *courier, struct error *error)
{
    const struct courier_settings *settings = &courier->settings;
    const struct renewal_settings renewal = {
        .server = {.url = settings->enrol_url,
                   .roots_pem = settings->office.roots_pem,
                   .answer_seconds = settings->office.answer_seconds},
        .kiosk_id = settings->kiosk_id,
        .identity = settings->identity,
        .clock = settings->clock,
        .earliest_utc = settings->earliest_utc,
        .retry_least = settings->retry_least,
        .retry_most = settings->retry_most,
        .changed = renewal_changed,
        .context = courier};

    if (!courier_connect(courier, error) || !start_fetch(courier, error))
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
    courier_publish(courier);
    loop_timer_set(loop, &courier->retry, 0);
    return courier;
}

void courier_destroy(struct courier *courier)
{
    if (courier == NULL)
        return;
    fetch_destroy(courier->fetch);
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
