#include "app/screen/process/parent.h"

#include "app/screen/process/handover.h"
#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/loop.h"
#include "platform/base/state.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define DRAW_WITHIN_MS     30000 /* a process that has not drawn by then hangs */
#define LEAVE_WITHIN_MS    5000  /* wiping takes a few milliseconds */
#define STEADY_AFTER_MS    10000 /* a crash after this long is not a loop */
#define RETRY_LONGEST_MS   30000
#define RETRY_DOUBLINGS    5
#define SOCKET_NUMBER_SIZE 12

struct child {
    pid_t pid;  /* 0: none */
    int socket; /* -1: closed */
    int64_t started;
    bool drawn;
    bool dismissed; /* ends on our word, and is no crash */
};

struct parent {
    const char *config_path;
    struct loop *loop;
    struct state_file *state;
    struct child current, leaving;
    struct display display;
    struct loop_timer retry, draw_deadline, leave_deadline, alive_deadline;
    unsigned failures; /* in a row */
    json_int_t visits, crashes;
    char reason[HANDOVER_REASON_MAX];
    bool stopping;
    bool broken; /* ends as a failure */
};

static void stop(struct parent *parent);
static void start_child(struct parent *parent);

static const char *state_name(const struct parent *parent)
{
    if (!parent->current.drawn && !parent->leaving.pid)
        return parent->failures ? "failing" : "starting";
    return parent->reason[0] ? "not_available" : "ready";
}

static void publish(struct parent *parent)
{
    struct error error;
    json_t *object =
        json_pack("{s:s, s:s, s:I, s:I, s:s, s:b}", "state", state_name(parent), "reason",
                  parent->reason, "visits", parent->visits, "crashes", parent->crashes, "version",
                  KIOSK_VERSION, "landlock", sandbox_landlock_abi() > 0);

    if (!object || !state_publish(parent->state, object, &error))
        log_warning("screen.json could not be written");
    json_decref(object);
}

/* ---- starting -------------------------------------------------------------- */

static void become_child(const struct parent *parent, int socket, pid_t parent_pid)
{
    char number[SOCKET_NUMBER_SIZE], panel[DISPLAY_WORDS_MAX];
    sigset_t none;

    sigemptyset(&none);
    /* A service manager signals every process: the visit's one ends when the parent says so, and
     * wipes first. */
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    if (!text_format(number, sizeof number, "%d", socket) ||
        sigprocmask(SIG_SETMASK, &none, NULL) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
        getppid() != parent_pid || fcntl(socket, F_SETFD, 0) != 0 ||
        !display_hand_over(&parent->display, panel))
        _exit(EXIT_FAILURE);
    execl("/proc/self/exe", "kiosk-screen", "child", "--config", parent->config_path, "--parent",
          number, "--panel", panel, (char *)NULL);
    _exit(EXIT_FAILURE);
}

static bool launch(struct parent *parent, struct child *child, struct error *error)
{
    pid_t parent_pid = getpid();
    int child_end;

    if (!handover_pair(&child->socket, &child_end, error))
        return false;
    child->pid = fork();
    if (child->pid == 0)
        become_child(parent, child_end, parent_pid);
    close(child_end);
    if (child->pid > 0)
        return true;
    child->pid = 0;
    close(child->socket);
    child->socket = -1;
    return error_set_errno(error, "no new process for the next visit");
}

static int64_t retry_delay(unsigned failures)
{
    unsigned doublings = failures - 1 < RETRY_DOUBLINGS ? failures - 1 : RETRY_DOUBLINGS;
    int64_t delay = (int64_t)1000 << doublings;

    return delay < RETRY_LONGEST_MS ? delay : RETRY_LONGEST_MS;
}

/* The first crash of a process that had drawn costs no time; a row of them must not spin. */
static void start_again(struct parent *parent, bool had_drawn)
{
    parent->current = (struct child){.socket = -1};
    loop_timer_stop(&parent->draw_deadline);
    loop_timer_stop(&parent->alive_deadline);
    parent->failures++;
    if (parent->stopping)
        loop_stop(parent->loop);
    else if (parent->failures == 1 && had_drawn)
        start_child(parent);
    else {
        /* Who leaves still has the welcome screen up. */
        if (!parent->leaving.pid)
            display_apologise(&parent->display);
        loop_timer_set(parent->loop, &parent->retry, retry_delay(parent->failures));
    }
}

/* ---- what children say ----------------------------------------------------- */

static void close_socket(struct parent *parent, struct child *child)
{
    if (child->socket < 0)
        return;
    loop_unwatch(parent->loop, child->socket);
    close(child->socket);
    child->socket = -1;
}

/* The successor's frame is up: the old process may take its own down. */
static void release_leaving(struct parent *parent)
{
    if (!parent->leaving.pid)
        return;
    close_socket(parent, &parent->leaving);
    loop_timer_set(parent->loop, &parent->leave_deadline, LEAVE_WITHIN_MS);
}

