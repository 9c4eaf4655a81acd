#include "app/central/commands.h"
#include "app/central/confine.h"
#include "app/central/issuing/revoke.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"

#include <stdio.h>

static const char program[] = "kiosk-central revoke";

static void tell(const struct revoke_order *order, const struct revoke_result *result)
{
    if (order->kiosk_id != NULL)
        (void)printf("kiosk %s: certificates revoked now: %zu%s\n", order->kiosk_id, result->newly,
                     result->invitation_removed ? ", and its invitation is void" : "");
    (void)printf("%s/issuing/crl.pem lists %zu; the enrol-server refuses them from now on\n",
                 order->office, result->listed);
    (void)printf(result->given ? "%s/receive has the list: that receiver refuses them within "
                                 "seconds. Copy crl.pem into the folder of every other.\n"
                               : "There is no %s/receive: copy crl.pem into the folder of every "
                                 "receiver, which then refuses them within seconds.\n",
                 order->office);
}

int command_revoke(int argc, char **argv, void *context)
{
    struct revoke_order order = {.now_utc = clock_utc(&clock_system)};
    bool list_only = false;
    const struct option_row rows[] = {
        {.name = "kiosk", .value = "ID", .target = &order.kiosk_id, .meaning = "its id, as 0417"},
        {.name = "list",
         .flag = &list_only,
         .meaning = "revoke nothing; make the list of what is revoked anew"},
        {.name = "certificate",
         .value = "SHA-256",
         .target = &order.fingerprint,
         .meaning = "only the one with this fingerprint; else all that the kiosk has"},
        {0},
    };
    struct revoke_result result = {0};
    struct error error = {0};

    (void)context;
    struct arguments line = {program, "FOLDER", rows, &order.office, 1, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    if (line.operand_count != 1 || (order.kiosk_id == NULL) != list_only ||
        (list_only && order.fingerprint != NULL)) {
        error_set(&error, ERROR_INPUT,
                  "it needs the office's folder, and --kiosk or --list; see --help");
        return arguments_mistake(program, &error);
    }
    if (!confine_to_files(&error) || !revoke_kiosk(&order, &result, &error))
        return arguments_mistake(program, &error);
    tell(&order, &result);
    return EXIT_FINE;
}
