#include "app/central/server_command.h"

#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/text.h"

#include <string.h>

bool server_tell_port(const char *port_file, uint16_t port, struct error *error)
{
    char text[16];

    return port_file == NULL || (text_format(text, sizeof text, "%u\n", port) &&
                                 file_write(port_file, text, strlen(text), 0644, error));
}

int server_command_run(const struct server_command *command, int argc, char **argv)
{
    const char *folder = NULL, *port_file = NULL;
    const struct option_row rows[] = {
        {.name = "folder",
         .value = "FOLDER",
         .target = &folder,
         .meaning = command->folder_meaning},
        {.name = "port-file",
         .value = "FILE",
         .target = &port_file,
         .meaning = "write the port into this file once it is listened on"},
        {0},
    };
    struct error error = {0};

    struct arguments line = {command->program, NULL, rows, NULL, 0, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    if (folder == NULL)
        error_set(&error, ERROR_INPUT, "--folder FOLDER is needed");
    if (folder == NULL || !command->serve(folder, port_file, &error))
        return arguments_mistake(command->program, &error);
    return EXIT_FINE;
}
