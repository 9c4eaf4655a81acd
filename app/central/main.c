#include "app/central/commands.h"
#include "app/central/opening/passphrase.h"
#include "platform/base/arguments.h"
#include "platform/base/log.h"
#include "platform/sandbox/sandbox.h"

#include <unistd.h>

int main(int argc, char **argv)
{
    static const struct command_row rows[] = {
        {"init", "makes a central office's folders, roots and keys", command_init},
        {"enrol", "signs a kiosk's request and makes its site bundle", command_enrol},
        {"invite", "makes a one-time code and the file with which a kiosk enrols", command_invite},
        {"enrol-server", "gives certificates to invited kiosks and renews them",
         command_enrol_server},
        {"bundle", "makes a new site bundle for a kiosk that has its certificate", command_bundle},
        {"revoke", "takes a kiosk's certificates back", command_revoke},
        {"renew", "makes a new server, opening or signing key", command_renew},
        {"receive", "takes sealed requests and health reports from kiosks", command_receive},
        {"import", "takes sealed requests from a drive, and acknowledges them on it",
         command_import},
        {"kiosks", "says how each kiosk is", command_kiosks},
        {"audit", "holds chains, kiosks' reports and rows against what was signed", command_audit},
        {"ledger", "makes a ledger, or brings an older one to this version", command_ledger},
        {"lookup", "says whether the request of a receipt has arrived", command_lookup},
        {"open", "opens requests into a file", command_open},
        {"export", "opens requests into a table for the alert system", command_export},
        {"mark", "says what became of requests: entered, a duplicate, withdrawn, …", command_mark},
        {"retire", "deletes requests that were finished long enough ago", command_retire},
        {"keys", "says which opening keys stored requests still need", command_keys},
        {"trail", "says who opened and exported what, and whether that was changed", command_trail},
        {NULL, NULL, NULL},
    };
    struct error error = {0};
    log_start("kiosk-central");
    int passphrase = passphrase_descriptor(argc, argv);
    if (!sandbox_prepare(&passphrase, passphrase > STDERR_FILENO ? 1 : 0, &error))
        return arguments_mistake("kiosk-central", &error);
    return arguments_dispatch("kiosk-central", argc, argv, rows, NULL);
}
