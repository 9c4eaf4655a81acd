/* kiosk-steward: does the few things that need more rights than those who ask for them have. */
#include "app/local/kiosk_service.h"
#include "app/staff/steward/set_pin.h"
#include "app/staff/steward/verbs.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/sandbox/sandbox.h"

struct program {
    struct kiosk_service service;
    struct steward steward;
    struct loop_timer unlock; /* set while the PIN is locked */
};

static json_t *describe(const struct steward *steward, int64_t locked)
{
    const struct task_state *task = tasks_state(steward->tasks);
    const char *state = task->number == 0               ? ""
                        : task->running                 ? "running"
                        : task->answer.why == HAND_DONE ? "fine"
                                                        : "failed";
    const char *why = task->number == 0 ? "" : hand_why_name(task->answer.why);
    return json_pack("{s:b, s:b, s:b, s:{s:I, s:s, s:s, s:s, s:I, s:I, s:s}}", "pin_set",
                     pin_is_set(&steward->pins), "locked", locked > 0, "landlock",
                     sandbox_landlock_abi() > 0, "task", "number", (json_int_t)task->number, "verb",
                     task->verb, "state", state, "why", why, "count",
                     (json_int_t)task->answer.count, "other", (json_int_t)task->answer.other,
                     "detail", task->answer.detail);
}

/* Also called when a lock ends, so that the state file stays true. */
static void publish(void *context)
{
    struct program *program = context;
    struct error error = {.kind = ERROR_NONE};
    int64_t locked = pin_locked_for(&program->steward.pins);
    json_t *object = describe(&program->steward, locked);
    if (object == NULL || !state_publish(program->service.state, object, &error)) {
        log_error("the steward's state cannot be published: %s", error.text);
    }
    json_decref(object);
    loop_timer_stop(&program->unlock);
    if (locked > 0) {
        loop_timer_set(program->service.loop, &program->unlock, locked * 1000);
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

static bool enter_sandbox(const struct program *program, struct error *error)
{
    const struct kiosk_paths *paths = &program->service.config.paths;
    char settings[FILE_PATH_MAX] = "";
    const char *const writes[] = {paths->state, paths->steward,
                                  paths->settings[0] != '\0' ? settings : NULL, NULL};
    const struct sandbox_plan plan = {
        .program = "kiosk-steward", .groups = SANDBOX_FILES | SANDBOX_UNIX, .write = writes};
    return file_folder_of(paths->settings, settings, error) && sandbox_enter(&plan, error);
}

static bool serve(struct program *program, struct error *error)
{
    struct kiosk_service *service = &program->service;
    if (!pin_store_init(&program->steward.pins, service->config.paths.steward, &clock_system,
                        error) ||
        !kiosk_service_open(service, "steward", STEWARD_SOCKET, STEWARD_FRAME_MAX, handle, program,
                            error) ||
        !enter_sandbox(program, error)) {
        return false;
    }
    program->steward.tasks =
        tasks_create(service->loop, service->config.paths.hands, publish, program, error);
    if (program->steward.tasks == NULL) {
        return false;
    }
    program->steward.config = &service->config;
    program->steward.callers =
        (struct steward_callers){.screen = service->screen, .staff = service->staff};
    program->unlock = (struct loop_timer){.callback = publish, .context = program};
    publish(program);
    return loop_add_timer(service->loop, &program->unlock, error) && loop_run(service->loop, error);
}

static void finish(void *context)
{
    struct program *program = context;

    tasks_destroy(program->steward.tasks);
    kiosk_service_close(&program->service);
    secret_stop();
}

static bool run(void *context, struct error *error)
{
    struct program *program = context;
    if (!secret_start(error)) {
        return false;
    }
    return program->service.commanded ? set_pin(program->service.config.paths.steward, error)
                                      : serve(program, error);
}

int main(int argc, char **argv)
{
    static const struct kiosk_service_life life = {.run = run, .finish = finish};
    struct program program = {.service = {.program = "kiosk-steward", .command = "set-pin"}};

    return kiosk_service_main(&program.service, argc, argv, &life, &program);
}
