#include "app/central/confine.h"

#include "platform/base/file.h"
#include "platform/sandbox/sandbox.h"

bool confine_to_files(struct error *error)
{
    static const char *const everywhere[] = {"/", NULL};
    static const struct sandbox_plan plan = {
        .program = "kiosk-central", .groups = SANDBOX_FILES, .write = everywhere};
    return sandbox_enter(&plan, error);
}

bool confine_to_folders_of(const char *first, const char *second, struct error *error)
{
    char folders[2][FILE_PATH_MAX];
    if (!file_folder_of(first, folders[0], error) || !file_folder_of(second, folders[1], error))
        return false;
    const char *const write[] = {folders[0], folders[1], NULL};
    const struct sandbox_plan plan = {
        .program = "kiosk-central", .groups = SANDBOX_FILES, .write = write};
    return sandbox_enter(&plan, error);
}
