/* Names on a drive, app/wire/drive.h: a file that is visited has the name of its number. */
#include "app/wire/drive.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool visit(void *context, const char *folder, uint64_t sequence, struct error *error)
{
    char path[FILE_PATH_MAX];

    fuzz_must(drive_file(path, folder, sequence, DRIVE_BATCH, error));
    fuzz_must(strcmp(path, context) == 0);
    return true;
}

FUZZ_TARGET(drive)
{
    char *name = fuzz_text(data, size < 63 ? size : 63);
    if (strchr(name, '/') == NULL && name[0] != '.' && name[0] != '\0') {
        const char *path = fuzz_fresh_file(name);

        fuzz_must(
            drive_each_file(fuzz_folder(), DRIVE_BATCH, visit, (void *)(uintptr_t)path, NULL));
        fuzz_must(remove(path) == 0);
    }
    free(name);
    return 0;
}
