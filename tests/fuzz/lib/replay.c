/*
 * Runs targets over files: replay FOLDER gives each target the files of
 * FOLDER/NAME; replay NAME FILE… gives one target these. Prints "ok" or "not ok"
 * for each target; a file that ends the process is named.
 */
#include "platform/base/file.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/targets.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define INPUT_MAX (2u << 20)

/* The input is as long as its memory, so that one byte too many is seen. */
static void run_file(const struct fuzz_entry *target, const char *path)
{
    struct buffer file;
    uint8_t *data;

    buffer_init(&file, INPUT_MAX);
    fuzz_must(file_read(path, &file, NULL));
    data = malloc(file.length > 0 ? file.length : 1);
    fuzz_must(data != NULL);
    if (file.length > 0)
        memcpy(data, file.data, file.length);
    fuzz_must(target->run(data, file.length) == 0);
    free(data);
    buffer_finish(&file);
}

/* In a process of its own; false where it did not come to its end. */
static bool run_files(const struct fuzz_entry *target, char **paths, size_t count)
{
    int status = 0;
    pid_t child = fork();

    fuzz_must(child >= 0);
    if (child == 0) {
        for (size_t i = 0; i < count; i++)
            run_file(target, paths[i]);
        exit(0);
    }
    fuzz_must(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool report(const struct fuzz_entry *target, char **paths, size_t count)
{
    if (count == 0) {
        printf("not ok fuzz %s: there is no corpus\n", target->name);
        return false;
    }
    if (run_files(target, paths, count)) {
        printf("ok fuzz %s: %zu inputs\n", target->name, count);
        return true;
    }
    printf("not ok fuzz %s: a finding\n", target->name);
    for (size_t i = 0; i < count; i++)
        if (!run_files(target, &paths[i], 1))
            printf("    %s\n", paths[i]);
    return false;
}

static size_t list(const char *folder, const char *name, char **paths, size_t most)
{
    char path[FILE_PATH_MAX];
    struct dirent **entries;
    size_t count = 0;
    int found;

    fuzz_must(file_join(path, sizeof path, folder, name));
    found = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        if (entries[i]->d_name[0] != '.' && count < most)
            fuzz_must(asprintf(&paths[count++], "%s/%s", path, entries[i]->d_name) > 0);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return count;
}

int main(int argc, char **argv)
{
    static char *paths[4096];
    bool fine = argc >= 2;

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (const struct fuzz_entry *target = fuzz_targets; fine && target->name != NULL; target++)
        if (argc > 2 && strcmp(target->name, argv[1]) == 0)
            return report(target, argv + 2, (size_t)argc - 2) ? 0 : 1;
    if (argc != 2) {
        fprintf(stderr, "usage: replay FOLDER, or replay NAME FILE...\n");
        return 2;
    }
    for (const struct fuzz_entry *target = fuzz_targets; target->name != NULL; target++) {
        size_t count = list(argv[1], target->name, paths, sizeof paths / sizeof *paths);

        fine = report(target, paths, count) && fine;
        while (count > 0)
            free(paths[--count]);
    }
    return fine ? 0 : 1;
}