static void note_drawn(struct parent *parent, const char *reason)
{
    parent->current.drawn = true;
    loop_timer_stop(&parent->draw_deadline);
    loop_timer_stop(&parent->alive_deadline);
    text_copy(parent->reason, sizeof parent->reason, reason);
    release_leaving(parent);
    publish(parent);
}

static void note_ended(struct parent *parent)
{
    if (parent->leaving.pid)
        kill(parent->leaving.pid, SIGKILL);
    close_socket(parent, &parent->leaving);
    loop_unwatch(parent->loop, parent->current.socket);
    loop_timer_stop(&parent->alive_deadline);
    parent->leaving = parent->current;
    parent->current = (struct child){.socket = -1};
    parent->failures = 0;
    start_child(parent);
}

/*
 * Whoever stood before the display stands there no more. The process wipes and ends as after a visit that was left;
 * the next one starts when it is gone, so that nothing of the visit can come after what that one draws.
 */
static void dismiss_current(struct parent *parent)
{
    if (!parent->current.pid || parent->stopping)
        return;
    parent->current.dismissed = true;
    close_socket(parent, &parent->current);
    loop_timer_stop(&parent->draw_deadline);
    loop_timer_stop(&parent->alive_deadline);
    loop_timer_set(parent->loop, &parent->leave_deadline, LEAVE_WITHIN_MS);
}

static void display_changed(void *context, short events)
{
    struct parent *parent = context;

    (void)events;
    switch (display_look(&parent->display)) {
    case PANEL_SAME:
        break;
    case PANEL_GONE:
        log_warning("the display is gone; a visit that was on is ended");
        dismiss_current(parent);
        break;
    case PANEL_RESIZED:
        log_info("a display of another size came");
        dismiss_current(parent);
        break;
    case PANEL_LOST:
        log_error("the graphics device is gone, or has no memory for the display's size");
        parent->broken = true;
        stop(parent);
        break;
    }
}

static void child_speaks(void *context, short events)
{
    struct parent *parent = context;
    struct handover message;

    (void)events;
    switch (handover_hear(parent->current.socket, &message)) {
    case HANDOVER_NOTHING:
        return;
    case HANDOVER_GONE:
        /* Its end is reported by SIGCHLD; one that only closed its socket is lost to us. */
        close_socket(parent, &parent->current);
        kill(parent->current.pid, SIGKILL);
        return;
    case HANDOVER_MESSAGE:
        break;
    }
    if (message.kind == HANDOVER_ALIVE) {
        loop_timer_set(parent->loop, &parent->alive_deadline, HANDOVER_SILENT_MS);
        return;
    }
    parent->visits += message.kind == HANDOVER_ENDED;
    if (message.kind == HANDOVER_ENDED || message.kind == HANDOVER_RENEW)
        note_ended(parent);
    else
        note_drawn(parent, message.reason);
}

static void start_child(struct parent *parent)
{
    struct error error;

    if (!launch(parent, &parent->current, &error)) {
        log_error("%s", error.text);
        start_again(parent, false);
        return;
    }
    display_enter(&parent->display);
    parent->current.started = clock_monotonic(&clock_system);
    parent->current.drawn = false;
    if (!loop_watch(parent->loop, parent->current.socket, POLLIN, child_speaks, parent, &error)) {
        log_error("%s", error.text);
        kill(parent->current.pid, SIGKILL);
    }
    loop_timer_set(parent->loop, &parent->draw_deadline, DRAW_WITHIN_MS);
}

/* ---- ends ------------------------------------------------------------------ */

static void log_end(int status)
{
    if (WIFSIGNALED(status))
        log_error("the visit's process was ended by signal %d; a new one starts", WTERMSIG(status));
    else
        log_error("the visit's process ended with code %d; a new one starts", WEXITSTATUS(status));
}

static void note_dismissed_gone(struct parent *parent)
{
    display_begin_again(&parent->display);
    parent->current = (struct child){.socket = -1};
    if (parent->stopping) {
        loop_stop(parent->loop);
        return;
    }
    start_child(parent);
    publish(parent);
}

static void note_current_gone(struct parent *parent, int status)
{
    bool had_drawn = parent->current.drawn;

    if (parent->current.dismissed) {
        note_dismissed_gone(parent);
        return;
    }
    if (had_drawn)
        display_blank(&parent->display);
    close_socket(parent, &parent->current);
    if (had_drawn && clock_monotonic(&clock_system) - parent->current.started >= STEADY_AFTER_MS)
        parent->failures = 0;
    if (!parent->stopping) {
        parent->crashes++;
        log_end(status);
    }
    start_again(parent, had_drawn);
    if (!parent->stopping)
        publish(parent);
}

