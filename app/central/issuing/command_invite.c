#include "app/central/commands.h"
#include "app/central/confine.h"
#include "app/central/issuing/invite.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/base/secret.h"

#include <stdio.h>
#include <stdlib.h>

static const char program[] = "kiosk-central invite";

static void tell(const struct invite_order *order, const char *code, int64_t ends_utc)
{
    char grouped[ENROL_CODE_GROUPED_SIZE], ends[CLOCK_TEXT_SIZE];
    enrol_code_group(code, grouped);
    clock_format(ends_utc, ends);
    (void)printf("kiosk %s is invited until %s\ninvitation %s\ncode       %s\n"
                 "The code is good once and is not shown again: say it to the person at the kiosk, "
                 "never send it with the invitation.\n",
                 order->kiosk_id, ends, order->output, grouped);
    (void)fflush(stdout);
    secret_wipe(grouped, sizeof grouped);
}

static bool check_order(struct invite_order *order, const char *days, size_t operands,
                        struct error *error)
{
    char *end = NULL;
    if (operands != 1 || order->kiosk_id == NULL || order->site == NULL || order->output == NULL)
        return error_set(error, ERROR_INPUT,
                         "it needs the office's folder, --kiosk, --site and --output; see --help");
    order->days = days == NULL ? INVITE_DAYS : strtol(days, &end, 10);
    if ((days != NULL && (end == days || *end != '\0')) || order->days < 1 ||
        order->days > INVITE_DAYS_MAX)
        return error_set(error, ERROR_INPUT, "--days is a number from 1 to %d", INVITE_DAYS_MAX);
    return true;
}

int command_invite(int argc, char **argv, void *context)
{
    const char *days = NULL;
    struct invite_order order = {.now_utc = clock_utc(&clock_system)};
    const struct option_row rows[] = {
        {.name = "kiosk", .value = "ID", .target = &order.kiosk_id, .meaning = "its id, as 0417"},
        {.name = "site",
         .value = "FILE",
         .target = &order.site,
         .meaning = "the site's description (docs/examples/site.json)"},
        {.name = "days", .value = "N", .target = &days, .meaning = "the code is good for (7)"},
        {.name = "output",
         .value = "FILE",
         .target = &order.output,
         .meaning = "where the invitation goes"},
        {.name = "again", .flag = &order.again, .meaning = "a new certificate for a known kiosk"},
        {0},
    };
    struct error error = {0};
    int64_t ends_utc = 0;
    char code[ENROL_CODE_SIZE];

    (void)context;
    struct arguments line = {program, "FOLDER", rows, &order.office, 1, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    if (!check_order(&order, days, line.operand_count, &error) || !confine_to_files(&error) ||
        !invite_kiosk(&order, code, &ends_utc, &error))
        return arguments_mistake(program, &error);
    tell(&order, code, ends_utc);
    secret_wipe(code, sizeof code);
    return EXIT_FINE;
}
