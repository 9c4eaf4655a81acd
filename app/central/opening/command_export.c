#include "app/central/commands.h"

#include "app/central/opening/opening_command.h"
#include "platform/base/clock.h"
#include "platform/base/text.h"

#include <string.h>

#define BATCH_NAME_MAX 64

static bool choose_format(const char *name, struct opening_command *command, struct error *error)
{
    if (strcmp(name, "jsonl") == 0) {
        command->child.format = OPENING_LINES;
        return true;
    }
    if (strcmp(name, "csv") != 0)
        return error_set(error, ERROR_INPUT, "--format is csv or jsonl");
    command->child.format = OPENING_TABLE;
    return true;
}

/* Names the export where nobody did: the time is good enough to find it again. */
static bool name_batch(const char **name, char own[static BATCH_NAME_MAX], struct error *error)
{
    if (*name == NULL) {
        clock_format(clock_utc(&clock_system), own);
        *name = own;
    }
    size_t length = strlen(*name);
    return (length > 0 && length < BATCH_NAME_MAX && text_is_utf8(*name, length)) ||
           error_set(error, ERROR_INPUT, "--batch is a name of at most %d bytes",
                     BATCH_NAME_MAX - 1);
}

static bool check_state(const char *name, struct error *error)
{
    enum ledger_state state;
    if (name == NULL || (ledger_state_parse(name, &state) && state != LEDGER_WITHDRAWN))
        return true;
    return error_set(error, ERROR_INPUT,
                     "--state is sealed, opened, needs_call, entered, duplicate or cannot_use");
}

static int run(struct opening_command *command, const char *format)
{
    struct error error = {0};
    char own[BATCH_NAME_MAX];
    command->choice.with_pins = command->child.with_pins;
    bool fine = check_state(command->choice.state, &error) &&
                name_batch(&command->child.batch, own, &error) &&
                choose_format(format, command, &error);
    return fine ? opening_command_run(command) : arguments_mistake(command->program, &error);
}

int command_export(int argc, char **argv, void *context)
{
    (void)context;
    struct opening_command command = {.program = "kiosk-central export",
                                      .choice = {.command = "export"}};
    const char *format = "csv";
    const struct option_row rows[] = {
        {.name = "format", .value = "csv|jsonl", .target = &format, .meaning = "(csv)"},
        {.name = "batch",
         .value = "NAME",
         .target = &command.child.batch,
         .meaning = "what this export is called in its first column (the time)"},
        {.name = "state",
         .value = "STATE",
         .target = &command.choice.state,
         .meaning = "only those that are sealed, opened, needs_call, entered, duplicate or "
                    "cannot_use"},
        {.name = "for-alert-system",
         .flag = &command.child.with_pins,
         .meaning = "with the PINs, which only the alert system may have"},
        OPENING_COMMAND_ROWS(&command),
        {0},
    };
    struct arguments line = {command.program, "[FOLDER]", rows, &command.office, 1, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    return run(&command, format);
}
