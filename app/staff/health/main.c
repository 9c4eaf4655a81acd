/* kiosk-health: looks whether this start is a good one, tells it, and ends. */
#include "app/local/health_state.h"
#include "app/local/kiosk_config.h"
#include "app/staff/health/health.h"
#include "app/update/release_version.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/state.h"
#include "platform/sandbox/sandbox.h"

#include <stdlib.h>

#define PROGRAM      "kiosk-health"
#define WAIT_DEFAULT "180"
#define WAIT_MOST    3600

struct program {
    const char *config_path, *wait_text;
    int64_t wait; /* seconds */
    struct kiosk_config config;
    struct release_version running; /* all 0 where it is not known */
    struct state_file *state;
};

static bool parse(struct program *program, int argc, char **argv, int *code)
{
    const struct option_row rows[] = {
        {"config", "FILE", &program->config_path, NULL, "the kiosk's configuration"},
        {"wait", "SECONDS", &program->wait_text, NULL, "how long all may take to be well (180)"},
        {NULL, NULL, NULL, NULL, NULL}};
    struct arguments line = {.program = PROGRAM, .rows = rows};
    struct error error;
    char *end = NULL;
    if (!arguments_take(&line, argc, argv, code))
        return false;
    program->wait = strtol(program->wait_text, &end, 10);
    if (end != program->wait_text && *end == '\0' && program->wait >= 0 &&
        program->wait <= WAIT_MOST)
        return true;
    error_set(&error, ERROR_INPUT, "--wait takes 0 to %d seconds", WAIT_MOST);
    *code = arguments_mistake(PROGRAM, &error);
    return false;
}

static bool enter_sandbox(const struct program *program, struct error *error)
{
    const struct kiosk_update *update = &program->config.update;
    const char *const reads[] = {program->config.paths.site, update->kept, update->os_release,
                                 update->trial, NULL};
    const char *const writes[] = {program->config.paths.state, program->config.paths.outbox, NULL};
    const struct sandbox_plan plan = {
        .program = PROGRAM, .groups = SANDBOX_FILES, .read = reads, .write = writes};
    return sandbox_enter(&plan, error);
}

/* The release that was installed last, where an older one runs: it went back by itself. */
static json_t *went_back_from(const struct program *program)
{
    char path[FILE_PATH_MAX];
    struct release_version tried;
    if (file_join(path, sizeof path, program->config.update.kept, "tried") &&
        release_version_load(path, &tried, NULL) &&
        release_version_compare(&program->running, &tried) < 0)
        return json_string(tried.text);
    return json_null();
}

static void publish(const struct program *program, const struct health *health, bool good,
                    bool on_trial)
{
    struct error error = {.kind = ERROR_NONE};
    json_t *object =
        json_pack("{s:b, s:b, s:b, s:b, s:b, s:s, s:s, s:o}", HEALTH_GOOD, good, "screen",
                  health->screen, "outbox", health->outbox, "printer", health->printer,
                  HEALTH_ON_TRIAL, on_trial, "problem", health->problem, "version",
                  program->running.text, HEALTH_WENT_BACK_FROM, went_back_from(program));
    if (object == NULL || !state_publish(program->state, object, &error))
        log_warning("health.json could not be written: %s", error.text);
    json_decref(object);
}

/* A release that has been good is not given up for what a new start will not mend. */
static bool judge(const struct program *program, struct error *error)
{
    const struct health_settings settings = {.state = program->config.paths.state,
                                             .outbox = program->config.paths.outbox,
                                             .site = program->config.paths.site};
    struct health health = {.screen = false};
    bool on_trial = file_exists(program->config.update.trial);
    /* A trial is told of while it goes on, which may be minutes. */
    publish(program, &health, false, on_trial);
    bool good = health_wait(&settings, program->wait, &health);
    publish(program, &health, good, on_trial);
    if (good || !on_trial) {
        if (!good)
            log_warning("not all is well: %s", health.problem);
        return true;
    }
    return error_set(error, ERROR_UNAVAILABLE, "release %s is not good: %s", program->running.text,
                     health.problem);
}

static bool run(struct program *program, struct error *error)
{
    if (!kiosk_config_load(program->config_path, &program->config, error))
        return false;
    if (!release_version_running(program->config.update.os_release, &program->running, error))
        return false;
    program->state = state_own(program->config.paths.state, HEALTH_STATE_NAME, error);
    bool fine = program->state != NULL && enter_sandbox(program, error) && judge(program, error);
    state_leave(program->state);
    return fine;
}

int main(int argc, char **argv)
{
    struct program program = {.config_path = KIOSK_CONFIG_DEFAULT, .wait_text = WAIT_DEFAULT};
    struct error error = {.kind = ERROR_NONE};
    int code = EXIT_FINE;
    log_start(PROGRAM);
    if (!sandbox_prepare(NULL, 0, &error))
        return arguments_mistake(PROGRAM, &error);
    if (!parse(&program, argc, argv, &code))
        return code;
    return run(&program, &error) ? EXIT_FINE : arguments_mistake(PROGRAM, &error);
}
