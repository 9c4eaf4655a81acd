#include "app/local/network_settings.h"
#include "app/staff/hand/hands.h"
#include "platform/base/file.h"
#include "platform/sandbox/sandbox.h"

bool hand_confine_network(const struct kiosk_config *config, struct error *error)
{
    const char *const writes[] = {config->paths.networkd, NULL};
    const struct sandbox_plan plan = {
        .program = "kiosk-hand", .groups = SANDBOX_FILES, .write = writes};
    return sandbox_enter(&plan, error);
}

bool hand_set_network(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct network_settings settings;
    struct buffer file;
    (void)answer;
    if (!network_settings_parse((const char *)task->argument, task->argument_length, &settings,
                                error)) {
        return false;
    }
    buffer_init(&file, NETWORK_FILE_MAX);
    bool fine = (network_settings_write(&settings, &file) &&
                 file_join(path, sizeof path, task->config->paths.networkd, NETWORK_FILE)) ||
                error_set(error, ERROR_LIMIT, "the network's settings are too long");
    /* The service manager sees the new file and has the network set up anew. */
    fine = fine && file_write(path, file.data, file.length, 0644, error);
    buffer_finish(&file);
    return fine;
}
