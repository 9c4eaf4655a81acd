#include "app/central/ledger/ledger_command.h"

#include "app/central/confine.h"
#include "app/central/receive/receive_config.h"
#include "platform/base/arguments.h"

bool ledger_command_parse(struct ledger_command *command, int argc, char **argv, int *code)
{
    bool help = false;
    const struct option_row rows[] = {
        {.name = "folder",
         .value = "FOLDER",
         .target = &command->folder,
         .meaning = "the receiver's folder, with receive.ini"},
        {.name = "json", .flag = &command->as_json, .meaning = "for programs"},
        {.name = "help", .flag = &help, .meaning = "says this"},
        {.name = command->file_option,
         .value = "FILE",
         .target = &command->file,
         .meaning = command->file_words},
        {0},
    };
    const size_t wanted = command->operand_words != NULL ? 1 : 0;
    struct error error = {0};
    size_t operands = 0;

    *code = EXIT_FINE;
    if (!arguments_parse(argc, argv, rows, &command->operand, wanted, &operands, &error)) {
        *code = arguments_mistake(command->program, &error);
        return false;
    }
    if (help) {
        arguments_print_options(command->program, wanted > 0 ? command->operand_words : "", rows);
        return false;
    }
    if (command->folder == NULL || operands != wanted) {
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
