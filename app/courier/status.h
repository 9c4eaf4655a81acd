/*
 * What the courier tells: to the kiosk's other programs in courier.json, to the
 * central office in a health report. Counts and states only.
 */
#ifndef APP_COURIER_STATUS_H
#define APP_COURIER_STATUS_H

#include "app/outbox/outbox.h"
#include "platform/base/clock.h"
#include "platform/base/state.h"

struct courier_status {
    struct outbox_counts counts;
    size_t
        unread; /* of those that wait: the centre cannot read them; passed over until the next report */
    bool connected;            /* the last contact succeeded */
    int64_t last_contact_utc;  /* 0: never since the start */
    int64_t last_delivery_utc; /* 0: never since the start */
    int64_t next_try_utc;      /* 0: none is planned */
    char last_error[ERROR_TEXT_MAX];
    bool key_fails; /* the TPM did not sign when it was last asked to */
    bool clock_offset_known;
    int64_t clock_offset_seconds; /* this kiosk's clock minus the centre's */
    int64_t certificate_ends_utc;
    const char *renewal;       /* renewal_stage_name */
    int64_t renewal_utc;       /* when it is asked for; 0: not planned */
    const char *renewal_error; /* "": none */
};

/* Publishes courier.json. A failure is logged. */
void courier_status_publish(const struct courier_status *status, struct state_file *file);

/* Where the other facts of a health report are. */
struct health_sources {
    const char *state_folder, *outbox_folder;
    const struct clock_source *clock;
    int64_t earliest_utc; /* no time before this can be right */
};

/* Appends the report (docs/wire-format.md). */
bool courier_status_report(const struct courier_status *status,
                           const struct health_sources *sources, struct buffer *report,
                           struct error *error) MUST_USE;

/* The centre's answer to a report: where it names its time, the clock offset is noted. Whatever else is in it
 * is ignored. */
void courier_status_take_answer(struct courier_status *status, const void *body, size_t length,
                                const struct clock_source *clock);

#endif
