/*
 * The system calls of each group, as lists that end with SANDBOX_LIST_END. For
 * platform/sandbox only. Calls with conditions on their arguments stand in seccomp.c.
 */
#ifndef PLATFORM_SANDBOX_CALLS_H
#define PLATFORM_SANDBOX_CALLS_H

/* No system call, nor libseccomp's number for one that this machine does not have. */
#define SANDBOX_LIST_END (-100000)

extern const int sandbox_base_calls[];
extern const int sandbox_file_calls[];
extern const int sandbox_look_calls[];
extern const int sandbox_socket_calls[];
extern const int sandbox_display_calls[];
extern const int sandbox_exec_calls[];
extern const int sandbox_sanitizer_calls[]; /* what the leak check at exit needs */
extern const int sandbox_clock_calls[];
extern const int sandbox_mount_calls[];

/* Nobody whose plan has not asked for the groups above calls these: whoever does has been taken over. */
extern const int sandbox_deadly_calls[];

#endif
