/* Says in whose code a program crashed: where a library cannot bear that memory is short, the program can do
 * nothing about it but start again. */
#include "tests/faults/shim/gate.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#define FRAMES 48

/* Who only passes on what he was given. */
static bool is_between(const char *file)
{
    return strstr(file, "/shim.so") != NULL || strstr(file, "/libc.so") != NULL ||
           strstr(file, "/ld-linux") != NULL || strstr(file, "vdso") != NULL;
}

static void say_whose(int number)
{
    void *frames[FRAMES];
    int count = backtrace(frames, FRAMES);
    Dl_info about;

    for (int i = 0; i < count; i++) {
        if (dladdr(frames[i], &about) != 0 && about.dli_fname != NULL &&
            !is_between(about.dli_fname)) {
            const char *slash = strrchr(about.dli_fname, '/');

            (void)strncpy(shim_page()->crashed, slash != NULL ? slash + 1 : about.dli_fname,
                          sizeof shim_page()->crashed - 1);
            break;
        }
    }
    (void)signal(number, SIG_DFL);
}

void shim_watch_crashes(void)
{
    void *frame;

    (void)backtrace(&frame, 1); /* loads what it needs while that can be loaded */
    (void)signal(SIGSEGV, say_whose);
    (void)signal(SIGBUS, say_whose);
    (void)signal(SIGABRT, say_whose);
}
