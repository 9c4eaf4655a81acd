#include "platform/speech/engine.h"

#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CPU_SECONDS     20u
#define MEMORY_BYTES    (256u << 20)
#define OPEN_FILES      16u
#define LINGER_STEPS    50 /* of a millisecond, between the end of its output and its own */
#define STATUS_NOT_RUN  125
#define NUMBER_SIZE     12
#define OWN_DATA_DEBIAN "/usr/lib"

struct engine {
    pid_t process; /* 0: waited for */
    int input, output;
    int status;
    char voice[ENGINE_NAME_SIZE];
    unsigned speed;
};

static bool limit(int what, rlim_t most)
{
    struct rlimit both = {most, most};

    return setrlimit((__rlimit_resource_t)what, &both) == 0;
}

/* A process more than it is may not be started: a limit that does not bind root. */
static bool enter_limits(void)
{
    return limit(RLIMIT_CPU, CPU_SECONDS) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, OPEN_FILES) &&
           limit(RLIMIT_AS, MEMORY_BYTES);
}

static bool enter_sandbox(const struct engine_setup *setup)
{
    const char *const read[] = {setup->data != NULL ? setup->data : OWN_DATA_DEBIAN,
                                "/usr/share/espeak-ng-data", NULL};
    const char *const execute[] = {setup->program, NULL};
    const struct sandbox_plan plan = {.program = "espeak-ng",
                                      .groups = SANDBOX_EXEC | SANDBOX_LOOK,
                                      .read = read,
                                      .execute = execute};

    return sandbox_enter(&plan, NULL);
}

/* Its two ends of the pipes become its input and output, nothing says anything, nothing else is open. */
static bool take_descriptors(int input, int output)
{
    int nothing = open("/dev/null", O_WRONLY);

    return dup2(input, STDIN_FILENO) == STDIN_FILENO &&
           dup2(output, STDOUT_FILENO) == STDOUT_FILENO &&
           dup2(nothing, STDERR_FILENO) == STDERR_FILENO &&
           close_range(STDERR_FILENO + 1, ~0u, 0) == 0;
}

static void become_engine(const struct engine_setup *setup, const char *voice, unsigned speed,
                          int input, int output)
{
    char words[NUMBER_SIZE];
    char path[4096 + 8];
    char name[] = "espeak-ng", whole[] = "--stdin", out[] = "--stdout", utf8[] = "-b1",
         no_pause[] = "-z", rate[] = "-s", by[] = "-v";
    char *const with_path = setup->data != NULL ? path : NULL;
    char *const arguments[] = {
        name,      whole, out, utf8, no_pause, rate, words, by, (char *)(uintptr_t)voice,
        with_path, NULL};
    char *const environment[] = {NULL};
    sigset_t none;

    (void)sigemptyset(&none);
    if (!text_format(words, sizeof words, "%u", speed) ||
        !text_format(path, sizeof path, "--path=%s", setup->data != NULL ? setup->data : "") ||
        prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || sigprocmask(SIG_SETMASK, &none, NULL) != 0 ||
        signal(SIGPIPE, SIG_DFL) == SIG_ERR || !take_descriptors(input, output) ||
        !enter_sandbox(setup) || !enter_limits()) {
        _exit(STATUS_NOT_RUN);
    }
    (void)execve(setup->program, arguments, environment);
    _exit(STATUS_NOT_RUN);
}

static void close_both(int ends[2])
{
    for (int i = 0; i < 2; i++) {
        if (ends[i] >= 0) {
            (void)close(ends[i]);
        }
        ends[i] = -1;
    }
}

/* Only our end is non-blocking: espeak-ng waits where it must. */
static bool make_pipe(int ends[2], int ours, struct error *error)
{
    if (pipe2(ends, O_CLOEXEC) != 0) {
        ends[0] = ends[1] = -1;
        return error_set_errno(error, "no pipe to espeak-ng");
    }
    return fcntl(ends[ours], F_SETFL, O_NONBLOCK) == 0 ||
           error_set_errno(error, "no pipe to espeak-ng");
}

