/* What the office's servers, receive and enrol-server, do alike: command line, and telling the port. */
#ifndef APP_CENTRAL_SERVER_COMMAND_H
#define APP_CENTRAL_SERVER_COMMAND_H

#include "platform/base/error.h"

#include <stdint.h>

struct server_command {
    const char *program;        /* "kiosk-central receive" */
    const char *folder_meaning; /* of --folder, for the usage */
    /* Serves until it is told to end. `port_file` may be NULL. */
    bool (*serve)(const char *folder, const char *port_file, struct error *error);
};

/* Takes --folder, --port-file and --help, and serves. Returns the exit code. */
int server_command_run(const struct server_command *command, int argc, char **argv);

/* Writes the port for who started it on any free one; nothing where `port_file` is NULL. */
bool server_tell_port(const char *port_file, uint16_t port, struct error *error) MUST_USE;

#endif
