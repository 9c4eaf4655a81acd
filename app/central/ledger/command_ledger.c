#include "app/central/commands.h"
#include "app/central/ledger/ledger.h"
#include "platform/base/arguments.h"

#include <stdio.h>

#define PROGRAM "kiosk-central ledger"

/* With the rights of the ledger's owner, which no receiver needs to have. */
int command_ledger(int argc, char **argv, void *context)
{
    const char *location = NULL;
    const struct option_row rows[] = {{0}};
    struct error error = {0};
    struct ledger *ledger;

    (void)context;
    struct arguments line = {PROGRAM, "LEDGER", rows, &location, 1, 0};
    int exit_code;

    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    if (line.operand_count != 1) {
        error_set(&error, ERROR_INPUT, "name the ledger: a file, or a connection string");
        return arguments_mistake(PROGRAM, &error);
    }
    if (ledger_tells_password(location)) {
        error_set(&error, ERROR_INPUT, LEDGER_NO_PASSWORD);
        return arguments_mistake(PROGRAM, &error);
    }
    ledger = ledger_open(location, LEDGER_MAKE, &error);
    if (ledger == NULL)
        return arguments_mistake(PROGRAM, &error);
    printf("the ledger %s is there, in the version of this program\n", ledger_name(ledger));
    ledger_close(ledger);
    return EXIT_FINE;
}
