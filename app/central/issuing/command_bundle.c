#include "app/central/commands.h"
#include "app/central/confine.h"
#include "app/central/issuing/bundle.h"
#include "app/central/issuing/enrol.h"
#include "app/central/office/office.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/crypto/signed_file.h"

#include <stdio.h>

static const char program[] = "kiosk-central bundle";

static bool make(const struct bundle_order *order, const char *output, struct error *error)
{
    char folder[FILE_PATH_MAX];
    struct buffer bundle;
    if (!office_path(folder, order->office, "issuing", error) ||
        !enrol_check_id(folder, order->kiosk_id, true, error))
        return false;
    buffer_init(&bundle, SIGNED_FILE_MAX);
    bool fine = bundle_build(order, &bundle, error) &&
                file_write(output, bundle.data, bundle.length, 0644, error);
    buffer_finish(&bundle);
    return fine;
}

int command_bundle(int argc, char **argv, void *context)
{
    const char *output = NULL;
    struct bundle_order order = {.now_utc = clock_utc(&clock_system)};
    const struct option_row rows[] = {
        {.name = "kiosk", .value = "ID", .target = &order.kiosk_id, .meaning = "its id, as 0417"},
        {.name = "site",
         .value = "FILE",
         .target = &order.site,
         .meaning = "the site's description (docs/examples/site.json)"},
        {.name = "output", .value = "FILE", .target = &output, .meaning = "where the bundle goes"},
        {0},
    };
    struct error error = {0};

    (void)context;
    struct arguments line = {program, "FOLDER", rows, &order.office, 1, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    if (line.operand_count != 1 || order.kiosk_id == NULL || order.site == NULL || output == NULL) {
        error_set(&error, ERROR_INPUT,
                  "it needs the office's folder, --kiosk, --site and --output; see --help");
        return arguments_mistake(program, &error);
    }
    if (!confine_to_files(&error) || !make(&order, output, &error))
        return arguments_mistake(program, &error);
    (void)printf(
        "%s is made: on kiosk %s, `kioskctl enrol install` puts it in place of the one before\n",
        output, order.kiosk_id);
    return EXIT_FINE;
}
