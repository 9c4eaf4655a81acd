#include "app/central/commands.h"

#include "app/central/confine.h"
#include "app/central/issuing/enrol.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/base/hex.h"

#include <stdio.h>

static const char program[] = "kiosk-central enrol";

static void tell(const struct enrol_order *order, const struct enrol_result *result)
{
    char ends[CLOCK_TEXT_SIZE], key[2 * DIGEST_SIZE + 1];
    clock_format(result->certificate_ends_utc, ends);
    hex_encode(result->key_fingerprint, DIGEST_SIZE, key);
    (void)printf("kiosk %s is enrolled until %s\nkey    %s\nbundle %s\n"
                 "Compare the key with the one that `kioskctl enrol request` showed.\n",
                 order->kiosk_id, ends, key, order->bundle);
}

static bool is_complete(const struct enrol_order *order, size_t operands, struct error *error)
{
    if (operands == 1 && order->request != NULL && order->kiosk_id != NULL && order->site != NULL &&
        order->bundle != NULL)
        return true;
    return error_set(
        error, ERROR_INPUT,
        "it needs the office's folder, --csr, --kiosk, --site and --output; see --help");
}

int command_enrol(int argc, char **argv, void *context)
{
    (void)context;
    struct enrol_order order = {.now_utc = clock_utc(&clock_system)};
    const struct option_row rows[] = {
        {.name = "csr",
         .value = "FILE",
         .target = &order.request,
         .meaning = "the kiosk's request, from `kioskctl enrol request`"},
        {.name = "kiosk", .value = "ID", .target = &order.kiosk_id, .meaning = "its id, as 0417"},
        {.name = "site",
         .value = "FILE",
         .target = &order.site,
         .meaning = "the site's description (docs/examples/site.json)"},
        {.name = "output",
         .value = "FILE",
         .target = &order.bundle,
         .meaning = "where the signed site bundle goes"},
        {.name = "again", .flag = &order.again, .meaning = "a new certificate for a known kiosk"},
        {0},
    };
    struct enrol_result result = {0};
    struct error error = {0};

    struct arguments line = {program, "FOLDER", rows, &order.office, 1, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    if (!is_complete(&order, line.operand_count, &error) || !confine_to_files(&error) ||
        !enrol_kiosk(&order, &result, &error))
        return arguments_mistake(program, &error);
    tell(&order, &result);
    return EXIT_FINE;
}
