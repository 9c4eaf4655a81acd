#include "app/central/commands.h"
#include "app/central/receive/opening_guard.h"
#include "app/central/receive/receiver.h"
#include "app/central/server_command.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <stdio.h>
#include <string.h>

#define PROGRAM "kiosk-central receive"
#define FILES   5 /* that are read again */

/* The port is open; what is left is the ledger and what SIGHUP reads again. A new file comes by a
 * rename, so its folder is named, not the file of today. */
static bool confine(const char *folder, const struct receive_config *config,
                    const struct ledger *ledger, struct error *error)
{
    const char *files[] = {config->certificate, config->key, config->kiosks, config->revoked,
                           config->refused};
    char folders[FILES][FILE_PATH_MAX];
    const char *read[FILES + 2 + LEDGER_NEEDS_MAX + 1] = {folder, NULL};
    struct ledger_needs needs;
    struct sandbox_plan plan = {
        .program = PROGRAM, .groups = SANDBOX_FILES | SANDBOX_INET | SANDBOX_THREADS, .read = read};

    _Static_assert(sizeof files / sizeof files[0] == FILES, "each file has its folder");
    ledger_needs(ledger, &needs);
    for (size_t i = 0; i < FILES; i++) {
        if (!file_folder_of(files[i], folders[i], error))
            return false;
        read[i + 1] = folders[i];
    }
    read[FILES + 1] = config->updates[0] != '\0' ? config->updates : folder;
    for (size_t i = 0; i < LEDGER_NEEDS_MAX && needs.read[i] != NULL; i++)
        read[FILES + 2 + i] = needs.read[i];
    plan.write = (const char *[]){needs.folder, NULL};
    plan.connect_ports = needs.ports;
    if (needs.unix_socket)
        plan.groups |= SANDBOX_UNIX;
    return sandbox_enter(&plan, error);
}

static bool receive(const char *folder, const char *port_file, struct error *error)
{
    struct receive_config config;
    struct receiver *receiver = NULL;
    struct ledger *ledger = NULL;
    bool fine = false;

    if (!receive_config_load(folder, &config, error) ||
        !opening_guard_check(config.opening, error) ||
        (receiver = receiver_create(folder, &config, error)) == NULL)
        goto done;
    ledger = ledger_open(config.ledger, LEDGER_MAKE, error);
    if (ledger == NULL || !server_tell_port(port_file, receiver_port(receiver), error) ||
        !confine(folder, &config, ledger, error))
        goto done;
    log_info("receiving on %s port %u", config.address, receiver_port(receiver));
    fine = receiver_run(receiver, ledger, error);
done:
    receiver_destroy(receiver);
    ledger_close(ledger);
    return fine;
}

int command_receive(int argc, char **argv, void *context)
{
    static const struct server_command command = {
        .program = PROGRAM,
        .folder_meaning = "the receiver's folder, with receive.ini, made by init",
        .serve = receive};

    (void)context;
    return server_command_run(&command, argc, argv);
}
