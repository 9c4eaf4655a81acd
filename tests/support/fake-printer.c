/*
 * A printer that is none, for end-to-end tests: fake-printer tcp|line BEHAVIOUR
 * [FOLDER]. Prints the device for the configuration, then takes lines: a
 * behaviour's name changes it; "count" is answered with receipts cut and rows
 * printed; the end of input ends it.
 */
#include "tests/support/lib/fake_printer.h"

#include <stdio.h>
#include <string.h>

static void obey(struct fake_printer *printer, const char *line)
{
    int behaviour = fake_behaviour_find(line);

    if (behaviour >= 0) {
        printer->paper->behaviour = behaviour;
    }
    (void)printf("cut %u rows %u\n", printer->paper->cut, printer->paper->rows);
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    struct fake_printer printer;
    char line[64];

    if (argc < 3 || fake_behaviour_find(argv[2]) < 0) {
        (void)fprintf(stderr, "usage: fake-printer tcp|line BEHAVIOUR [FOLDER]\n");
        return 2;
    }
    if (!fake_printer_open(&printer, strcmp(argv[1], "tcp") == 0,
                           (enum fake_behaviour)fake_behaviour_find(argv[2]), argv[3]) ||
        !fake_printer_start(&printer)) {
        perror("fake-printer");
        return 1;
    }
    (void)printf("%s\n", printer.device);
    (void)fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        obey(&printer, line);
    }
    fake_printer_stop(&printer);
    return 0;
}
