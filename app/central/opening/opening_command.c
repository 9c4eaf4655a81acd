#include "app/central/opening/opening_command.h"

#include "app/central/confine.h"
#include "app/central/office/office.h"
#include "app/central/receive/receive_config.h"
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

bool opening_find_ledger(const char *office, char ledger[static FILE_PATH_MAX], struct error *error)
{
    char folder[FILE_PATH_MAX];
    struct receive_config config;
    struct error reason = {0};
    bool fine;

    if (!file_join(folder, sizeof folder, office, "receive"))
        return error_set(error, ERROR_LIMIT, "a path is too long");
    if (receive_config_load(folder, &config, &reason))
        fine = text_copy(ledger, FILE_PATH_MAX, config.ledger);
    else if (reason.kind == ERROR_NOT_FOUND)
        fine = file_join(ledger, FILE_PATH_MAX, folder, "ledger.db");
    else
        return error_set(error, reason.kind, "%s", reason.text);
    return fine || error_set(error, ERROR_LIMIT, "a path is too long");
}

/* Places not given are taken from the office's folder. */
static bool find_paths(const struct opening_command *command, char keys[static FILE_PATH_MAX],
                       char ledger[static FILE_PATH_MAX], struct error *error)
{
    if (command->output == NULL ||
        (command->office == NULL && (command->keys == NULL || command->ledger == NULL)))
        return error_set(error, ERROR_INPUT,
                         "it needs the office's folder, or --keys and --ledger, and --output; see "
                         "--help");
    bool fine = command->keys != NULL ? text_copy(keys, FILE_PATH_MAX, command->keys)
                                      : file_join(keys, FILE_PATH_MAX, command->office, "open");
    if (!fine)
        return error_set(error, ERROR_LIMIT, "a path is too long");
    if (command->ledger == NULL)
        return opening_find_ledger(command->office, ledger, error);
    if (ledger_tells_password(command->ledger))
        return error_set(error, ERROR_INPUT, LEDGER_NO_PASSWORD);
    return text_copy(ledger, FILE_PATH_MAX, command->ledger) ||
           error_set(error, ERROR_LIMIT, "a path is too long");
}

static bool find_trail(const struct opening_command *command, const char *keys,
                       char trail[static FILE_PATH_MAX], struct error *error)
{
    bool fine = command->trail != NULL ? text_copy(trail, FILE_PATH_MAX, command->trail)
                                       : file_join(trail, FILE_PATH_MAX, keys, TRAIL_FILE_NAME);
    return fine || error_set(error, ERROR_LIMIT, "a path is too long");
}

/* A database is connected to before the network is given up; a file is opened with the rights that are left. */
static struct ledger *open_confined(const struct opening_command *command, const char *location,
                                    struct error *error)
{
    const bool database = ledger_is_database(location);
    const enum ledger_access access = command->keep_states ? LEDGER_READ : LEDGER_WRITE;
    struct ledger *ledger = database ? ledger_open(location, access, error) : NULL;

    if ((database && ledger == NULL) ||
        !confine_to_folders_of(database ? command->output : location, command->output, error)) {
        ledger_close(ledger);
        return NULL;
    }
    return database ? ledger : ledger_open(location, access, error);
}

static bool open_all(struct opening_command *command, const char *location, const char *trail,
                     struct opening_result *result, struct error *error)
{
    struct opening *opening = opening_start(&command->child, error);
    struct ledger *ledger = NULL;
    if (opening != NULL && (command->choice.trail = trail_open(trail, error)) != NULL)
        ledger = open_confined(command, location, error);
    bool fine = ledger != NULL &&
                opening_run(opening, ledger, &command->choice, command->output, result, error);
    ledger_close(ledger);
    trail_close(command->choice.trail);
    opening_destroy(opening);
    return fine;
}

static int tell(const struct opening_command *command, const struct opening_result *result)
{
    (void)printf(
        "opened %" PRIu64 ", refused %" PRIu64 ", withdrawn %" PRIu64 ", deleted %" PRIu64 ": %s\n",
        result->opened, result->refused, result->withdrawn, result->retired, command->output);
    return result->refused == 0 ? EXIT_FINE : EXIT_FAILED;
}

int opening_command_run(struct opening_command *command)
{
    char keys[FILE_PATH_MAX], ledger[FILE_PATH_MAX], trail[FILE_PATH_MAX], who[LEDGER_WHO_SIZE];
    struct trail_person person;
    struct opening_result result;
    struct error error = {0};
    if (!find_paths(command, keys, ledger, &error) || !find_trail(command, keys, trail, &error) ||
        !parse_since(command->since, &command->choice.since_utc, &error) ||
        !text_format(who, sizeof who, "user %u", (unsigned)getuid()))
        return arguments_mistake(command->program, &error);
    command->child.keys = keys;
    trail_find_person(&person);
    command->choice.person = &person;
    command->choice.who = who;
    command->choice.now_utc = clock_utc(&clock_system);
    command->choice.keep_states = command->keep_states;
    if (!open_all(command, ledger, trail, &result, &error))
        return arguments_mistake(command->program, &error);
    return tell(command, &result);
}
