/*
 * What the parts of the courier share: its state, and the calls between them.
 * courier.c decides when to look, batches.c delivers, report.c reports health,
 * pair.c picks the certificate, tell.c publishes and waits after a failure.
 * For these files alone; others use courier.h.
 */
#ifndef APP_COURIER_INSIDE_H
#define APP_COURIER_INSIDE_H

#include "app/courier/backoff.h"
#include "app/courier/courier.h"
#include "app/courier/delivery.h"
#include "app/courier/fetch.h"
#include "app/courier/renew.h"
#include "app/courier/status.h"
#include "platform/http/client.h"

struct courier {
    struct courier_settings settings;
    struct loop *loop;
    struct outbox *outbox; /* NULL after it failed: opened anew at the next try */
    struct http_client *client;
    unsigned turn; /* identity_turn of the pair that the client has */
    struct renewal *renewal;
    struct fetch *fetch;     /* NULL: no update is fetched */
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

/* ---- courier.c: when to look ----------------------------------------------- */

/* Delivers or reports if something is outstanding and nothing is under way. */
void courier_look(struct courier *courier);
/* The same from inside an answer: at once, or from the loop where the client is to be replaced. */
void courier_look_on(struct courier *courier);

/* ---- batches.c, report.c: one request each --------------------------------- */

/* Needs outbox and client, and nothing under way. Where no batch waits: the report that is due. */
void courier_deliver(struct courier *courier);
void courier_report_health(struct courier *courier);

/* ---- pair.c: whose certificate --------------------------------------------- */

/* A client with the certificate whose turn it is; false and `error` where there can be none. */
bool courier_connect(struct courier *courier, struct error *error) MUST_USE;
/* Another pair than the client's may have come while the request was under way. */
bool courier_is_of_tried_pair(const struct courier *courier);
/* The office took, or did not take, the certificate of the request that is done. */
void courier_note_accepted(struct courier *courier);
void courier_note_refused(struct courier *courier);

/* ---- tell.c: what is told, failing and waiting ----------------------------- */

/* Counts once in full, then on from there by what was `done` (NULL: only what came). */
void courier_count(struct courier *courier, const struct outbox_outcome *done);
/* Counts, and writes courier.json. */
void courier_publish(struct courier *courier);
void courier_note_contact(struct courier *courier);
/* 200 and JSON: the one answer that is read. */
bool courier_has_taken(const struct http_reply *reply);

/* Tells `error`, and looks again after the wait of backoff.h, or `retry_after` seconds (-1: none asked). */
void courier_fail(struct courier *courier, const struct error *error, int64_t retry_after);
/* The outbox is closed, and opened anew at the next try. */
void courier_fail_outbox(struct courier *courier, const struct error *error);
/* No answer came. */
void courier_fail_contact(struct courier *courier, const struct error *error);
/* An answer came to `what`, and it does not take it. */
void courier_fail_reply(struct courier *courier, const struct http_reply *reply, const char *what);

#endif
