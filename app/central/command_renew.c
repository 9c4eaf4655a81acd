#include "app/central/commands.h"

#include "app/central/confine.h"
#include "app/central/passphrase.h"
#include "app/central/renew.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/base/secret.h"

#include <stdio.h>
#include <string.h>

static const char program[] = "kiosk-central renew";

static bool is_complete(size_t operands, struct error *error)
{
    if (operands == 2)
        return true;
    return error_set(
        error, ERROR_INPUT,
        "it needs the office's folder and what to renew: server, enrol-server, opening, signing or "
        "acknowledging");
}

static bool is_for_opening(const struct passphrase_option *encryption, const char *what,
                           struct error *error)
{
    return !encryption->encrypt || strcmp(what, "opening") == 0 ||
           error_set(error, ERROR_INPUT,
                     "--encrypt is for opening keys: the others are used by services, which nobody "
                     "could give a passphrase");
}

int command_renew(int argc, char **argv, void *context)
{
    (void)context;
    bool help = false;
    char passphrase[PASSPHRASE_MAX];
    struct passphrase_option encryption = {0};
    const char *operands[2] = {NULL, NULL};
    struct renew_order order = {.now_utc = clock_utc(&clock_system)};
    const struct option_row rows[] = {
        {.name = "host",
         .value = "NAME,…",
         .target = &order.hosts,
         .meaning = "for a server: names and addresses by which kiosks reach it"},
        PASSPHRASE_ROWS(&encryption),
        {.name = "help", .flag = &help, .meaning = "says this"},
        {0},
    };
    struct error error = {0};
    size_t count = 0;
    char made[RENEW_NAME_SIZE] = "";

    if (!arguments_parse(argc, argv, rows, operands, 2, &count, &error))
        return arguments_mistake(program, &error);
    if (help) {
        arguments_print_options(program, "FOLDER server|enrol-server|opening|signing|acknowledging",
                                rows);
        return EXIT_FINE;
    }
    order.office = operands[0];
    order.what = operands[1];
    if (!is_complete(count, &error) || !is_for_opening(&encryption, operands[1], &error) ||
        !passphrase_for_new(&encryption, "the opening key", passphrase, &order.passphrase, &error))
        return arguments_mistake(program, &error);
    bool fine = confine_to_files(&error) && renew_key(&order, made, &error);
    secret_wipe(passphrase, sizeof passphrase);
    if (!fine)
        return arguments_mistake(program, &error);
    (void)printf("%s.key and %s.pem are made; the ones before stay as they are\n", made, made);
    return EXIT_FINE;
}
