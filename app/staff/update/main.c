/* kiosk-update: installs one update, tells how it went, and ends. */
#include "app/local/kiosk_config.h"
#include "app/staff/update/disk_of_root.h"
#include "app/staff/update/install.h"
#include "platform/base/arguments.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>

#define PROGRAM "kiosk-update"

struct program {
    const char *config_path;
    bool help;
    bool from_drive; /* else what the courier has fetched */
    struct kiosk_config config;
    char bundle[FILE_PATH_MAX];
    char disk[FILE_PATH_MAX];
    struct state_file *state;
};

static bool parse(struct program *program, int argc, char **argv, struct error *error)
{
    const char *operand = "";
    size_t count = 0;
    const struct option_row rows[] = {
        {"config", "FILE", &program->config_path, NULL, "the kiosk's configuration"},
        {"help", NULL, NULL, &program->help, "print this"},
        {NULL, NULL, NULL, NULL, NULL}};
    if (!arguments_parse(argc, argv, rows, &operand, 1, &count, error))
        return false;
    if (program->help) {
        arguments_print_options(PROGRAM, "drive|fetched", rows);
        return true;
    }
    program->from_drive = count == 1 && strcmp(operand, "drive") == 0;
    return program->from_drive || (count == 1 && strcmp(operand, "fetched") == 0) ||
           error_set(error, ERROR_INPUT, "say 'drive' or 'fetched'; see --help");
}

static bool configure(struct program *program, struct error *error)
{
    const struct kiosk_update *update = &program->config.update;
    if (!kiosk_config_load(program->config_path, &program->config, error))
        return false;
    const char *folder = program->from_drive ? update->drive : update->fetched;
    if (!file_join(program->bundle, sizeof program->bundle, folder, UPDATE_FILE_NAME))
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", folder);
    return update->disk[0] != '\0'
               ? text_copy(program->disk, sizeof program->disk, update->disk) ||
                     error_set(error, ERROR_LIMIT, "%s is too long for a path", update->disk)
               : disk_of_root(program->disk, error);
}

static bool enter_sandbox(const struct program *program, struct error *error)
{
    const struct kiosk_update *update = &program->config.update;
    const char *const reads[] = {program->bundle, update->release_root, update->os_release,
                                 update->command_line, NULL};
    const char *const writes[] = {program->config.paths.state, update->kept, update->boot,
                                  program->disk, NULL};
    const struct sandbox_plan plan = {
        .program = PROGRAM, .groups = SANDBOX_FILES, .read = reads, .write = writes};
    return sandbox_enter(&plan, error);
}

static void publish(void *context, const struct update_state *state)
{
    struct program *program = context;
    struct error error = {.kind = ERROR_NONE};
    json_t *object = update_state_json(state);
    if (object == NULL || !state_publish(program->state, object, &error))
        log_warning("update.json could not be written: %s", error.text);
    json_decref(object);
}

static bool install(struct program *program, struct error *error)
{
    const struct kiosk_update *update = &program->config.update;
    const struct install_settings settings = {.bundle = program->bundle,
                                              .release_root = update->release_root,
                                              .disk = program->disk,
                                              .boot = update->boot,
                                              .kept = update->kept,
                                              .os_release = update->os_release,
                                              .command_line = update->command_line,
                                              .tell = publish,
                                              .context = program};
    struct update_state state;
    bool fine = install_run(&settings, &state, error);
    if (fine)
        log_info("release %s is installed; the next start tries it", state.version);
    else
        log_error("the update was %s (%s)", update_stage_text(state.stage),
                  update_why_text(state.why));
    return fine;
}

static bool run(struct program *program, struct error *error)
{
    program->state = state_own(program->config.paths.state, UPDATE_STATE_NAME, error);
    bool fine = program->state != NULL && enter_sandbox(program, error) && install(program, error);
    state_leave(program->state);
    return fine;
}

int main(int argc, char **argv)
{
    struct program program = {.config_path = KIOSK_CONFIG_DEFAULT};
    struct error error = {.kind = ERROR_NONE};
    log_start(PROGRAM);
    if (!sandbox_prepare(NULL, 0, &error) || !parse(&program, argc, argv, &error))
        return arguments_mistake(PROGRAM, &error);
    if (program.help)
        return EXIT_FINE;
    if (!configure(&program, &error) || !run(&program, &error))
        return arguments_mistake(PROGRAM, &error);
    return EXIT_FINE;
}
