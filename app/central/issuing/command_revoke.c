#include "app/central/commands.h"
#include "app/central/confine.h"
#include "app/central/issuing/revoke.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"

#include <stdio.h>

static const char program[] = "kiosk-central revoke";

static void tell(const struct revoke_order *order, const struct revoke_result *result)
{
    (void)printf("kiosk %s: certificates revoked now: %zu%s\n"
                 "%s/issuing/crl.pem lists %zu; the enrol-server refuses them from now on\n"
                 "Copy crl.pem into every receiver's folder and send the receiver SIGHUP.\n",
                 order->kiosk_id, result->newly,
                 result->invitation_removed ? ", and its invitation is void" : "", order->office,
                 result->listed);
}

int command_revoke(int argc, char **argv, void *context)
{
    struct revoke_order order = {.now_utc = clock_utc(&clock_system)};
    const struct option_row rows[] = {
        {.name = "kiosk", .value = "ID", .target = &order.kiosk_id, .meaning = "its id, as 0417"},
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
    if (line.operand_count != 1 || order.kiosk_id == NULL) {
        error_set(&error, ERROR_INPUT, "it needs the office's folder and --kiosk; see --help");
        return arguments_mistake(program, &error);
    }
    if (!confine_to_files(&error) || !revoke_kiosk(&order, &result, &error))
        return arguments_mistake(program, &error);
    tell(&order, &result);
    return EXIT_FINE;
}
