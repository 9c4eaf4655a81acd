#include "tests/support/lib/zbar.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(const char *path, int out)
{
    dup2(out, STDOUT_FILENO);
    if (!freopen("/dev/null", "w", stderr))
        _exit(1);
    execlp("zbarimg", "zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", path, (char *)NULL);
    _exit(127);
}

bool zbar_read(const char *path, char *text, size_t size)
{
    int ends[2], status = -1;
    if (pipe(ends) != 0)
        return false;
    pid_t child = fork();
    if (child == 0)
        run(path, ends[1]);
    close(ends[1]);
    ssize_t length = read(ends[0], text, size - 1);
    close(ends[0]);
    if (child < 0 || waitpid(child, &status, 0) != child || length <= 0)
        return false;
    text[length] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
