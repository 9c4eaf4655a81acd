#include "tests/support/lib/fake_printer.h"

#include "tests/support/lib/fake_paper.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static const char *const names[] = {
    "ready",    "low",      "out",          "open",       "error",      "silent",   "garbled",
    "vanishes", "runs-out", "stops-taking", "stops-deaf", "never-done", "late-done"};

int fake_behaviour_find(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static bool open_port(struct fake_printer *printer)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;

    printer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (printer->listener < 0 ||
        bind(printer->listener, (struct sockaddr *)&address, length) != 0 ||
        listen(printer->listener, 4) != 0 ||
        getsockname(printer->listener, (struct sockaddr *)&address, &length) != 0) {
        return false;
    }
    (void)snprintf(printer->device, sizeof printer->device, "tcp:127.0.0.1:%u",
                   (unsigned)ntohs(address.sin_port));
    return true;
}

static bool open_terminal(struct fake_printer *printer)
{
    char name[48];
    struct termios raw;

    printer->line = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (printer->line < 0 || grantpt(printer->line) != 0 || unlockpt(printer->line) != 0 ||
        ptsname_r(printer->line, name, sizeof name) != 0) {
        return false;
    }
    printer->far_end = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (printer->far_end < 0 || tcgetattr(printer->far_end, &raw) != 0) {
        return false;
    }
    cfmakeraw(&raw);
    (void)snprintf(printer->device, sizeof printer->device, "serial:%s", name);
    return tcsetattr(printer->far_end, TCSANOW, &raw) == 0;
}

bool fake_printer_open(struct fake_printer *printer, bool on_tcp, enum fake_behaviour behaviour,
                       const char *folder)
{
    *printer = (struct fake_printer){.folder = folder, .listener = -1, .line = -1, .far_end = -1};
    printer->paper = mmap(NULL, sizeof *printer->paper, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (printer->paper == MAP_FAILED) {
        return false;
    }
    printer->paper->behaviour = (int)behaviour;
    return on_tcp ? open_port(printer) : open_terminal(printer);
}

static void close_one(int *descriptor)
{
    if (*descriptor >= 0) {
        (void)close(*descriptor);
        *descriptor = -1;
    }
}

static void hang_up(struct fake_printer *printer)
{
    close_one(&printer->line);
    close_one(&printer->far_end);
}

/* One read and what follows from it. */
static void serve_line(struct fake_printer *printer, struct fake_head *head)
{
    uint8_t bytes[4096];
    ssize_t got = read(printer->line, bytes, sizeof bytes);

    if (got <= 0) {
        hang_up(printer);
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        if (!fake_head_take(head, bytes[i], printer->line)) {
            hang_up(printer);
            printer->paper->behaviour = FAKE_READY;
            return;
        }
    }
}

static void accept_next(struct fake_printer *printer, struct fake_head *head)
{
    int line = accept4(printer->listener, NULL, NULL, SOCK_CLOEXEC);

    if (line >= 0) {
        hang_up(printer);
        printer->line = line;
        fake_head_clear(head);
    }
}

void fake_printer_serve(struct fake_printer *printer)
{
    struct fake_head *head = fake_head_create(printer->paper, printer->folder);

    while (head != NULL && (printer->listener >= 0 || printer->line >= 0)) {
        bool takes = !fake_head_is_stuck(head);
        struct pollfd watched[2] = {{.fd = printer->listener, .events = POLLIN},
                                    {.fd = takes ? printer->line : -1, .events = POLLIN}};

        if (poll(watched, 2, takes ? -1 : 50) < 0) {
            break;
        }
        if (watched[0].revents != 0) {
            accept_next(printer, head);
        } else if (watched[1].revents != 0) {
            serve_line(printer, head);
        }
    }
}

bool fake_printer_start(struct fake_printer *printer)
{
    printer->process = fork();
    if (printer->process == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)signal(SIGPIPE, SIG_IGN);
        fake_printer_serve(printer);
        _exit(1);
    }
    close_one(&printer->line); /* the child's alone now, so that it can vanish */
    close_one(&printer->far_end);
    return printer->process > 0;
}

void fake_printer_stop(struct fake_printer *printer)
{
    if (printer->process > 0) {
        (void)kill(printer->process, SIGKILL);
        (void)waitpid(printer->process, NULL, 0);
    }
    close_one(&printer->listener);
    close_one(&printer->line);
    close_one(&printer->far_end);
    (void)munmap(printer->paper, sizeof *printer->paper);
}
