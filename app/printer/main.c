/* kiosk-printer: prints what the screen hands it, and says how the printer is. */
#include "app/local/kiosk_service.h"
#include "app/printer/printer.h"
#include "platform/base/arguments.h"
#include "platform/base/hex.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>
#include <unistd.h>

struct program {
    struct kiosk_service service;
    struct printer *printer;
};

static void publish(void *context)
{
    struct program *program = context;
    struct error error = {.kind = ERROR_NONE};
    struct print_answer last;
    json_t *object = json_pack("{s:s, s:b, s:i, s:b}", "printer",
                               printer_condition_name(printer_condition(program->printer)),
                               "can_print", printer_can_print(program->printer), "dots",
                               kiosk_config_dots(&program->service.config), "landlock",
                               sandbox_landlock_abi() > 0);

    if (printer_last(program->printer, &last)) {
        char job[2 * PRINT_JOB_BYTES + 1];

        hex_encode(last.job, sizeof last.job, job);
        (void)json_object_set_new(object, "last_job",
                                  json_pack("{s:s, s:s, s:s}", "id", job, "state",
                                            print_state_name(last.state), "reason", last.reason));
    }
    if (object == NULL || !state_publish(program->service.state, object, &error)) {
        log_error("the printer's state cannot be published: %s", error.text);
    }
    json_decref(object);
}

static void handle(void *context, const struct local_caller *caller, const uint8_t *frame,
                   size_t length, struct buffer *answer)
{
    struct program *program = context;
    struct error error = {.kind = ERROR_NONE};
    struct print_answer reply = {.state = PRINT_REFUSED};
    struct print_request request;

    if (!kiosk_service_knows(&program->service, caller)) {
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

static bool enter_sandbox(const struct program *program, const struct wire *wire,
                          struct error *error)
{
    bool is_tcp = wire != NULL && wire->calls == &wire_tcp;
    bool is_file = wire != NULL && !is_tcp;
    char folder[WIRE_NAME_MAX] = "";
    const uint16_t ports[] = {is_tcp ? wire->port : 0, 0};
    const char *const writes[] = {program->service.config.paths.state, is_file ? folder : NULL,
                                  NULL};
    const struct sandbox_plan plan = {.program = "kiosk-printer",
                                      .groups =
                                          SANDBOX_FILES | SANDBOX_UNIX |
                                          (is_tcp ? SANDBOX_INET | SANDBOX_NAMES : SANDBOX_DEVICE),
                                      .write = writes,
                                      .connect_ports = is_tcp ? ports : NULL};

    if (is_file && !wire_folder(wire, folder, sizeof folder)) {
        return error_set(error, ERROR_LIMIT, "the printer's path is too long");
    }
    return sandbox_enter(&plan, error);
}

static bool run(void *context, struct error *error)
{
    struct program *program = context;
    struct kiosk_service *service = &program->service;
    struct wire *wire = NULL;

    if (!secret_start(error) || !wire_create(service->config.printer.device, &wire, error)) {
        return false;
    }
    if (!kiosk_service_open(service, "printer", PRINTER_SOCKET, LOCAL_FRAME_MAX, handle, program,
                            error)) {
        wire_destroy(wire);
        return false;
    }
    program->printer =
        printer_create(service->loop, wire, (uint32_t)kiosk_config_dots(&service->config),
                       &printer_times_usual, publish, program, error);
    if (program->printer == NULL || !enter_sandbox(program, wire, error)) {
        return false;
    }
    publish(program);
    printer_start(program->printer);
    return loop_run(service->loop, error);
}

static void finish(void *context)
{
    struct program *program = context;

    printer_destroy(program->printer);
    kiosk_service_close(&program->service);
    secret_stop();
}

int main(int argc, char **argv)
{
    static const struct kiosk_service_life life = {.run = run, .finish = finish};
    struct program program = {.service = {.program = "kiosk-printer"}};

    return kiosk_service_main(&program.service, argc, argv, &life, &program);
}
