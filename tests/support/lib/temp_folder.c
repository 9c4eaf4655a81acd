#include "tests/support/lib/temp_folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int temp_folder_setup(void **state)
{
    struct temp_folder *folder = calloc(1, sizeof *folder);
    if (folder == NULL) {
        return -1;
    }
    strcpy(folder->path, "/tmp/kiosk-test-XXXXXX");
    *state = folder;
    return mkdtemp(folder->path) != NULL ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *where)
{
    (void)about;
    (void)type;
    (void)where;
    return remove(path);
}

int temp_folder_teardown(void **state)
{
    struct temp_folder *folder = *state;
    int result = nftw(folder->path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
    return result;
}

const char *temp_folder_path(const struct temp_folder *folder, const char *name)
{
    static char paths[4][256];
    static size_t next;
    char *path = paths[next];
    next = (next + 1) % 4;
    (void)snprintf(path, sizeof paths[0], "%s/%s", folder->path, name);
    return path;
}

const char *temp_folder_write(const struct temp_folder *folder, const char *name, const char *text)
{
    const char *path = temp_folder_path(folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
        abort();
    }
    return path;
}
