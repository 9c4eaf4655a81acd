#include "app/central/confine.h"

#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>

bool confine_to_files(struct error *error)
{
    static const char *const everywhere[] = {"/", NULL};
    static const struct sandbox_plan plan = {
        .program = "kiosk-central", .groups = SANDBOX_FILES, .write = everywhere};
    return sandbox_enter(&plan, error);
}

static bool folder_of(char folder[static FILE_PATH_MAX], const char *path, struct error *error)
{
    const char *slash = strrchr(path, '/');
    int length = slash == NULL ? 0 : (int)(slash - path);
    bool fine = slash == path   ? text_copy(folder, FILE_PATH_MAX, "/")
                : slash == NULL ? text_copy(folder, FILE_PATH_MAX, ".")
                                : text_format(folder, FILE_PATH_MAX, "%.*s", length, path);
    return fine || error_set(error, ERROR_LIMIT, "a path is too long");
}

bool confine_to_folders_of(const char *first, const char *second, struct error *error)
{
    char folders[2][FILE_PATH_MAX];
    if (!folder_of(folders[0], first, error) || !folder_of(folders[1], second, error))
        return false;
    const char *const write[] = {folders[0], folders[1], NULL};
    const struct sandbox_plan plan = {
        .program = "kiosk-central", .groups = SANDBOX_FILES, .write = write};
    return sandbox_enter(&plan, error);
}
