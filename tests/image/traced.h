/*
 * A thread of another program that is made to make system calls: by ptrace, on x86-64. It is stopped, given
 * registers and a place below its stack, goes over one `syscall` instruction, and goes on where it was: a call
 * that was interrupted is started again by the kernel. Filters and Landlock hold for a thread, so what one thread
 * was refused says nothing of the others. If this process is killed meanwhile, the program ends too.
 */
#ifndef TESTS_IMAGE_TRACED_H
#define TESTS_IMAGE_TRACED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/user.h>

/* What a call's arguments may point to. */
struct scratch {
    uint64_t data[16];
    uint16_t unused[3], family; /* with the text behind it, a struct sockaddr_un */
    char text[sizeof((struct sockaddr_un *)0)->sun_path];
};

struct traced {
    pid_t thread;
    int memory;
    uint64_t instruction, scratch; /* addresses: of a `syscall`, of a struct scratch */
    struct user_regs_struct registers;
    struct scratch below; /* what stood there */
    uint64_t mask;
};

enum traced_end {
    TRACED_RETURNED,
    TRACED_REPLACED, /* it is another program now */
    TRACED_SIGSYS,   /* its filter ended it */
    TRACED_ENDED
};

/* Stops `thread`. On false errno says why, and the thread goes on if this process ends. */
bool traced_begin(struct traced *traced, pid_t thread);

/* Puts `scratch` where traced->scratch says. */
bool traced_lay(const struct traced *traced, const struct scratch *scratch);

/* *result: what the call returned, an error as a negative number. A process that it started is ended. */
enum traced_end traced_call(const struct traced *traced, long number, const uint64_t words[6],
                            long *result);

/* All as it was, unless the program was replaced; untraced. */
bool traced_let_go(const struct traced *traced, enum traced_end end);

#endif
