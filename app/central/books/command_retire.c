#include "app/central/commands.h"

#include "app/central/confine.h"
#include "app/central/ledger/ledger.h"
#include "app/central/receive/receive_config.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/base/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM         "kiosk-central retire"
#define DAYS_MAX        36500
#define SECONDS_PER_DAY 86400

struct retire_command {
    const char *folder, *location, *days; /* NULL: not given */
    bool dry_run, as_json;
};

static bool read_days(const struct retire_command *command, const struct receive_config *config,
                      int64_t *days, struct error *error)
{
    char *end = NULL;

    *days = config->retention_days;
    if (command->days != NULL) {
        *days = strtol(command->days, &end, 10);
        if (end == command->days || *end != '\0' || *days < 0 || *days > DAYS_MAX)
            return error_set(error, ERROR_INPUT, "--days is a number from 0 to %d", DAYS_MAX);
        return true;
    }
    return *days > 0 || error_set(error, ERROR_INPUT,
                                  "nothing is deleted: receive.ini has no [retention] days, or 0; "
                                  "write it there, or say --days");
}

/* A database is connected to before the network is given up. */
static struct ledger *open_ledger(const struct retire_command *command, const char *location,
                                  struct error *error)
{
    const enum ledger_access access = command->dry_run ? LEDGER_READ : LEDGER_WRITE;
    const bool database = ledger_is_database(location);
    struct ledger *ledger = database ? ledger_open(location, access, error) : NULL;

    if ((database && ledger == NULL) || !confine_to_files(error)) {
        ledger_close(ledger);
        return NULL;
    }
    return database ? ledger : ledger_open(location, access, error);
}

static bool retire(const struct retire_command *command, struct ledger_retired *retired,
                   struct error *error)
{
    struct receive_config config;
    char who[LEDGER_WHO_SIZE];
    struct ledger_retirement order = {
        .now_utc = clock_utc(&clock_system), .who = who, .dry_run = command->dry_run};
    struct ledger *ledger;
    int64_t days;
    bool fine;

    if (!receive_config_load(command->folder, &config, error) ||
        !read_days(command, &config, &days, error) ||
        !text_format(who, sizeof who, "user %u", (unsigned)getuid()))
        return false;
    order.before_utc = order.now_utc - days * SECONDS_PER_DAY + (days == 0);
    ledger =
        open_ledger(command, command->location != NULL ? command->location : config.ledger, error);
    fine = ledger != NULL && ledger_retire(ledger, &order, retired, error);
    ledger_close(ledger);
    return fine;
}

static void print_retired(const struct ledger_retired *retired, bool dry_run)
{
    printf("%s %" PRIu64 " requests in %" PRIu64 " batches, %" PRIu64 " bytes\n",
           dry_run ? "would delete" : "deleted", retired->requests, retired->batches,
           retired->bytes);
    if (retired->sealed > 0)
        printf("kept: %" PRIu64 " requests of that age that nobody ever opened\n", retired->sealed);
    if (retired->needs_call > 0)
        printf("kept: %" PRIu64 " requests for which a call has been needed that long\n",
               retired->needs_call);
    if (retired->waiting > 0)
        printf("kept: %" PRIu64 " finished requests that came in one batch with such\n",
               retired->waiting);
}

static void print_json(const struct ledger_retired *retired)
{
    json_t *object =
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "batches", (json_int_t)retired->batches,
                  "requests", (json_int_t)retired->requests, "bytes", (json_int_t)retired->bytes,
                  "kept_sealed", (json_int_t)retired->sealed, "kept_needs_call",
                  (json_int_t)retired->needs_call, "kept_waiting", (json_int_t)retired->waiting);

    (void)json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(object);
}

int command_retire(int argc, char **argv, void *context)
{
    struct retire_command command = {.folder = NULL};
    const struct option_row rows[] = {
        {.name = "folder",
         .value = "FOLDER",
         .target = &command.folder,
         .meaning = "the receiver's folder, with receive.ini"},
        {.name = "days",
         .value = "N",
         .target = &command.days,
         .meaning = "finished that many days ago or longer ([retention] days)"},
        {.name = "ledger",
         .value = "LEDGER",
         .target = &command.location,
         .meaning = "another way to the ledger: a database as its owner"},
        {.name = "dry-run", .flag = &command.dry_run, .meaning = "only counts"},
        {.name = "json", .flag = &command.as_json, .meaning = "for programs"},
        {0},
    };
    struct ledger_retired retired;
    struct error error = {0};

    (void)context;
    struct arguments line = {PROGRAM, NULL, rows, NULL, 0, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    if (command.folder == NULL)
        error_set(&error, ERROR_INPUT, "--folder FOLDER is needed");
    if (command.folder == NULL || !retire(&command, &retired, &error))
        return arguments_mistake(PROGRAM, &error);
    if (command.as_json)
        print_json(&retired);
    else
        print_retired(&retired, command.dry_run);
    return EXIT_FINE;
}
