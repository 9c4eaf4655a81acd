#include "app/central/commands.h"

#include "app/central/opening/opening_command.h"

int command_open(int argc, char **argv, void *context)
{
    (void)context;
    struct opening_command command = {.program = "kiosk-central open",
                                      .child = {.format = OPENING_AS_SEALED, .batch = ""},
                                      .choice = {.command = "open", .with_pins = true}};
    const struct option_row rows[] = {
        {.name = "new",
         .flag = &command.choice.new_only,
         .meaning = "only requests that were not opened before"},
        {.name = "request",
         .value = "NAME",
         .target = &command.choice.request,
         .meaning = "only this one: kiosk and sequence number, as 0417-1318"},
        OPENING_COMMAND_ROWS(&command),
        {0},
    };
    struct error error = {0};
    size_t operands = 0;
    if (!arguments_parse(argc, argv, rows, &command.office, 1, &operands, &error))
        return arguments_mistake(command.program, &error);
    if (command.help) {
        arguments_print_options(command.program, "[FOLDER]", rows);
        return EXIT_FINE;
    }
    return opening_command_run(&command);
}
