#include "app/central/books/audit.h"
#include "app/central/commands.h"
#include "app/central/ledger/ledger_command.h"
#include "app/central/receive/receive_config.h"
#include "platform/base/arguments.h"
#include "platform/base/hex.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

/* NULL: for people, a line each at once. */
struct listing {
    json_t *findings;
};

static void print_finding(const struct audit_finding *finding, const char *outbox)
{
    printf("%s: kiosk %s", audit_kind_name(finding->kind), finding->kiosk);
    if (finding->outbox != NULL)
        printf(", outbox %s", outbox);
    if (finding->first > 0 && finding->first == finding->last)
        printf(", number %" PRIu64, finding->first);
    else if (finding->last > 0)
        printf(", numbers %" PRIu64 " to %" PRIu64, finding->first, finding->last);
    printf(": %s\n", finding->words);
}

static void tell(void *context, const struct audit_finding *finding)
{
    struct listing *listing = context;
    char outbox[2 * LEDGER_OUTBOX_BYTES + 1] = "";

    if (finding->outbox != NULL)
        hex_encode(finding->outbox, LEDGER_OUTBOX_BYTES, outbox);
    if (listing->findings == NULL)
        print_finding(finding, outbox);
    else
        (void)json_array_append_new(
            listing->findings,
            json_pack("{s:s, s:s, s:s?, s:I, s:I, s:s}", "kind", audit_kind_name(finding->kind),
                      "kiosk", finding->kiosk, "outbox", finding->outbox != NULL ? outbox : NULL,
                      "first", (json_int_t)finding->first, "last", (json_int_t)finding->last,
                      "words", finding->words));
}

static bool print_summary(const struct audit_summary *summary, json_t *findings,
                          struct error *error)
{
    json_t *object;
    bool fine;

    if (findings == NULL) {
        printf("%" PRIu64 " kiosks, %" PRIu64 " outboxes, %" PRIu64 " batches, %" PRIu64
               " requests (%" PRIu64 " deleted): %" PRIu64 " findings\n",
               summary->kiosks, summary->chains, summary->batches, summary->requests,
               summary->retired, summary->findings);
        return true;
    }
    object = json_pack("{s:I, s:I, s:I, s:I, s:I, s:O}", "kiosks", (json_int_t)summary->kiosks,
                       "outboxes", (json_int_t)summary->chains, "batches",
                       (json_int_t)summary->batches, "requests", (json_int_t)summary->requests,
                       "retired", (json_int_t)summary->retired, "findings", findings);
    fine = object != NULL && json_array_size(findings) == summary->findings &&
           json_dumpf(object, stdout, JSON_INDENT(1)) == 0 && putchar('\n') != EOF;
    json_decref(object);
    return fine || error_set(error, ERROR_MEMORY, "no memory for the findings");
}

static bool audit(const struct ledger_command *command, struct audit_summary *summary,
                  struct error *error)
{
    struct receive_config config;
    struct listing listing = {.findings = command->as_json ? json_array() : NULL};
    struct audit_order order = {.told = tell, .context = &listing};
    struct trust *kiosks = NULL;
    struct audit_trail *trail = NULL;
    bool fine =
        receive_config_load(command->folder, &config, error) &&
        (command->file == NULL || (trail = audit_trail_load(command->file, error)) != NULL) &&
        (kiosks = trust_load(config.kiosks, error)) != NULL &&
        (order.ledger = ledger_command_open(command, error)) != NULL;

    order.kiosks = kiosks;
    order.trail = trail;
    fine = fine && audit_run(&order, summary, error) &&
           print_summary(summary, listing.findings, error);
    ledger_close(order.ledger);
    trust_destroy(kiosks);
    audit_trail_destroy(trail);
    json_decref(listing.findings);
    return fine;
}

int command_audit(int argc, char **argv, void *context)
{
    struct ledger_command command = {
        .program = "kiosk-central audit",
        .needed = "--folder FOLDER is needed",
        .file_option = "trail",
        .file_words = "the opening room's trail.jsonl: what is opened must be in it"};
    struct audit_summary summary = {.kiosks = 0};
    struct error error = {0};
    int code;

    (void)context;
    if (!ledger_command_parse(&command, argc, argv, &code))
        return code;
    if (!audit(&command, &summary, &error))
        return arguments_mistake(command.program, &error);
    return summary.findings > 0 ? EXIT_FAILED : EXIT_FINE;
}
