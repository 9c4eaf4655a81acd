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
    bool from_drive; /* else what the courier has fetched */
    struct kiosk_config config;
    char bundle[FILE_PATH_MAX];
    char disk[FILE_PATH_MAX];
    struct state_file *state;
};

static bool parse(struct program *program, int argc, char **argv, int *code)
{
    const char *operand = "";
    const struct option_row rows[] = {
        {"config", "FILE", &program->config_path, NULL, "the kiosk's configuration"},
        {NULL, NULL, NULL, NULL, NULL}};
    struct arguments line = {.program = PROGRAM,
                             .operand_words = "drive|fetched",
                             .rows = rows,
                             .operands = &operand,
                             .operands_max = 1};
    struct error error;
    if (!arguments_take(&line, argc, argv, code))
        return false;
    program->from_drive = strcmp(operand, "drive") == 0;
    if (program->from_drive || strcmp(operand, "fetched") == 0)
        return true;
    error_set(&error, ERROR_INPUT, "say 'drive' or 'fetched'; see --help");
    *code = arguments_mistake(PROGRAM, &error);
    return false;
}

static bool configure(struct program *program, struct error *error)
{
    const struct kiosk_update *update = &program->config.update;
    if (!kiosk_config_load(program->config_path, &program->config, error))
        return false;
    const char *folder = program->from_drive ? program->config.paths.drive : update->fetched;
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

static int install(struct program *program)
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
    struct error error = {.kind = ERROR_NONE};
    if (install_run(&settings, &state, &error)) {
        log_info("release %s is installed; the next start tries it", state.version);
        return EXIT_FINE;
    }
    log_error("the update was %s (%s)", update_stage_text(state.stage), update_why_text(state.why));
    (void)arguments_mistake(PROGRAM, &error);
    return EXIT_FAILED;
}

static int run(struct program *program)
{
    struct error error = {.kind = ERROR_NONE};
    int code = EXIT_FAILED;
    if (!configure(program, &error))
        return arguments_mistake(PROGRAM, &error);
    program->state = state_own(program->config.paths.state, UPDATE_STATE_NAME, &error);
    if (program->state != NULL && enter_sandbox(program, &error))
        code = install(program);
    else
        (void)arguments_mistake(PROGRAM, &error);
    state_leave(program->state);
    return code;
}

int main(int argc, char **argv)
{
    struct program program = {.config_path = KIOSK_CONFIG_DEFAULT};
    struct error error = {.kind = ERROR_NONE};
    int code = EXIT_FINE;
    log_start(PROGRAM);
    if (!sandbox_prepare(NULL, 0, &error))
        return arguments_mistake(PROGRAM, &error);
    return parse(&program, argc, argv, &code) ? run(&program) : code;
}
