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
    struct arguments line = {command.program, "[FOLDER]", rows, &command.office, 1, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    return opening_command_run(&command);
}