static void reap(struct parent *parent)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == parent->leaving.pid) {
            close_socket(parent, &parent->leaving);
            parent->leaving = (struct child){.socket = -1};
            if (!parent->current.dismissed)
                loop_timer_stop(&parent->leave_deadline);
            if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                log_warning("an ended visit's process did not end cleanly");
        } else if (pid == parent->current.pid) {
            note_current_gone(parent, status);
        }
    }
}

static void stop(struct parent *parent)
{
    parent->stopping = true;
    loop_timer_stop(&parent->retry);
    close_socket(parent, &parent->leaving);
    close_socket(parent, &parent->current);
    if (!parent->current.pid)
        loop_stop(parent->loop);
    else
        loop_timer_set(parent->loop, &parent->leave_deadline, LEAVE_WITHIN_MS);
}

static void caught(void *context, int signal_number)
{
    struct parent *parent = context;

    if (signal_number == SIGCHLD)
        reap(parent);
    else
        stop(parent);
}

/* ---- deadlines ------------------------------------------------------------- */

static void retry_is_due(void *context)
{
    start_child(context);
}

static void draw_is_late(void *context)
{
    struct parent *parent = context;

    log_error("the visit's process drew nothing for %d s; it is ended", DRAW_WITHIN_MS / 1000);
    kill(parent->current.pid, SIGKILL);
}

/* What it showed is blanked once it is gone: by the display server, or by us. */
static void alive_is_late(void *context)
{
    struct parent *parent = context;

    log_error("a visit's process said nothing for %d s; it is ended", HANDOVER_SILENT_MS / 1000);
    kill(parent->current.pid, SIGKILL);
}

static void leave_is_late(void *context)
{
    struct parent *parent = context;

    if (parent->leaving.pid)
        kill(parent->leaving.pid, SIGKILL);
    if ((parent->stopping || parent->current.dismissed) && parent->current.pid)
        kill(parent->current.pid, SIGKILL);
}

static bool prepare(struct parent *parent, struct error *error)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGCHLD};

    parent->retry = (struct loop_timer){.callback = retry_is_due, .context = parent};
    parent->draw_deadline = (struct loop_timer){.callback = draw_is_late, .context = parent};
    parent->leave_deadline = (struct loop_timer){.callback = leave_is_late, .context = parent};
    parent->alive_deadline = (struct loop_timer){.callback = alive_is_late, .context = parent};
    if (display_changes(&parent->display) >= 0 &&
        !loop_watch(parent->loop, display_changes(&parent->display), POLLIN, display_changed,
                    parent, error))
        return false;
    return loop_add_timer(parent->loop, &parent->alive_deadline, error) &&
           loop_add_timer(parent->loop, &parent->retry, error) &&
           loop_add_timer(parent->loop, &parent->draw_deadline, error) &&
           loop_add_timer(parent->loop, &parent->leave_deadline, error) &&
           loop_catch(parent->loop, signals, sizeof signals / sizeof *signals, caught, parent,
                      error);
}

/* All that its children will need before they enter their own, and so wider: but nothing is written
 * beside outbox and state, no network is reached, no other program is started. */
static bool enter_sandbox(const struct kiosk_config *config, struct error *error)
{
    char self[FILE_PATH_MAX] = "";
    const char *const read[] = {"/", NULL};
    const char *const write[] = {config->paths.outbox, config->paths.state, "/dev/null", NULL};
    const char *const execute[] = {self, NULL};
    const bool panel = config->display.driver == KIOSK_DRIVER_KMS;
    const char *const devices[] = {"/dev/input", NULL};
    const struct sandbox_plan plan = {
        .program = "kiosk-screen",
        .groups = SANDBOX_FILES | SANDBOX_UNIX | SANDBOX_DEVICE | SANDBOX_DISPLAY |
                  SANDBOX_THREADS | SANDBOX_EXEC,
        .read = read,
        .write = write,
        .devices = panel ? devices : NULL,
        .execute = execute,
        .abstract_sockets = true,
    };

    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        return error_set_errno(error, "the program's own file cannot be found");
    return sandbox_enter(&plan, error);
}

bool parent_run(const char *config_path, const struct kiosk_config *config,
                const struct display_kept *kept, struct error *error)
{
    struct parent parent = {.config_path = config_path, .current.socket = -1, .leaving.socket = -1};
    bool ran = false;

    parent.state = state_own(config->paths.state, "screen", error);
    if (!parent.state)
        return false;
    parent.loop = loop_create(&clock_system, error);
    if (!parent.loop || !display_open(&parent.display, config, kept, error) ||
        !prepare(&parent, error) || !enter_sandbox(config, error))
        goto done;
    publish(&parent);
    start_child(&parent);
    ran = loop_run(parent.loop, error) &&
          (!parent.broken || error_set(error, ERROR_MEMORY, "the display cannot be used"));
done:
    display_close(&parent.display);
    loop_destroy(parent.loop);
    state_disown(parent.state);
    return ran;
}
