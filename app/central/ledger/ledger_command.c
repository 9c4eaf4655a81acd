#include "app/central/ledger/ledger_command.h"

#include "app/central/confine.h"
#include "app/central/receive/receive_config.h"
#include "platform/base/arguments.h"

bool ledger_command_parse(struct ledger_command *command, int argc, char **argv, int *code)
{
    const struct option_row rows[] = {
        {.name = "folder",
         .value = "FOLDER",
         .target = &command->folder,
         .meaning = "the receiver's folder, with receive.ini"},
        {.name = "json", .flag = &command->as_json, .meaning = "for programs"},
        {.name = command->file_option,
         .value = "FILE",
         .target = &command->file,
         .meaning = command->file_words},
        {0},
    };
    struct arguments line = {command->program,
                             command->operand_words,
                             rows,
                             &command->operand,
                             command->operand_words != NULL ? 1 : 0,
                             0};
    struct error error = {0};

    if (!arguments_take(&line, argc, argv, code))
        return false;
    if (command->folder == NULL || line.operand_count != line.operands_max) {
        error_set(&error, ERROR_INPUT, "%s", command->needed);
        *code = arguments_mistake(command->program, &error);
        return false;
    }
    return true;
}

/* A database is connected to before the network is given up. */
struct ledger *ledger_command_open(const struct ledger_command *command, struct error *error)
{
    struct receive_config config;
    struct ledger *ledger = NULL;

    if (!receive_config_load(command->folder, &config, error))
        return NULL;
    if (ledger_is_database(config.ledger) &&
        (ledger = ledger_open(config.ledger, LEDGER_READ, error)) == NULL)
        return NULL;
    if (!confine_to_files(error)) {
        ledger_close(ledger);
        return NULL;
    }
    return ledger != NULL ? ledger : ledger_open(config.ledger, LEDGER_READ, error);
}
