/* kiosk-voice: turns the texts of a visit into sound, each visit in a process of its own. */
#include "app/local/kiosk_service.h"
#include "app/local/voice_request.h"
#include "app/voice/confine.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/sandbox/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS_MAX 4 /* one visit ends while the next begins; staff may test the sound */

struct program;

struct visit_process {
    struct program *program;
    pid_t process; /* 0: free */
    int ended;     /* pidfd: readable at its end */
};

struct program {
    struct kiosk_service service;
    struct worker_setup setup;
    int listener;
    char path[FILE_PATH_MAX];
    struct visit_process visits[WORKERS_MAX];
    struct loop_timer pause; /* of listening */
    int last_failure;        /* enum voice_failure of the visit that ended last, 0: none */
};

static void publish(struct program *program)
{
    struct error error = {.kind = ERROR_NONE};
    bool has_engine = access(program->service.config.voice.engine, X_OK) == 0;
    json_t *object = json_pack(
        "{s:s, s:s, s:b}", "voice", has_engine ? "ready" : "no-engine", "last_failure",
        program->last_failure != 0 ? voice_failure_name((enum voice_failure)program->last_failure)
                                   : "",
        "landlock", sandbox_landlock_abi() > 0);

    if (object == NULL || !state_publish(program->service.state, object, &error)) {
        log_error("the voice's state cannot be published: %s", error.text);
    }
    json_decref(object);
}

static void accept_visit(void *context, short events);

/* Who waits while all are busy stays in the kernel's queue. */
static void listen_again(struct program *program)
{
    struct error error;

    if (!loop_watch(program->service.loop, program->listener, POLLIN, accept_visit, program,
                    &error)) {
        log_error("%s", error.text);
    }
}

/* Only what is new: the screen looks whenever a state file is replaced. */
static void note_failure(struct program *program, int failure)
{
    if (failure != program->last_failure) {
        program->last_failure = failure;
        publish(program);
    }
}

static void visit_ended(void *context, short events)
{
    struct visit_process *visit = context;
    struct program *program = visit->program;
    int status = 0;

    (void)events;
    loop_unwatch(program->service.loop, visit->ended);
    (void)close(visit->ended);
    if (waitpid(visit->process, &status, 0) != visit->process || !WIFEXITED(status)) {
        log_warning("the voice of a visit came to a sudden end");
        note_failure(program, VOICE_DIED);
    } else {
        note_failure(program, WEXITSTATUS(status));
    }
    visit->process = 0;
    listen_again(program);
}

static bool follow(struct visit_process *visit)
{
    visit->ended = (int)syscall(SYS_pidfd_open, visit->process, 0);
    if (visit->ended >= 0 &&
        loop_watch(visit->program->service.loop, visit->ended, POLLIN, visit_ended, visit, NULL)) {
        return true;
    }
    if (visit->ended >= 0) {
        (void)close(visit->ended);
    }
    (void)kill(visit->process, SIGKILL);
    (void)waitpid(visit->process, NULL, 0);
    visit->process = 0;
    return false;
}

static void start_visit(struct visit_process *visit, int connection)
{
    pid_t parent = getpid();

    visit->process = fork();
    if (visit->process == 0) {
        if (getppid() != parent) {
            _exit(EXIT_FAILED);
        }
        worker_run(&visit->program->setup, connection);
    }
    if (visit->process < 0 || !follow(visit)) {
        visit->process = 0;
        log_error("no process for the voice of a visit");
    }
}

static struct visit_process *free_visit(struct program *program)
{
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        if (program->visits[i].process == 0) {
            return &program->visits[i];
        }
    }
    return NULL;
}

static void pause_over(void *context)
{
    listen_again(context);
}

static void pause_listening(struct program *program)
{
    log_warning("no visit can be given a voice for now: %s", strerror(errno));
    loop_unwatch(program->service.loop, program->listener);
    loop_timer_set(program->service.loop, &program->pause, LOCAL_PAUSE_MILLISECONDS);
}

static void accept_visit(void *context, short events)
{
    struct program *program = context;
    struct visit_process *visit = free_visit(program);
    struct local_caller caller;
    int connection;

    (void)events;
    if (visit == NULL) {
        loop_unwatch(program->service.loop, program->listener);
        return;
    }
    connection = local_accept(program->listener);
    if (connection < 0) {
        if (local_accept_starved()) {
            pause_listening(program);
        }
        return;
    }
    if (local_know_caller(connection, &caller) && kiosk_service_knows(&program->service, &caller)) {
        start_visit(visit, connection);
    } else {
        log_warning("somebody who may not speak was refused");
    }
    (void)close(connection);
}

static bool run(void *context, struct error *error)
{
    struct program *program = context;
    struct kiosk_service *service = &program->service;

    /* An espeak-ng that dies while it is told something must not take us with it. */
    (void)signal(SIGPIPE, SIG_IGN);
    if (!file_join(program->path, sizeof program->path, service->config.paths.state,
                   VOICE_SOCKET)) {
        return error_set(error, ERROR_LIMIT, "the path of the state folder is too long");
    }
    if (!worker_prepare(&program->setup, &service->config, error) ||
        !kiosk_service_begin(service, "voice", error)) {
        return false;
    }
    program->listener = local_listen(program->path, 0660, error);
    if (program->listener < 0 || !confine_program(&program->setup, error)) {
        return false;
    }
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        program->visits[i].program = program;
    }
    card_level_set(&program->setup.level);
    program->pause = (struct loop_timer){.callback = pause_over, .context = program};
    if (!loop_add_timer(service->loop, &program->pause, error)) {
        return false;
    }
    listen_again(program);
    publish(program);
    return loop_run(service->loop, error);
}

static void finish(void *context)
{
    struct program *program = context;

    if (program->listener >= 0) {
        (void)close(program->listener);
        (void)unlink(program->path);
    }
    for (size_t i = 0; i < WORKERS_MAX; i++) {
        if (program->visits[i].process > 0) {
            (void)kill(program->visits[i].process, SIGKILL);
            (void)close(program->visits[i].ended);
        }
    }
    if (program->setup.headphones >= 0) {
        (void)close(program->setup.headphones);
    }
    kiosk_service_close(&program->service);
}

int main(int argc, char **argv)
{
    static const struct kiosk_service_life life = {.run = run, .finish = finish};
    struct program program = {
        .service = {.program = "kiosk-voice"}, .setup = {.headphones = -1}, .listener = -1};

    return kiosk_service_main(&program.service, argc, argv, &life, &program);
}
