#include "tests/fuzz/lib/fuzz.h"

#include "platform/base/file.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_MAX 16

static struct {
    char folder[64];
    pid_t owner;
    char names[NAMES_MAX][64], paths[NAMES_MAX][160];
    size_t count;
} files;

_Noreturn void fuzz_fail(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

char *fuzz_text(const uint8_t *data, size_t size)
{
    size_t length = size > 0 ? strnlen((const char *)data, size) : 0;
    char *text = malloc(length + 1);

    fuzz_must(text != NULL);
    if (length > 0)
        memcpy(text, data, length);
    text[length] = '\0';
    return text;
}

char *fuzz_line(const uint8_t **data, size_t *size)
{
    const uint8_t *end = *size > 0 ? memchr(*data, '\n', *size) : NULL;
    size_t length = end != NULL ? (size_t)(end - *data) : *size;
    char *text = fuzz_text(*data, length);

    if (end != NULL)
        length++;
    *data += length;
    *size -= length;
    return text;
}

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *where)
{
    (void)about;
    (void)type;
    (void)where;
    return remove(path);
}

static void remove_folder(void)
{
    if (files.owner == getpid())
        (void)nftw(files.folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* A forked child makes one of its own: the parent's goes with the parent. */
const char *fuzz_folder(void)
{
    if (files.owner == getpid())
        return files.folder;
    snprintf(files.folder, sizeof files.folder, "%s/kiosk-fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    fuzz_must(mkdtemp(files.folder) != NULL);
    files.owner = getpid();
    files.count = 0;
    fuzz_must(atexit(remove_folder) == 0);
    return files.folder;
}

const char *fuzz_path(const char *name)
{
    const char *folder = fuzz_folder();
    char parent[160];
    size_t i = 0;

    while (i < files.count && strcmp(files.names[i], name) != 0)
        i++;
    if (i < files.count)
        return files.paths[i];
    fuzz_must(files.count < NAMES_MAX);
    snprintf(files.names[i], sizeof files.names[i], "%s", name);
    snprintf(files.paths[i], sizeof files.paths[i], "%s/%s", folder, name);
    snprintf(parent, sizeof parent, "%s", files.paths[i]);
    *strrchr(parent, '/') = '\0';
    fuzz_must(file_make_folder(parent, 0700, NULL));
    files.count++;
    return files.paths[i];
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
    const char *path = fuzz_path(name);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    fuzz_must(file >= 0);
    fuzz_must(size == 0 || write(file, data, size) == (ssize_t)size);
    fuzz_must(close(file) == 0);
    return path;
}

const char *fuzz_fresh_file(const char *name)
{
    static char path[160];
    int file;

    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    fuzz_must(file >= 0 && close(file) == 0);
    return path;
}
