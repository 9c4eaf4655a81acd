#include "app/central/commands.h"

#include "app/central/confine.h"
#include "app/central/office/init.h"
#include "app/central/office/office.h"
#include "app/central/opening/passphrase.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool check_port(const char *name, const char *port, struct error *error)
{
    char *end = NULL;
    long number = strtol(port, &end, 10);
    if (port[0] == '\0' || *end != '\0' || number < 0 || number > 65535)
        return error_set(error, ERROR_INPUT, "--%s is a number from 0 to 65535", name);
    return true;
}

static bool check_address(const char *address, struct error *error)
{
    return strspn(address, "0123456789abcdefABCDEF.:") == strlen(address) ||
           error_set(error, ERROR_INPUT, "--address is a numeric address");
}

static bool check_operand(const char *operand, struct error *error)
{
    return operand != NULL ||
           error_set(error, ERROR_INPUT, "name the folder to make: init FOLDER --host NAME");
}

static void tell(const char *office)
{
    (void)printf(
        "%s is made.\n"
        "  roots/    take offline now: whoever has these keys can replace everything else\n"
        "  issuing/  for the host where kiosks enrol\n"
        "  signing/  signs site bundles, when kiosks are invited: on no host that kiosks reach\n"
        "  receive/  for the host that kiosks reach; it must not see the other folders\n"
        "  open/     for the opening room: opening.key opens every request, keep a copy of it "
        "safe\n"
        "  public/   certificates; site-root.pem goes onto every kiosk\n",
        office);
}

int command_init(int argc, char **argv, void *context)
{
    (void)context;
    char passphrase[PASSPHRASE_MAX];
    struct passphrase_option encryption = {0};
    const char *operand = NULL, *host_list = NULL, *port = "8443", *enrol_port = "8444",
               *address = "0.0.0.0";
    const struct option_row rows[] = {
        {.name = "host",
         .value = "NAME,…",
         .target = &host_list,
         .meaning = "names and addresses by which kiosks reach the receiver"},
        {.name = "port", .value = "N", .target = &port, .meaning = "of the receiver (8443)"},
        {.name = "enrol-port",
         .value = "N",
         .target = &enrol_port,
         .meaning = "of the enrol-server (8444)"},
        {.name = "address", .value = "IP", .target = &address, .meaning = "to listen on (0.0.0.0)"},
        PASSPHRASE_ROWS(&encryption),
        {0},
    };
    struct error error = {0};
    char names[1024];
    const char *hosts[ISSUE_HOSTS_MAX + 1];

    struct arguments line = {"kiosk-central init", "FOLDER", rows, &operand, 1, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    struct init_order order = {.office = operand,
                               .hosts = hosts,
                               .port = port,
                               .enrol_port = enrol_port,
                               .address = address,
                               .now_utc = clock_utc(&clock_system)};
    if (!check_operand(operand, &error) || !check_port("port", port, &error) ||
        !check_port("enrol-port", enrol_port, &error) || !check_address(address, &error) ||
        !office_hosts(host_list == NULL ? "" : host_list, names, hosts, &error) ||
        !passphrase_for_new(&encryption, "the opening key", passphrase, &order.passphrase, &error))
        return arguments_mistake("kiosk-central init", &error);
    bool fine = confine_to_files(&error) && init_office(&order, &error);
    secret_wipe(passphrase, sizeof passphrase);
    if (!fine)
        return arguments_mistake("kiosk-central init", &error);
    tell(operand);
    return EXIT_FINE;
}
