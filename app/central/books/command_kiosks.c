#include "app/central/commands.h"
#include "app/central/ledger/ledger_command.h"
#include "platform/base/arguments.h"
#include "platform/base/clock_json.h"
#include "platform/base/hex.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NUMBER_MAX (INT64_C(1) << 53) /* a count that JSON carries exactly */

struct listing {
    json_t *rows; /* NULL: for people, a line each at once */
    size_t count;
};

static const char *time_or_never(int64_t utc, char text[static CLOCK_TEXT_SIZE])
{
    if (utc == 0)
        return "never";
    clock_format(utc, text);
    return text;
}

static int64_t number_in(const json_t *health, const char *name)
{
    int64_t value = json_integer_value(json_object_get(health, name));

    return value < 0 || value > NUMBER_MAX ? 0 : value;
}

/*
 * Records that the kiosk has reported and that neither came nor wait there any more: they were damaged or
 * deleted. A report on another outbox than the newest says nothing about that one.
 */
static uint64_t missing_at_end(const struct ledger_kiosk *kiosk, const json_t *health)
{
    const char *outbox = json_string_value(json_object_get(health, "outbox"));
    uint8_t reported[LEDGER_OUTBOX_BYTES];
    int64_t missing = number_in(health, "last_sequence") - number_in(health, "waiting") -
                      (int64_t)kiosk->chain_to;

    if (outbox == NULL || !hex_decode(outbox, reported, sizeof reported) ||
        (kiosk->outboxes > 0 && memcmp(reported, kiosk->outbox, sizeof reported) != 0))
        return 0;
    return missing > 0 ? (uint64_t)missing : 0;
}

static const char *chain_words(const struct ledger_kiosk *kiosk, const json_t *health)
{
    return kiosk->forks > 0                                          ? "fork"
           : number_in(health, "rollbacks") > 0                      ? "rolled back"
           : kiosk->missing > 0 || missing_at_end(kiosk, health) > 0 ? "gap"
           : kiosk->outboxes > 1                                     ? "new outbox"
                                                                     : "whole";
}

static bool add_row(struct listing *listing, const struct ledger_kiosk *kiosk, json_t *health)
{
    json_t *row = json_pack(
        "{s:s, s:o, s:o, s:o, s:s, s:I, s:I, s:I, s:I, s:I, s:O?}", "kiosk", kiosk->kiosk,
        "last_seen_utc", clock_json(kiosk->last_seen_utc), "certificate_ends_utc",
        clock_json(kiosk->certificate_ends_utc), "health_utc", clock_json(kiosk->health_utc),
        "chain", chain_words(kiosk, health), "chain_to", (json_int_t)kiosk->chain_to,
        "chain_missing", (json_int_t)(kiosk->missing + missing_at_end(kiosk, health)), "forks",
        (json_int_t)kiosk->forks, "outboxes", (json_int_t)kiosk->outboxes, "received",
        (json_int_t)kiosk->received, "health", health);

    return row != NULL && json_array_append_new(listing->rows, row) == 0;
}

/* A kiosk's words are printed only as far as they are plain: they came over the network. */
static const char *plain_word(const json_t *value)
{
    const char *text = json_string_value(value);

    return text != NULL && strlen(text) <= 16 &&
                   strspn(text, "abcdefghijklmnopqrstuvwxyz_-") == strlen(text)
               ? text
               : "-";
}

static void print_row(const struct ledger_kiosk *kiosk, const json_t *health)
{
    char seen[CLOCK_TEXT_SIZE], ends[CLOCK_TEXT_SIZE], chain[64], waiting[24] = "-";
    const json_t *number = json_object_get(health, "waiting");

    if (json_is_integer(number))
        snprintf(waiting, sizeof waiting, "%" JSON_INTEGER_FORMAT, json_integer_value(number));
    snprintf(chain, sizeof chain, "%s to %" PRIu64, chain_words(kiosk, health), kiosk->chain_to);
    printf("%-12s %-21s %8s %8" PRIu64 "  %-12s %-21s %s\n", kiosk->kiosk,
           time_or_never(kiosk->last_seen_utc, seen), waiting, kiosk->received,
           plain_word(json_object_get(health, "printer")),
           time_or_never(kiosk->certificate_ends_utc, ends), chain);
}

static bool list_kiosk(void *context, const struct ledger_kiosk *kiosk)
{
    struct listing *listing = context;
    json_t *health = kiosk->health_json != NULL ? json_loads(kiosk->health_json, 0, NULL) : NULL;
    bool on = true;

    if (listing->rows != NULL)
        on = add_row(listing, kiosk, health);
    else
        print_row(kiosk, health);
    listing->count++;
    json_decref(health);
    return on;
}

static bool list_all(struct ledger *ledger, bool as_json, struct error *error)
{
    struct listing listing = {.rows = as_json ? json_array() : NULL};
    bool fine;

    if (!as_json)
        printf("%-12s %-21s %8s %8s  %-12s %-21s %s\n", "kiosk", "last seen", "waiting", "received",
               "printer", "certificate ends", "chain");
    fine = ledger_each_kiosk(ledger, list_kiosk, &listing, error);
    if (fine && as_json) {
        if (json_array_size(listing.rows) != listing.count)
            fine = error_set(error, ERROR_MEMORY, "no memory for the list of kiosks");
        else
            printf("%s", json_dumpf(listing.rows, stdout, JSON_INDENT(1)) == 0 ? "\n" : "");
    }
    json_decref(listing.rows);
    return fine;
}

static bool list(const struct ledger_command *command, struct error *error)
{
    struct ledger *ledger;
    bool fine;

    ledger = ledger_command_open(command, error);
    if (ledger == NULL)
        return false;
    fine = list_all(ledger, command->as_json, error);
    ledger_close(ledger);
    return fine;
}

int command_kiosks(int argc, char **argv, void *context)
{
    struct ledger_command command = {.program = "kiosk-central kiosks",
                                     .needed = "--folder FOLDER is needed"};
    struct error error = {0};
    int code;

    (void)context;
    if (!ledger_command_parse(&command, argc, argv, &code))
        return code;
    return list(&command, &error) ? EXIT_FINE : arguments_mistake(command.program, &error);
}
