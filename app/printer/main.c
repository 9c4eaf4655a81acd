/* kiosk-printer: prints what the screen hands it, and says how the printer is. */
#include "app/local/kiosk_config.h"
#include "app/printer/printer.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/hex.h"
#include "platform/base/local.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/state.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>
#include <unistd.h>

struct program {
    const char *config_path;
    bool help; /* the usage was printed: nothing is left to do */
    struct kiosk_config config;
    uid_t screen, staff;
    struct loop *loop;
    struct state_file *state;
    struct printer *printer;
    struct local_server *server;
};

static void publish(void *context)
{
    struct program *program = context;
    struct error error = {.kind = ERROR_NONE};
    struct print_answer last;
    json_t *object =
        json_pack("{s:s, s:b, s:i, s:b}", "printer",
                  printer_condition_name(printer_condition(program->printer)), "can_print",
                  printer_can_print(program->printer), "dots", kiosk_config_dots(&program->config),
                  "landlock", sandbox_landlock_abi() > 0);

    if (printer_last(program->printer, &last)) {
        char job[2 * PRINT_JOB_BYTES + 1];

        hex_encode(last.job, sizeof last.job, job);
        (void)json_object_set_new(object, "last_job",
                                  json_pack("{s:s, s:s, s:s}", "id", job, "state",
                                            print_state_name(last.state), "reason", last.reason));
    }
    if (object == NULL || !state_publish(program->state, object, &error)) {
        log_error("the printer's state cannot be published: %s", error.text);
    }
    json_decref(object);
}

static bool is_allowed(const struct program *program, const struct local_caller *caller)
{
    return caller->user == 0 || caller->user == program->screen || caller->user == program->staff;
}

static void handle(void *context, const struct local_caller *caller, const uint8_t *frame,
                   size_t length, struct buffer *answer)
{
    struct program *program = context;
    struct error error = {.kind = ERROR_NONE};
    struct print_answer reply = {.state = PRINT_REFUSED};
    struct print_request request;

    if (!is_allowed(program, caller)) {
        log_warning("user %u may not print", (unsigned)caller->user);
        (void)text_copy(reply.reason, sizeof reply.reason, "not-allowed");
    } else if (!print_request_decode(frame, length, &request, &error)) {
        log_warning("%s", error.text);
        (void)text_copy(reply.reason, sizeof reply.reason, "bad-request");
    } else if (request.kind == PRINT_QUERY) {
        (void)printer_find(program->printer, request.job, &reply);
    } else {
        printer_submit(program->printer, &request, &reply);
    }
    if (!print_answer_encode(&reply, answer, &error)) {
        log_error("%s", error.text);
    }
}

static void stop(void *context, int signal_number)
{
    struct program *program = context;

    (void)signal_number;
    loop_stop(program->loop);
}

static bool cut_last_part(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash == NULL || slash == path) {
        return false;
    }
    *slash = '\0';
    return true;
}

/* A printer that is plugged in anew is a new file, so its folder is allowed, not the file. The kernel
 * makes /dev/usb with the first printer: until then it is the folder above. */
static bool device_folder(const struct wire *wire, char folder[FILE_PATH_MAX])
{
    if (!text_copy(folder, FILE_PATH_MAX, wire->name)) {
        return false;
    }
    if (wire->calls != &wire_pictures) {
        (void)cut_last_part(folder);
        while (!file_exists(folder) && cut_last_part(folder)) {
            continue;
        }
    }
    return true;
}

static bool enter_sandbox(const struct program *program, const struct wire *wire,
                          struct error *error)
{
    bool is_tcp = wire != NULL && wire->calls == &wire_tcp;
    bool is_file = wire != NULL && !is_tcp;
    char folder[FILE_PATH_MAX] = "";
    const uint16_t ports[] = {is_tcp ? wire->port : 0, 0};
    const char *const writes[] = {program->config.paths.state, is_file ? folder : NULL, NULL};
    const struct sandbox_plan plan = {.program = "kiosk-printer",
                                      .groups = SANDBOX_FILES | SANDBOX_UNIX |
                                                (is_tcp ? SANDBOX_INET : SANDBOX_DEVICE),
                                      .write = writes,
                                      .connect_ports = is_tcp ? ports : NULL};

    if (is_file && !device_folder(wire, folder)) {
        return error_set(error, ERROR_LIMIT, "the printer's path is too long");
    }
    return sandbox_enter(&plan, error);
}

static bool look_up_users(struct program *program, struct error *error)
{
    return kiosk_config_user(program->config.users.screen, &program->screen, error) &&
           kiosk_config_user(program->config.users.staff, &program->staff, error);
}

static bool start_sockets(struct program *program, struct error *error)
{
    static const int signals[] = {SIGTERM, SIGINT};
    char path[FILE_PATH_MAX];

    if (!file_join(path, sizeof path, program->config.paths.state, PRINTER_SOCKET)) {
        return error_set(error, ERROR_LIMIT, "the path of the state folder is too long");
    }
    program->server =
        local_serve(program->loop, path, 0660, LOCAL_FRAME_MAX, handle, program, error);
    return program->server != NULL && loop_catch(program->loop, signals, 2, stop, program, error);
}

static bool run(struct program *program, struct error *error)
{
    struct wire *wire = NULL;

    if (!secret_start(error) || !look_up_users(program, error) ||
        !wire_create(program->config.printer.device, &wire, error)) {
        return false;
    }
    program->state = state_own(program->config.paths.state, "printer", error);
    program->loop = program->state != NULL ? loop_create(&clock_system, error) : NULL;
    if (program->loop == NULL) {
        wire_destroy(wire);
        return false;
    }
    program->printer =
        printer_create(program->loop, wire, (uint32_t)kiosk_config_dots(&program->config),
                       &printer_times_usual, publish, program, error);
    if (program->printer == NULL || !start_sockets(program, error) ||
        !enter_sandbox(program, wire, error)) {
        return false;
    }
    publish(program);
    printer_start(program->printer);
    return loop_run(program->loop, error);
}

static void finish(struct program *program)
{
    local_server_destroy(program->server);
    printer_destroy(program->printer);
    loop_destroy(program->loop);
    state_disown(program->state);
    secret_stop();
}

static bool configure(struct program *program, int argc, char **argv, struct error *error)
{
    const struct option_row options[] = {
        {"config", "FILE", &program->config_path, NULL, "the kiosk's configuration"},
        {"help", NULL, NULL, &program->help, "print this"},
        {NULL, NULL, NULL, NULL, NULL}};
    size_t operands = 0;

    if (!arguments_parse(argc, argv, options, NULL, 0, &operands, error)) {
        return false;
    }
    if (program->help) {
        arguments_print_options("kiosk-printer", "", options);
        return true;
    }
    return kiosk_config_load(program->config_path, &program->config, error);
}

int main(int argc, char **argv)
{
    struct program program = {.config_path = KIOSK_CONFIG_DEFAULT};
    struct error error = {.kind = ERROR_NONE};
    bool fine;

    log_start("kiosk-printer");
    if (!sandbox_prepare(NULL, 0, &error)) {
        log_error("%s", error.text);
        return EXIT_FAILED;
    }
    if (!configure(&program, argc, argv, &error)) {
        log_error("%s", error.text);
        return EXIT_USAGE;
    }
    if (program.help) {
        return EXIT_FINE;
    }
    fine = run(&program, &error);
    if (!fine) {
        log_error("%s", error.text);
    }
    finish(&program);
    return fine ? EXIT_FINE : EXIT_FAILED;
}
