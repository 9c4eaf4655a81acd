#include "app/courier/inside.h"

#include "app/wire/batch.h"
#include "platform/base/log.h"

#include <inttypes.h>

/* 400, 413 and 422: it is the content. 403 is about the kiosk, 5xx about the centre. */
static bool is_unread(int status)
{
    return status == 400 || status == 413 || status == 422;
}

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
        if (http_client_was_slow(courier->client))
            reach_cut(&courier->reach, courier->delivery.count);
        courier_fail_contact(courier, error);
        return;
    }
    if (!courier_has_taken(reply)) {
        if (is_unread(reply->status))
            pass_over(courier);
        courier_fail_reply(courier, reply, "a batch");
        return;
    }
    courier_note_contact(courier);
    courier->report_due = true;
    if (!delivery_acknowledge(&courier->delivery, courier->outbox, reply->body, reply->length,
                              &outcome, &trouble)) {
        if (trouble.kind == ERROR_INPUT || trouble.kind == ERROR_LIMIT) {
            error_prefix(&trouble, "%s", courier->settings.office.url);
            courier_fail(courier, &trouble, reply->retry_after_seconds);
        } else {
            courier_fail_outbox(courier, &trouble);
        }
        return;
    }
    courier_note_accepted(courier);
    backoff_succeed(&courier->backoff);
    reach_taken(&courier->reach);
    courier_count(courier, &outcome);
    log_info("%zu delivered, %zu set aside", outcome.deleted, outcome.set_aside);
    courier->status.last_delivery_utc = clock_utc(courier->settings.clock);
    courier_publish(courier);
    courier_look_on(courier);
}

void courier_deliver(struct courier *courier)
{
    struct delivery *delivery = &courier->delivery;
    struct error error = {0};
    const struct identity_pair *pair = identity_tried(courier->settings.identity);
    bool prepared = delivery_prepare(delivery, courier->outbox, &courier->reach, pair->certificate,
                                     pair->key, &error);

    if (delivery->damaged > 0 || delivery->count == 0)
        courier->counted = false;
    if (!prepared)
        courier_fail_outbox(courier, &error);
    else if (delivery->count == 0 && courier->report_due)
        courier_report_health(courier);
    else if (delivery->count == 0)
        courier_publish(courier);
    else if (!http_client_post(courier->client, "/v1/batches", BATCH_MEDIA_TYPE,
                               delivery->batch.data, delivery->batch.length, batch_done, courier,
                               &error))
        courier_fail(courier, &error, -1);
}
