/* Calls on files. Not the C library's names for them but the kernel's are called behind: the wrappers stand in
 * for both the 32- and the 64-bit names, which are one on 64-bit machines. */
#include "tests/faults/shim/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define ALIAS(name_) __attribute__((alias(#name_)))

/* ---- opening --------------------------------------------------------------- */

static int open_file(int folder, const char *path, int flags, unsigned mode)
{
    bool counts = shim_path_counts(path);
    int descriptor;

    if (counts && shim_fails(SHIM_OPEN))
        return -1;
    descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
    shim_note(descriptor, counts ? SHIM_FILE : SHIM_OTHER_FILE);
    return descriptor;
}

static unsigned mode_of(int flags, va_list list)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, unsigned) : 0;
}

int shim_open(const char *path, int flags, ...);

int shim_open(const char *path, int flags, ...)
{
    va_list list;
    unsigned mode;

    va_start(list, flags);
    mode = mode_of(flags, list);
    va_end(list);
    return open_file(AT_FDCWD, path, flags, mode);
}

int shim_openat(int folder, const char *path, int flags, ...);

int shim_openat(int folder, const char *path, int flags, ...)
{
    va_list list;
    unsigned mode;

    va_start(list, flags);
    mode = mode_of(flags, list);
    va_end(list);
    return open_file(folder, path, flags, mode);
}

int shim_open_2(const char *path, int flags);

int shim_open_2(const char *path, int flags)
{
    return open_file(AT_FDCWD, path, flags, 0);
}

int open(const char *path, int flags, ...) ALIAS(shim_open);
int open64(const char *path, int flags, ...) ALIAS(shim_open);
int openat(int folder, const char *path, int flags, ...) ALIAS(shim_openat);
int openat64(int folder, const char *path, int flags, ...) ALIAS(shim_openat);
int __open_2(const char *path, int flags) ALIAS(shim_open_2);
int __open64_2(const char *path, int flags) ALIAS(shim_open_2);

/* The file whose sync failed: until it is closed no other sync of it may be believed. */
static struct {
    ino_t file;
    pid_t process;
    int descriptor;
} unsynced;

int close(int descriptor)
{
    if (unsynced.file != 0 && descriptor == unsynced.descriptor)
        unsynced.file = 0;
    shim_note(descriptor, SHIM_UNSEEN);
    return (int)syscall(SYS_close, descriptor);
}

/* ---- reading and writing at a place ----------------------------------------- */

static bool fails_on(enum shim_call call, int descriptor)
{
    return shim_kind(descriptor) == SHIM_FILE && shim_fails(call);
}

/* What is left of a read or write that fails: -1, or half the bytes. */
static ssize_t half(size_t *size)
{
    if (errno != 0)
        return -1;
    *size = *size > 1 ? *size / 2 : *size;
    return 0;
}

ssize_t pread(int descriptor, void *bytes, size_t size, off_t at)
{
    if (fails_on(SHIM_READ, descriptor) && half(&size) != 0)
        return -1;
    return syscall(SYS_pread64, descriptor, bytes, size, at);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t at)
{
    if (fails_on(SHIM_WRITE, descriptor) && half(&size) != 0)
        return -1;
    return syscall(SYS_pwrite64, descriptor, bytes, size, at);
}

ssize_t pread64(int descriptor, void *bytes, size_t size, off_t at) ALIAS(pread);
ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off_t at) ALIAS(pwrite);

/* ---- onto the disk --------------------------------------------------------- */

/* A failed sync is never tried again: after it the kernel calls the pages clean. */
static int sync_file(int descriptor, long number)
{
    struct stat about = {0};

    if (shim_kind(descriptor) != SHIM_FILE)
        return (int)syscall(number, descriptor);
    (void)syscall(SYS_fstat, descriptor, &about);
    if (unsynced.file != 0 && about.st_ino == unsynced.file && getpid() == unsynced.process)
        shim_page()->synced++;
    if (!shim_fails(SHIM_SYNC))
        return (int)syscall(number, descriptor);
    unsynced.file = about.st_ino;
    unsynced.process = getpid();
    unsynced.descriptor = descriptor;
    return -1;
}

int fsync(int descriptor)
{
    return sync_file(descriptor, SYS_fsync);
}

int fdatasync(int descriptor)
{
    return sync_file(descriptor, SYS_fdatasync);
}

int ftruncate(int descriptor, off_t length)
{
    return fails_on(SHIM_TRUNCATE, descriptor) ? -1
                                               : (int)syscall(SYS_ftruncate, descriptor, length);
}

int ftruncate64(int descriptor, off_t length) ALIAS(ftruncate);

/* ---- names ----------------------------------------------------------------- */

int rename(const char *from, const char *to)
{
    return shim_path_counts(to) && shim_fails(SHIM_RENAME) ? -1
                                                           : (int)syscall(SYS_rename, from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    return shim_path_counts(to) && shim_fails(SHIM_RENAME)
               ? -1
               : (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int unlink(const char *path)
{
    return shim_path_counts(path) && shim_fails(SHIM_UNLINK) ? -1 : (int)syscall(SYS_unlink, path);
}

/* ---- looking --------------------------------------------------------------- */

int fstat(int descriptor, struct stat *about)
{
    return fails_on(SHIM_STAT, descriptor) ? -1 : (int)syscall(SYS_fstat, descriptor, about);
}

int stat(const char *path, struct stat *about)
{
    return shim_path_counts(path) && shim_fails(SHIM_STAT) ? -1
                                                           : (int)syscall(SYS_stat, path, about);
}

int fstat64(int descriptor, struct stat64 *about);
int stat64(const char *path, struct stat64 *about);

int fstat64(int descriptor, struct stat64 *about)
{
    return fstat(descriptor, (struct stat *)about);
}

int stat64(const char *path, struct stat64 *about)
{
    return stat(path, (struct stat *)about);
}

int statvfs(const char *path, struct statvfs *disk)
{
    static int (*behind)(const char *, struct statvfs *);

    if (shim_path_counts(path) && shim_fails(SHIM_STAT))
        return -1;
    if (behind == NULL)
        *(void **)&behind = shim_behind("statvfs");
    return behind(path, disk);
}

/* ---- memory and locks of files ---------------------------------------------- */

void *mmap(void *at, size_t size, int protection, int flags, int descriptor, off_t offset)
{
    if (fails_on(SHIM_MAP, descriptor))
        return (void *)-1;
    return (void *)syscall(SYS_mmap, at, size, protection, flags, descriptor, offset); /* NOLINT */
}

void *mmap64(void *at, size_t size, int protection, int flags, int descriptor, off_t offset)
    ALIAS(mmap);

int shim_fcntl(int descriptor, int command, ...);

int shim_fcntl(int descriptor, int command, ...)
{
    va_list list;
    void *argument;
    int result;

    va_start(list, command);
    argument = va_arg(list, void *);
    va_end(list);
    if ((command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK) &&
        fails_on(SHIM_LOCK, descriptor))
        return -1;
    result = (int)syscall(SYS_fcntl, descriptor, command, argument);
    if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
        shim_note(result, shim_kind(descriptor));
    return result;
}

int fcntl(int descriptor, int command, ...) ALIAS(shim_fcntl);
int fcntl64(int descriptor, int command, ...) ALIAS(shim_fcntl);

int flock(int descriptor, int operation)
{
    return fails_on(SHIM_LOCK, descriptor) ? -1 : (int)syscall(SYS_flock, descriptor, operation);
}
