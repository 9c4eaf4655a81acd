#include "app/central/opening/opening.h"

#include "app/central/opening/opening_job.h"
#include "app/central/opening/opening_parts.h"
#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_all(const int *descriptors, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
}

/* pipes: jobs, plain, reports; each read end, write end. */
static bool make_pipes(int pipes[static 6], struct error *error)
{
    for (size_t i = 0; i < 6; i++)
        pipes[i] = -1;
    for (size_t i = 0; i < 6; i += 2)
        if (pipe2(&pipes[i], O_CLOEXEC) != 0) {
            error_set_errno(error, "no pipe to the opening process");
            close_all(pipes, 6);
            return false;
        }
    return true;
}

static int run_child(const struct opening_child_order *order, const int pipes[static 6])
{
    const struct opening_child_pipes own = {
        .jobs = pipes[0], .plain = pipes[3], .reports = pipes[5]};
    const int others[] = {pipes[1], pipes[2], pipes[4]};
    close_all(others, 3);
    return opening_child_run(order, &own);
}

/* In the forked process: never back to its caller. `opening` is a copy of the parent's. */
static _Noreturn void be_child(const struct opening_child_order *order, int pipes[static 6],
                               struct opening *opening)
{
    free(opening);
    _exit(run_child(order, pipes));
}

static bool wait_ready(struct opening *opening, struct error *error)
{
    struct opening_report message;
    if (!opening_read(opening->reports, &message, sizeof message))
        return error_set(error, ERROR_INTERNAL, "the opening process ended before it was ready");
    if (message.verdict != OPENING_READY)
        return error_set(error, ERROR_REFUSED, "%s", message.text);
    return text_copy(opening->written, sizeof opening->written, message.text) ||
           error_set(error, ERROR_INTERNAL, "the opening process is confused");
}

struct opening *opening_start(const struct opening_child_order *order, struct error *error)
{
    int pipes[6];
    struct opening *opening = calloc(1, sizeof *opening);
    if (opening == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for opening");
        return NULL;
    }
    if (!make_pipes(pipes, error)) {
        free(opening);
        return NULL;
    }
    /* a child that ended is an error to report, not a signal to die of */
    (void)signal(SIGPIPE, SIG_IGN);
    opening->process = fork();
    if (opening->process == 0)
        be_child(order, pipes, opening);
    const int others[] = {pipes[0], pipes[3], pipes[5]};
    close_all(others, 3);
    opening->jobs = pipes[1];
    opening->plain = pipes[2];
    opening->reports = pipes[4];
    if (opening->process < 0)
        error_set_errno(error, "no process to open in");
    else if (fcntl(opening->plain, F_SETFL, O_NONBLOCK) != 0)
        error_set_errno(error, "the pipe from the opening process");
    else if (wait_ready(opening, error))
        return opening;
    opening_destroy(opening);
    return NULL;
}

void opening_destroy(struct opening *opening)
{
    if (opening == NULL)
        return;
    const int own[] = {opening->jobs, opening->plain, opening->reports};
    close_all(own, 3);
    if (opening->process > 0)
        (void)waitpid(opening->process, NULL, 0);
    free(opening);
}
