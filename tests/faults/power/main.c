/* power_writer: what loses its power in the tests, and what looks at the disk afterwards. */
#include "tests/faults/power/power.h"

#include "platform/base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned number(const char *text)
{
    return (unsigned)strtoul(text, NULL, 10);
}

static int end(bool fine, const struct error *error)
{
    if (!fine) {
        (void)printf("stopped %s\n", error->text);
    }
    return fine ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct error error = {.kind = ERROR_NONE};

    log_start("power_writer");
    if ((argc == 6 || argc == 8) && strcmp(argv[1], "write") == 0) {
        const struct power_marks marks = {.device = argc == 8 ? argv[6] : NULL,
                                          .offset = argc == 8 ? strtoull(argv[7], NULL, 10) : 0};

        return end(
            power_write(argv[2], number(argv[3]), number(argv[4]), number(argv[5]), &marks, &error),
            &error);
    }
    if (argc == 3 && strcmp(argv[1], "check") == 0) {
        return end(power_check(argv[2], &error), &error);
    }
    (void)fprintf(stderr, "usage: power_writer write FOLDER FIRST ROUNDS SEED [DEVICE OFFSET]\n"
                          "       power_writer check FOLDER\n");
    return 2;
}
