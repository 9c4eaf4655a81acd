#include "app/staff/hand/errand.h"

#include "platform/base/clock.h"
#include "platform/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Its first two standard descriptors: [0] is the end to read from. */
struct pipes {
    int in[2], out[2];
};

static void close_end(int *descriptor)
{
    if (*descriptor >= 0) {
        (void)close(*descriptor);
    }
    *descriptor = -1;
}

static void close_pipes(struct pipes *pipes)
{
    for (int i = 0; i < 2; i++) {
        close_end(&pipes->in[i]);
        close_end(&pipes->out[i]);
    }
}

static bool find_beside(const char *name, char path[static FILE_PATH_MAX], struct error *error)
{
    char own[FILE_PATH_MAX], folder[FILE_PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    if (length < 0) {
        return error_set_errno(error, "the folder of programs cannot be found");
    }
    own[length] = '\0';
    return file_folder_of(own, folder, error) &&
           (file_join(path, FILE_PATH_MAX, folder, name) ||
            error_set(error, ERROR_LIMIT, "%s is too long for a path", folder));
}

static _Noreturn void become(const struct errand *errand, const char *path,
                             const struct pipes *pipes, pid_t parent)
{
    static char *const environment[] = {NULL};
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent &&
        dup2(pipes->in[0], STDIN_FILENO) >= 0 && dup2(pipes->out[1], STDOUT_FILENO) >= 0) {
        (void)execve(path, errand->arguments, environment);
    }
    _exit(127);
}

static pid_t start(const struct errand *errand, struct pipes *pipes, struct error *error)
{
    char path[FILE_PATH_MAX];
    pid_t parent = getpid();
    if (!find_beside(errand->arguments[0], path, error)) {
        return -1;
    }
    *pipes = (struct pipes){.in = {-1, -1}, .out = {-1, -1}};
    pid_t child =
        pipe2(pipes->in, O_CLOEXEC) == 0 && pipe2(pipes->out, O_CLOEXEC) == 0 ? fork() : -1;
    if (child == 0) {
        become(errand, path, pipes, parent);
    }
    if (child < 0) {
        error_set_errno(error, "%s cannot be started", errand->arguments[0]);
        close_pipes(pipes);
        return -1;
    }
    close_end(&pipes->in[0]);
    close_end(&pipes->out[1]);
    return child;
}

/* An empty pipe takes at least PIPE_BUF bytes at once, which is more than is ever given. */
static bool give(const struct errand *errand, int descriptor)
{
    return errand->given_length == 0 ||
           write(descriptor, errand->given, errand->given_length) == (ssize_t)errand->given_length;
}

/* Reads until its end; what is too much is read and forgotten. False when the time is over. */
static bool listen_to(int descriptor, int64_t until, struct buffer *said)
{
    char bytes[512];
    for (;;) {
        int64_t left = until - clock_monotonic(&clock_system);
        struct pollfd polled = {.fd = descriptor, .events = POLLIN};
        if (left <= 0) {
            return false;
        }
        if (poll(&polled, 1, (int)left) <= 0) {
            continue;
        }
        ssize_t got = read(descriptor, bytes, sizeof bytes);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return true;
        }
        if (got > 0 && said->length + (size_t)got <= said->limit) {
            (void)buffer_append(said, bytes, (size_t)got);
        }
    }
}

static int end_of(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool errand_run(const struct errand *errand, int *code, struct buffer *said, struct error *error)
{
    struct pipes pipes;
    int64_t until = clock_monotonic(&clock_system) + (int64_t)errand->seconds * 1000;
    (void)signal(SIGPIPE, SIG_IGN); /* a child that ends early is told by its code */
    pid_t child = start(errand, &pipes, error);
    if (child < 0) {
        return false;
    }
    bool given = give(errand, pipes.in[1]);
    close_end(&pipes.in[1]);
    if (!given || !listen_to(pipes.out[0], until, said)) {
        (void)kill(child, SIGKILL);
    }
    close_pipes(&pipes);
    *code = end_of(child);
    return true;
}
