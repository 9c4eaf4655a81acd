#include "app/outbox/outbox.h"
#include "app/local/deliver_poke.h"
#include "app/staff/kioskctl/counts.h"
#include "app/staff/kioskctl/ctl.h"
#include "platform/base/clock_json.h"

#include <inttypes.h>
#include <stdio.h>

#define ANSWER_MILLISECONDS 5000

bool counts_read(const char *folder, struct outbox_counts *counts, struct error *error)
{
    struct error problem = {.kind = ERROR_NONE};
    struct outbox *outbox = outbox_open(folder, NULL, &problem);
    *counts = (struct outbox_counts){.waiting = 0};
    if (outbox == NULL) {
        /* It is made when the first visit begins. */
        return problem.kind == ERROR_NOT_FOUND ||
               error_set(error, problem.kind, "%s", problem.text);
    }
    bool fine = outbox_count(outbox, counts, error);
    outbox_close(outbox);
    return fine;
}

json_t *counts_json(const struct outbox_counts *counts)
{
    return json_pack("{s:I, s:o, s:I, s:I, s:I, s:I}", "waiting", (json_int_t)counts->waiting,
                     "oldest_utc", clock_json(counts->oldest_utc), "set_aside",
                     (json_int_t)counts->rejected, "damaged", (json_int_t)counts->damaged,
                     "last_sequence", (json_int_t)counts->last_sequence, "rollbacks",
                     (json_int_t)counts->rollbacks);
}

void counts_print(const struct outbox_counts *counts)
{
    char oldest[CLOCK_TEXT_SIZE] = "";
    if (counts->oldest_utc != 0) {
        clock_format(counts->oldest_utc, oldest);
    }
    (void)printf("outbox: %" PRIu64 " waiting%s%s, %" PRIu64 " set aside, %" PRIu64
                 " damaged, %" PRIu64 " saved so far\n",
                 counts->waiting, oldest[0] != '\0' ? " since " : "", oldest, counts->rejected,
                 counts->damaged, counts->last_sequence);
}

static int tell_counts(const struct ctl *ctl)
{
    struct outbox_counts counts;
    struct error error;
    bool fine = counts_read(ctl->config.paths.outbox, &counts, &error);
    if (fine && ctl->json) {
        ctl_print_json(counts_json(&counts));
    } else if (fine) {
        counts_print(&counts);
    }
    return ctl_end(fine, &error);
}

int ctl_outbox(int argc, char **argv, void *context)
{
    static const struct ctl_usage usage = {.command = "outbox", .operands = ""};
    (void)context;
    return ctl_run(&usage, argc, argv, tell_counts);
}

static int deliver(const struct ctl *ctl)
{
    struct error error;
    bool fine = deliver_poke_send(ctl->config.paths.state, ANSWER_MILLISECONDS, &error);
    if (fine && ctl->json) {
        ctl_print_json(json_pack("{s:b}", "taken", 1));
    } else if (fine) {
        (void)puts("The courier delivers what is waiting; 'kioskctl status' shows how far it is.");
    }
    return ctl_end(fine, &error);
}

int ctl_deliver(int argc, char **argv, void *context)
{
    static const struct ctl_usage usage = {.command = "deliver", .operands = ""};
    (void)context;
    return ctl_run(&usage, argc, argv, deliver);
}
