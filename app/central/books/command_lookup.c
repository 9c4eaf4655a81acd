#include "app/central/commands.h"
#include "app/central/ledger/ledger_command.h"
#include "app/registration/receipt_code.h"
#include "app/wire/chain.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/base/secret.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* What a person who asks by telephone may be told. */
static const char *words_of(enum ledger_state state)
{
    switch (state) {
    case LEDGER_NEEDS_CALL:
        return "we need to reach the person who asked";
    case LEDGER_ENTERED:
        return "done";
    case LEDGER_DUPLICATE:
        return "the same as an earlier request";
    case LEDGER_CANNOT_USE:
        return "it cannot be used: please make a new request";
    case LEDGER_WITHDRAWN:
        return "stopped";
    default:
        return "we are working on it";
    }
}

/* The day and its half in UTC: finer than that, a receipt would say who stood at the kiosk. */
static void half_day(int64_t utc, char text[static 32])
{
    char full[CLOCK_TEXT_SIZE];

    clock_format(utc, full);
    snprintf(text, 32, "%.10s %s", full, strncmp(full + 11, "12", 2) < 0 ? "a.m." : "p.m.");
}

/* From the command line, or with "-" a line of standard input, which no list of processes shows. */
static bool read_code(const char *operand, char code[static RECEIPT_CODE_SIZE], struct error *error)
{
    char typed[RECEIPT_CODE_TYPED_MAX + 2] = "";
    bool fine;

    if (strcmp(operand, "-") == 0) {
        if (fgets(typed, sizeof typed, stdin) != NULL)
            typed[strcspn(typed, "\r\n")] = '\0';
        operand = typed;
    }
    fine = receipt_code_parse(operand, code);
    secret_wipe(typed, sizeof typed);
    return fine || error_set(error, ERROR_INPUT,
                             "that is not a receipt code: it has 12 characters, and the last one "
                             "does not fit if one is wrong; read it again");
}

static void print_found(const struct ledger_record *record, bool as_json)
{
    char when[32], deleted[32], name[LEDGER_KIOSK_SIZE + 24];

    half_day(record->received_utc, when);
    half_day(record->retired_utc, deleted);
    snprintf(name, sizeof name, "%s-%" PRIu64, record->kiosk, record->sequence);
    if (as_json) {
        json_t *object = json_pack(
            "{s:b, s:s, s:s, s:s, s:s, s:s?}", "received", 1, "request", name, "received_half_day",
            when, "state", ledger_state_name(record->state), "words", words_of(record->state),
            "deleted_half_day", record->retired_utc > 0 ? deleted : NULL);

        (void)json_dumpf(object, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(object);
        return;
    }
    printf("received %s (UTC), request %s: %s%s%s\n", when, name, words_of(record->state),
           record->retired_utc > 0 ? "; what was asked was deleted " : "",
           record->retired_utc > 0 ? deleted : "");
}

static int print_absent(bool as_json)
{
    puts(as_json ? "{\"received\":false}" : "not received yet");
    return EXIT_FAILED;
}

static int look_up(const struct ledger_command *command, struct error *error)
{
    char code[RECEIPT_CODE_SIZE];
    uint8_t hash[CHAIN_HASH_SIZE];
    struct ledger_record record;
    struct ledger *ledger = ledger_command_open(command, error);
    bool found;

    if (ledger == NULL)
        return arguments_mistake(command->program, error);
    found = read_code(command->operand, code, error) && chain_lookup(code, hash, error);
    secret_wipe(code, sizeof code);
    if (!found) {
        ledger_close(ledger);
        return arguments_mistake(command->program, error);
    }
    found = ledger_find_receipt(ledger, hash, &record, error);
    ledger_close(ledger);
    if (!found && error->kind == ERROR_NOT_FOUND)
        return print_absent(command->as_json);
    if (!found)
        return arguments_mistake(command->program, error);
    print_found(&record, command->as_json);
    return EXIT_FINE;
}

int command_lookup(int argc, char **argv, void *context)
{
    struct ledger_command command = {.program = "kiosk-central lookup",
                                     .operand_words = "CODE (- reads it from standard input)",
                                     .needed = "--folder FOLDER and one receipt code are needed"};
    struct error error = {0};
    int code;

    (void)context;
    return ledger_command_parse(&command, argc, argv, &code) ? look_up(&command, &error) : code;
}
