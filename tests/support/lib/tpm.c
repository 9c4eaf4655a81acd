#include "tests/support/lib/tpm.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define TRIES 500 /* of 20 ms */

static void run(const struct test_tpm *tpm)
{
    char state[128], server[128], control[128];

    snprintf(state, sizeof state, "dir=%s", tpm->folder);
    snprintf(server, sizeof server, "type=unixio,path=%s/sock", tpm->folder);
    snprintf(control, sizeof control, "type=unixio,path=%s/sock.ctrl", tpm->folder);
    if (freopen("/dev/null", "w", stderr) == NULL) /* it tells of every connection */
        _exit(127);
    execlp("swtpm", "swtpm", "socket", "--tpm2", "--tpmstate", state, "--server", server, "--ctrl",
           control, "--flags", "not-need-init,startup-clear", (char *)NULL);
    _exit(127);
}

/* proc(5), /proc/net/unix: a socket that takes connections has this flag, one that is only bound has not. */
static bool listens(const char *path)
{
    FILE *sockets = fopen("/proc/net/unix", "re");
    char line[512], place[256];
    unsigned flags;
    bool found = false;

    while (sockets != NULL && !found && fgets(line, sizeof line, sockets) != NULL)
        found = sscanf(line, "%*s %*x %*x %x %*x %*x %*u %255s", &flags, place) == 2 &&
                (flags & 0x10000) != 0 && strcmp(place, path) == 0;
    if (sockets != NULL)
        fclose(sockets);
    return found;
}

static void switch_on(struct test_tpm *tpm)
{
    char server[128];

    snprintf(server, sizeof server, "%s/sock", tpm->folder); /* the control's listens before it */
    tpm->process = fork();
    assert_true(tpm->process >= 0);
    if (tpm->process == 0)
        run(tpm);
    for (int i = 0; i < TRIES && !listens(server); i++)
        usleep(20000);
    assert_true(listens(server));
}

void tpm_start(struct test_tpm *tpm)
{
    snprintf(tpm->folder, sizeof tpm->folder, "/tmp/kiosk-tpm-XXXXXX");
    assert_non_null(mkdtemp(tpm->folder));
    snprintf(tpm->tcti, sizeof tpm->tcti, "swtpm:path=%s/sock", tpm->folder);
    switch_on(tpm);
}

void tpm_cut_power(struct test_tpm *tpm)
{
    char path[128];

    kill(tpm->process, SIGKILL);
    waitpid(tpm->process, NULL, 0);
    snprintf(path, sizeof path, "%s/sock", tpm->folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/sock.ctrl", tpm->folder);
    unlink(path);
    switch_on(tpm);
}

void tpm_stop(struct test_tpm *tpm)
{
    char command[128];

    kill(tpm->process, SIGTERM);
    waitpid(tpm->process, NULL, 0);
    snprintf(command, sizeof command, "rm -rf %s", tpm->folder);
    assert_int_equal(system(command), 0);
}
