#include "app/outbox/outbox.h"
#include "app/site/site.h"
#include "app/staff/kioskctl/ctl.h"
#include "platform/base/clock.h"

#include <inttypes.h>
#include <stdio.h>

/* Whether there is nothing to do; *counts is filled then. */
static bool is_whole(const char *folder, struct outbox_counts *counts)
{
    struct outbox *outbox = outbox_open(folder, NULL, NULL);
    struct outbox_report report;
    bool whole = outbox != NULL && outbox_check(outbox, &report, NULL) &&
                 outbox_report_is_fine(&report) && outbox_count(outbox, counts, NULL) &&
                 counts->damaged == 0;

    outbox_close(outbox);
    return whole;
}

static void print(const struct outbox_salvaged *result)
{
    (void)printf("%" PRIu64 " requests were taken over into a new outbox", result->taken);
    if (result->taken > 0) {
        (void)printf("; they had the numbers %" PRIu64 " to %" PRIu64, result->first_sequence,
                     result->last_sequence);
    }
    (void)puts(".");
    if (result->head_sequence > 0) {
        (void)printf("The damaged outbox had counted to %" PRIu64 ".\n", result->head_sequence);
    }
    (void)printf("It stays as %s; do not delete it before the central office agrees.\n"
                 "Start the kiosk's programs again and tell the central office: it will see a new "
                 "outbox of this kiosk.\n",
                 result->kept);
}

static json_t *as_json(const struct outbox_salvaged *result)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:s}", "taken", (json_int_t)result->taken,
                     "first_sequence", (json_int_t)result->first_sequence, "last_sequence",
                     (json_int_t)result->last_sequence, "head_sequence",
                     (json_int_t)result->head_sequence, "kept", result->kept);
}

/* A kiosk whose site bundle cannot be read has its id in the outbox. */
static bool run(const struct ctl *ctl, struct outbox_salvaged *result, struct error *error)
{
    const struct kiosk_paths *paths = &ctl->config.paths;
    struct site *site = site_load(paths->site, paths->site_root, CERTIFICATE_ANY_TIME, NULL);
    bool fine =
        outbox_salvage(paths->outbox, site != NULL ? site_kiosk_id(site) : NULL, result, error);

    site_destroy(site);
    return fine;
}

static int salvage(const struct ctl *ctl)
{
    struct outbox_salvaged result;
    struct outbox_counts counts;
    struct error error = {.kind = ERROR_NONE};
    bool fine;

    if (is_whole(ctl->config.paths.outbox, &counts)) {
        error_set(&error, ERROR_REFUSED,
                  "%s: the outbox is whole, nothing needs to be salvaged; %" PRIu64
                  " requests are waiting in it",
                  ctl->config.paths.outbox, counts.waiting);
        return ctl_end(false, &error);
    }
    fine = run(ctl, &result, &error);
    if (fine && ctl->json) {
        ctl_print_json(as_json(&result));
    } else if (fine) {
        print(&result);
    }
    return ctl_end(fine, &error);
}

int ctl_salvage(int argc, char **argv, void *context)
{
    static const struct ctl_usage usage = {.command = "salvage", .operands = ""};
    (void)context;
    return ctl_run(&usage, argc, argv, salvage);
}