static bool start(struct engine *engine, const struct engine_setup *setup, struct error *error)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    pid_t parent = getpid();
    bool fine = make_pipe(in, 1, error) && make_pipe(out, 0, error);

    if (fine) {
        engine->process = fork();
        if (engine->process == 0) {
            if (getppid() == parent) {
                become_engine(setup, engine->voice, engine->speed, in[0], out[1]);
            }
            _exit(STATUS_NOT_RUN);
        }
        fine = engine->process > 0 || error_set_errno(error, "espeak-ng cannot be started");
    }
    if (fine) {
        engine->input = in[1];
        engine->output = out[0];
        in[1] = out[0] = -1;
    }
    close_both(in);
    close_both(out);
    return fine;
}

struct engine *engine_start(const struct engine_setup *setup, const char *voice, unsigned speed,
                            struct error *error)
{
    struct engine *engine = NULL;

    if (access(setup->program, X_OK) != 0) {
        error_set_errno(error, "%s cannot be run", setup->program);
        return NULL;
    }
    engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a voice");
        return NULL;
    }
    engine->input = engine->output = -1;
    engine->speed = speed;
    if (!text_copy(engine->voice, sizeof engine->voice, voice)) {
        error_set(error, ERROR_LIMIT, "the name of a voice is too long");
    } else if (start(engine, setup, error)) {
        return engine;
    }
    free(engine);
    return NULL;
}

static void close_one(int *descriptor)
{
    if (*descriptor >= 0) {
        (void)close(*descriptor);
    }
    *descriptor = -1;
}

static bool has_ended(struct engine *engine, int how)
{
    if (engine->process > 0 && waitpid(engine->process, &engine->status, how) == engine->process) {
        engine->process = 0;
    }
    return engine->process == 0;
}

void engine_destroy(struct engine *engine)
{
    if (engine == NULL) {
        return;
    }
    close_one(&engine->input);
    close_one(&engine->output);
    if (engine->process > 0) {
        (void)kill(engine->process, SIGKILL);
        (void)has_ended(engine, 0);
    }
    free(engine);
}

bool engine_is(const struct engine *engine, const char *voice, unsigned speed)
{
    return engine->speed == speed && strcmp(engine->voice, voice) == 0;
}

pid_t engine_process(const struct engine *engine)
{
    return engine->process;
}

int engine_input(const struct engine *engine)
{
    return engine->input;
}

int engine_output(const struct engine *engine)
{
    return engine->output;
}

ssize_t engine_write(struct engine *engine, const void *bytes, size_t length)
{
    ssize_t put = write(engine->input, bytes, length);

    return put < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : put;
}

void engine_end_text(struct engine *engine)
{
    close_one(&engine->input);
}

ssize_t engine_read(struct engine *engine, void *bytes, size_t size)
{
    ssize_t got = read(engine->output, bytes, size);

    if (got < 0) {
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    }
    return got == 0 ? -1 : got;
}

enum engine_end engine_wait(struct engine *engine)
{
    struct timespec step = {.tv_nsec = 1000000};

    close_one(&engine->input);
    for (int i = 0; i < LINGER_STEPS && !has_ended(engine, WNOHANG); i++) {
        (void)nanosleep(&step, NULL);
    }
    if (engine->process > 0) {
        (void)kill(engine->process, SIGKILL);
        (void)has_ended(engine, 0);
    }
    if (!WIFEXITED(engine->status)) {
        return ENGINE_KILLED;
    }
    return WEXITSTATUS(engine->status) == 0                ? ENGINE_WELL
           : WEXITSTATUS(engine->status) == STATUS_NOT_RUN ? ENGINE_NOT_RUN
                                                           : ENGINE_NO_VOICE;
}
