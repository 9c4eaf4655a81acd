/* kiosk-clock: never below the last known time. */
#include "app/clock/floor.h"
#include "platform/base/arguments.h"
#include "platform/base/log.h"
#include "platform/sandbox/sandbox.h"

#include <time.h>
#include <unistd.h>

#define PROGRAM        "kiosk-clock"
#define FOLDER_DEFAULT "/data/outbox"

struct program {
    const char *folder;
    struct floor_clock clock;
    struct loop *loop;
    int watch;
    bool failed;
    struct error error;
};

static int64_t machine_utc(void *context)
{
    (void)context;
    return clock_utc(&clock_system);
}

static bool set_machine(void *context, int64_t utc_seconds)
{
    const struct timespec time = {.tv_sec = (time_t)utc_seconds};
    (void)context;
    return clock_settime(CLOCK_REALTIME, &time) == 0;
}

/* Whoever set it so is not believed again soon: the unit takes the source of time down with this program. */
static void clock_was_set(void *context, short events)
{
    struct program *program = context;
    (void)events;
    if (!floor_was_set(program->watch)) {
        return;
    }
    enum floor_result result = floor_lift(&program->clock, program->folder, &program->error);
    if (result == FLOOR_LIFTED) {
        error_set(&program->error, ERROR_REFUSED,
                  "a time was set that is before one that is known to have been");
    }
    if (result != FLOOR_HOLDS) {
        program->failed = true;
        loop_stop(program->loop);
    }
}

static void stop(void *context, int signal_number)
{
    struct program *program = context;
    (void)signal_number;
    loop_stop(program->loop);
}

static bool confine(const struct program *program, struct error *error)
{
    const char *const reads[] = {program->folder, NULL};
    const struct sandbox_plan plan = {
        .program = PROGRAM, .groups = SANDBOX_FILES | SANDBOX_CLOCK, .read = reads};
    return sandbox_enter(&plan, error);
}

static bool guard(struct program *program, struct error *error)
{
    static const int signals[] = {SIGTERM, SIGINT};
    program->watch = floor_watch(error);
    program->loop = program->watch >= 0 ? loop_create(&clock_system, error) : NULL;
    return program->loop != NULL && loop_catch(program->loop, signals, 2, stop, program, error) &&
           loop_watch(program->loop, program->watch, POLLIN, clock_was_set, program, error) &&
           confine(program, error) &&
           floor_lift(&program->clock, program->folder, error) != FLOOR_FAILED &&
           loop_run(program->loop, error);
}

int main(int argc, char **argv)
{
    struct program program = {.folder = FOLDER_DEFAULT,
                              .clock = {.utc_seconds = machine_utc, .set = set_machine},
                              .watch = -1};
    const struct option_row rows[] = {
        {.name = "folder",
         .value = "FOLDER",
         .target = &program.folder,
         .meaning = "where the known time is kept (" FOLDER_DEFAULT ")"},
        {0}};
    struct arguments line = {.program = PROGRAM, .rows = rows};
    struct error error = {.kind = ERROR_NONE};
    int code = EXIT_FINE;
    log_start(PROGRAM);
    if (!sandbox_prepare(NULL, 0, &error)) {
        return arguments_mistake(PROGRAM, &error);
    }
    if (!arguments_take(&line, argc, argv, &code)) {
        return code;
    }
    if (!guard(&program, &error)) {
        code = arguments_mistake(PROGRAM, &error);
    } else if (program.failed) {
        code = arguments_mistake(PROGRAM, &program.error);
    }
    loop_destroy(program.loop);
    if (program.watch >= 0) {
        (void)close(program.watch);
    }
    return code;
}
