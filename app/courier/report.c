#include "app/courier/inside.h"

#include "platform/base/known_time.h"
#include "platform/base/text.h"

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
                          courier->settings.office.url, courier->reach.passed);
    courier_publish(courier);
    if (courier->fetch != NULL)
        fetch_look(courier->fetch);
    if (courier->poked || !courier_is_of_tried_pair(courier))
        courier_look_on(courier);
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
        courier_fail_contact(courier, error);
        return;
    }
    if (!courier_has_taken(reply)) {
        courier_fail_reply(courier, reply, "the health report");
        return;
    }
    courier_note_contact(courier);
    courier_note_accepted(courier);
    courier->report_due = !courier_is_of_tried_pair(courier);
    courier_status_take_answer(&courier->status, reply->body, reply->length,
                               courier->settings.clock);
    keep_time(courier);
    rest(courier);
}

void courier_report_health(struct courier *courier)
{
    const struct health_sources sources = {.state_folder = courier->settings.state_folder,
                                           .outbox_folder = courier->settings.outbox_folder,
                                           .clock = courier->settings.clock,
                                           .earliest_utc = courier->settings.earliest_utc};
    struct error error = {0};

    buffer_clear(&courier->report);
    courier->counted = outbox_count(courier->outbox, &courier->status.counts, &error);
    if (!courier->counted)
        courier_fail_outbox(courier, &error);
    else if (!courier_status_report(&courier->status, &sources, &courier->report, &error) ||
             !http_client_post(courier->client, "/v1/health", "application/json",
                               courier->report.data, courier->report.length, report_done, courier,
                               &error))
        courier_fail(courier, &error, -1);
}
