#include "app/courier/inside.h"

#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/crypto/random.h"

#include <string.h>

#define BROKEN_FAILURES 3 /* in a row */

void courier_count(struct courier *courier, const struct outbox_outcome *done)
{
    struct outbox_counts *counts = &courier->status.counts;

    if (courier->outbox == NULL)
        return;
    courier->counted = courier->counted ? outbox_count_on(courier->outbox, done, counts, NULL)
                                        : outbox_count(courier->outbox, counts, NULL);
}

static const char *trouble_of_key(const struct courier *courier)
{
    return private_key_trouble(identity_tried(courier->settings.identity)->key);
}

void courier_publish(struct courier *courier)
{
    courier_count(courier, NULL);
    courier->status.key_fails = trouble_of_key(courier)[0] != '\0';
    courier->status.unread = courier->reach.passed;
    courier->status.certificate_ends_utc =
        certificate_not_after(identity_kept(courier->settings.identity)->certificate);
    courier->status.renewal = renewal_stage_name(courier->renewal);
    courier->status.renewal_utc = renewal_next_utc(courier->renewal);
    courier->status.renewal_error = renewal_error(courier->renewal);
    courier_status_publish(&courier->status, courier->settings.state);
}

void courier_note_contact(struct courier *courier)
{
    courier->status.connected = true;
    courier->status.last_contact_utc = clock_utc(courier->settings.clock);
}

/* ---- failing and waiting --------------------------------------------------- */

static void drop_outbox(struct courier *courier)
{
    outbox_close(courier->outbox);
    courier->outbox = NULL;
    courier->counted = false;
}

/*
 * Where an allocation failed, OpenSSL may hold an algorithm for unsupported as long as the process lives: what
 * breaks inside again and again is left to a new one.
 */
static void end_if_broken(struct courier *courier, const struct error *error)
{
    if (error->kind != ERROR_INTERNAL || courier->backoff.failures < BROKEN_FAILURES)
        return;
    log_error("%s again and again: ends, to begin anew", error->text);
    loop_stop(courier->loop);
}

void courier_fail(struct courier *courier, const struct error *error, int64_t retry_after)
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
    courier_publish(courier);
    end_if_broken(courier, error);
}

void courier_fail_outbox(struct courier *courier, const struct error *error)
{
    drop_outbox(courier);
    courier_fail(courier, error, -1);
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

void courier_fail_contact(struct courier *courier, const struct error *error)
{
    struct error told = *error;

    courier->status.connected = false;
    courier->report_due = true;
    courier_note_refused(courier);
    doubt_clock(courier, &told);
    if (trouble_of_key(courier)[0] != '\0') /* the handshake shows no more than that it failed */
        error_set(&told, ERROR_UNAVAILABLE, "%s", trouble_of_key(courier));
    courier_fail(courier, &told, -1);
}

static bool is_json(const struct http_reply *reply)
{
    return strcmp(reply->content_type, "application/json") == 0;
}

/* What a maintainer may make of a status; "" where it says enough itself. */
static const char *meaning_of(const struct http_reply *reply)
{
    if (reply->status == 400)
        return ": it cannot read it; compare the versions";
    if (reply->status == 403)
        return ": it does not accept this kiosk; enrol it anew";
    if (reply->status >= 300 && reply->status <= 399)
        return ": a redirect, which is never followed; something on the way answers in the "
               "office's place";
    if (reply->status == 200 && !is_json(reply))
        return ", but not in JSON: something on the way answers in the office's place";
    if (reply->status > 200 && reply->status <= 299)
        return ", which the office never does: something on the way answers in its place";
    return "";
}

void courier_fail_reply(struct courier *courier, const struct http_reply *reply, const char *what)
{
    struct error error = {0};

    courier_note_contact(courier);
    courier->report_due = true;
    if (reply->status == 401 || reply->status == 403)
        courier_note_refused(courier);
    error_set(&error, ERROR_UNAVAILABLE, "%s answered %d to %s%s", courier->settings.office.url,
              reply->status, what, meaning_of(reply));
    courier_fail(courier, &error, reply->retry_after_seconds);
}

bool courier_has_taken(const struct http_reply *reply)
{
    return reply->status == 200 && is_json(reply);
}
