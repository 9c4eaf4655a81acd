/* kiosk-steward: does the few things that need more rights than those who ask for them have. */
#include "app/local/kiosk_config.h"
#include "app/staff/steward/set_pin.h"
#include "app/staff/steward/verbs.h"
#include "platform/base/arguments.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/state.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>

struct program {
    const char *config_path;
    const char *command; /* NULL: serve */
    struct kiosk_config config;
    struct steward steward;
    struct loop *loop;
    struct state_file *state;
    struct local_server *server;
    struct loop_timer unlock; /* set while the PIN is locked */
};

/* Also called when a lock ends, so that the state file stays true. */
static void publish(void *context)
{
    struct program *program = context;
    struct error error = {.kind = ERROR_NONE};
    int64_t locked = pin_locked_for(&program->steward.pins);
    json_t *object = json_pack("{s:b, s:b, s:b}", "pin_set", pin_is_set(&program->steward.pins),
                               "locked", locked > 0, "landlock", sandbox_landlock_abi() > 0);
    if (object == NULL || !state_publish(program->state, object, &error)) {
        log_error("the steward's state cannot be published: %s", error.text);
    }
    json_decref(object);
    loop_timer_stop(&program->unlock);
    if (locked > 0) {
        loop_timer_set(program->loop, &program->unlock, locked * 1000);
    }
}

static void handle(void *context, const struct local_caller *caller, const uint8_t *frame,
                   size_t length, struct buffer *answer)
{
    struct program *program = context;
    struct steward_answer reply;
    struct error error;
    steward_do(&program->steward, caller, frame, length, &reply);
    if (reply.result != STEWARD_REFUSED) {
        publish(program);
    }
    if (!steward_answer_encode(&reply, answer, &error)) {
        log_error("%s", error.text);
    }
}

static void stop(void *context, int signal_number)
{
    struct program *program = context;
    (void)signal_number;
    loop_stop(program->loop);
}

static bool look_up_callers(struct program *program, struct error *error)
{
    const struct kiosk_users *users = &program->config.users;
    return kiosk_config_user(users->screen, &program->steward.callers.screen, error) &&
           kiosk_config_user(users->staff, &program->steward.callers.staff, error);
}

static bool start_socket(struct program *program, struct error *error)
{
    static const int signals[] = {SIGTERM, SIGINT};
    char path[FILE_PATH_MAX];
    if (!file_join(path, sizeof path, program->config.paths.state, STEWARD_SOCKET)) {
        return error_set(error, ERROR_LIMIT, "the path of the state folder is too long");
    }
    program->server =
        local_serve(program->loop, path, 0660, STEWARD_FRAME_MAX, handle, program, error);
    return program->server != NULL && loop_catch(program->loop, signals, 2, stop, program, error);
}

static bool enter_sandbox(const struct program *program, struct error *error)
{
    const char *const writes[] = {program->config.paths.state, program->config.paths.steward, NULL};
    const struct sandbox_plan plan = {
        .program = "kiosk-steward", .groups = SANDBOX_FILES | SANDBOX_UNIX, .write = writes};
    return sandbox_enter(&plan, error);
}

static bool serve(struct program *program, struct error *error)
{
    if (!look_up_callers(program, error) ||
        !pin_store_init(&program->steward.pins, program->config.paths.steward, &clock_system,
                        error)) {
        return false;
    }
    program->state = state_own(program->config.paths.state, "steward", error);
    program->loop = program->state != NULL ? loop_create(&clock_system, error) : NULL;
    if (program->loop == NULL || !start_socket(program, error) || !enter_sandbox(program, error)) {
        return false;
    }
    program->unlock = (struct loop_timer){.callback = publish, .context = program};
    publish(program);
    return loop_add_timer(program->loop, &program->unlock, error) && loop_run(program->loop, error);
}

static void finish(struct program *program)
{
    local_server_destroy(program->server);
    loop_destroy(program->loop);
    state_disown(program->state);
    secret_stop();
}

static bool configure(struct program *program, int argc, char **argv, struct error *error)
{
    const struct option_row options[] = {
        {"config", "FILE", &program->config_path, NULL, "the kiosk's configuration"},
        {NULL, NULL, NULL, NULL, NULL}};
    size_t operands = 0;
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        arguments_print_options("kiosk-steward", "[set-pin]", options);
        program->command = "--help";
        return true;
    }
    if (!arguments_parse(argc, argv, options, &program->command, 1, &operands, error)) {
        return false;
    }
    if (operands == 1 && strcmp(program->command, "set-pin") != 0) {
        return error_set(error, ERROR_INPUT, "'%s' is not a command; the only one is set-pin",
                         program->command);
    }
    return kiosk_config_load(program->config_path, &program->config, error);
}

static bool run(struct program *program, struct error *error)
{
    if (!secret_start(error)) {
        return false;
    }
    return program->command != NULL ? set_pin(program->config.paths.steward, error)
                                    : serve(program, error);
}

int main(int argc, char **argv)
{
    struct program program = {.config_path = KIOSK_CONFIG_DEFAULT};
    struct error error = {.kind = ERROR_NONE};
    log_start("kiosk-steward");
    if (!sandbox_prepare(NULL, 0, &error)) {
        log_error("%s", error.text);
        return EXIT_FAILED;
    }
    if (!configure(&program, argc, argv, &error)) {
        log_error("%s", error.text);
        return EXIT_USAGE;
    }
    if (program.command != NULL && strcmp(program.command, "--help") == 0) {
        return EXIT_FINE;
    }
    bool fine = run(&program, &error);
    finish(&program);
    if (!fine) {
        log_error("%s", error.text);
    }
    return fine ? EXIT_FINE : error.kind == ERROR_INPUT ? EXIT_USAGE : EXIT_FAILED;
}
