#include "tests/support/lib/sandbox_bed.h"

#include "platform/sandbox/sandbox.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *folder_path; /* of the test that runs */

const char *sandbox_bed_folder(void)
{
    return folder_path;
}

int sandbox_bed_result(bool fine)
{
    return fine ? 0 : errno;
}

int sandbox_bed_outcome(const struct sandbox_plan *plan, sandbox_bed_attempt *try)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        struct error error;
        (void)signal(SIGSYS, SIG_DFL);
        if (!sandbox_prepare(NULL, 0, &error) || !sandbox_enter(plan, &error)) {
            (void)fprintf(stderr, "%s\n", error.text);
            _exit(NOT_ENTERED);
        }
        _exit(try());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) {
        return WTERMSIG(status) == SIGSYS ? DIED_BY_SIGSYS : DIED_OTHERWISE;
    }
    return WEXITSTATUS(status);
}

void sandbox_bed_check_refused(const struct sandbox_plan *plan, sandbox_bed_attempt *try, int line)
{
    int result = sandbox_bed_outcome(plan, try);
    if (result != EPERM && result != EACCES) {
        fail_msg("line %d: came to %d", line, result);
    }
}

const struct sandbox_plan sandbox_bed_nothing = {.program = "tester"};

int sandbox_bed_open(const char *name, int flags)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder_path, name);
    return sandbox_bed_result(open(path, flags | O_CLOEXEC, 0600) >= 0);
}

int sandbox_bed_read_inside(void)
{
    return sandbox_bed_open("inside/file", O_RDONLY);
}

int sandbox_bed_socket(int family, int type)
{
    return sandbox_bed_result(socket(family, type, 0) >= 0);
}

int sandbox_bed_inet_socket(void)
{
    return sandbox_bed_socket(AF_INET, SOCK_STREAM);
}

int sandbox_bed_unix_socket(void)
{
    return sandbox_bed_socket(AF_UNIX, SOCK_STREAM);
}

int sandbox_bed_fork_only(void)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    return sandbox_bed_result(child > 0);
}

int sandbox_bed_set_up(void **state)
{
    char inside[256];
    if (temp_folder_setup(state) != 0) {
        return -1;
    }
    folder_path = ((const struct temp_folder *)*state)->path;
    (void)snprintf(inside, sizeof inside, "%s/inside", folder_path);
    if (mkdir(inside, 0700) != 0) {
        return -1;
    }
    temp_folder_write(*state, "inside/file", "text");
    temp_folder_write(*state, "outside", "text");
    return 0;
}
