#include "app/central/opening_command.h"

#include "app/central/confine.h"
#include "app/central/office.h"
#include "platform/base/clock.h"
#include "platform/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool parse_since(const char *text, int64_t *since_utc, struct error *error)
{
    char whole[CLOCK_TEXT_SIZE];
    *since_utc = 0;
    if (text == NULL || clock_parse(text, since_utc))
        return true;
    return (text_format(whole, sizeof whole, "%sT00:00:00Z", text) &&
            clock_parse(whole, since_utc)) ||
           error_set(error, ERROR_INPUT,
                     "--since is a day or a time in UTC: 2026-11-21 or 2026-11-21T21:35:00Z");
}

/* Paths not given are taken from the office's folder. */
static bool find_paths(const struct opening_command *command, char keys[static FILE_PATH_MAX],
                       char ledger[static FILE_PATH_MAX], struct error *error)
{
    if (command->output == NULL ||
        (command->office == NULL && (command->keys == NULL || command->ledger == NULL)))
        return error_set(error, ERROR_INPUT,
                         "it needs the office's folder, or --keys and --ledger, and --output; see "
                         "--help");
    bool fine = (command->keys != NULL ? text_copy(keys, FILE_PATH_MAX, command->keys)
                                       : file_join(keys, FILE_PATH_MAX, command->office, "open")) &&
                (command->ledger != NULL
                     ? text_copy(ledger, FILE_PATH_MAX, command->ledger)
                     : file_join(ledger, FILE_PATH_MAX, command->office, "receive/ledger.db"));
    return fine || error_set(error, ERROR_LIMIT, "a path is too long");
}

static bool open_all(struct opening_command *command, const char *ledger_path,
                     struct opening_result *result, struct error *error)
{
    struct opening *opening = opening_start(&command->child, error);
    struct ledger *ledger = NULL;
    if (opening != NULL && confine_to_folders_of(ledger_path, command->output, error))
        ledger = ledger_open(ledger_path, command->keep_states ? LEDGER_READ : LEDGER_WRITE, error);
    bool fine = ledger != NULL &&
                opening_run(opening, ledger, &command->choice, command->output, result, error);
    ledger_close(ledger);
    opening_destroy(opening);
    return fine;
}

static int tell(const struct opening_command *command, const struct opening_result *result)
{
    (void)printf("opened %" PRIu64 ", refused %" PRIu64 ", withdrawn %" PRIu64 ": %s\n",
                 result->opened, result->refused, result->withdrawn, command->output);
    return result->refused == 0 ? EXIT_FINE : EXIT_FAILED;
}

int opening_command_run(struct opening_command *command)
{
    char keys[FILE_PATH_MAX], ledger[FILE_PATH_MAX], who[LEDGER_WHO_SIZE];
    struct opening_result result;
    struct error error = {0};
    if (!find_paths(command, keys, ledger, &error) ||
        !parse_since(command->since, &command->choice.since_utc, &error) ||
        !text_format(who, sizeof who, "user %u", (unsigned)getuid()))
        return arguments_mistake(command->program, &error);
    command->child.keys = keys;
    command->choice.who = who;
    command->choice.now_utc = clock_utc(&clock_system);
    command->choice.keep_states = command->keep_states;
    if (!open_all(command, ledger, &result, &error))
        return arguments_mistake(command->program, &error);
    return tell(command, &result);
}
