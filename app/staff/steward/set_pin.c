#include "app/staff/steward/set_pin.h"

#include "app/staff/steward/pin.h"
#include "platform/base/secret.h"
#include "platform/sandbox/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define LINE_BYTES 64u

/* The steward must be able to read what root wrote. */
static bool become_owner(const char *folder, struct error *error)
{
    struct stat about;
    if (stat(folder, &about) != 0) {
        return error_set_errno(error, "%s cannot be looked at", folder);
    }
    if (geteuid() != 0 || about.st_uid == 0) {
        return true;
    }
    if (setgroups(0, NULL) != 0 || setresgid(about.st_gid, about.st_gid, about.st_gid) != 0 ||
        setresuid(about.st_uid, about.st_uid, about.st_uid) != 0) {
        return error_set_errno(error, "the owner of %s cannot be taken on", folder);
    }
    return true;
}

/* True when the terminal shows what is typed again after this. */
static bool hide_typing(struct termios *before)
{
    if (tcgetattr(STDIN_FILENO, before) != 0) {
        return false;
    }
    struct termios hidden = *before;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    (void)fputs("New staff PIN (6 digits): ", stderr);
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
}

static bool read_line(char line[static LINE_BYTES], size_t *length, struct error *error)
{
    struct termios before;
    bool hidden = hide_typing(&before);
    ssize_t got = 0;
    *length = 0;
    do {
        got = read(STDIN_FILENO, line + *length, LINE_BYTES - *length);
        *length += got > 0 ? (size_t)got : 0;
    } while ((got > 0 && memchr(line, '\n', *length) == NULL && *length < LINE_BYTES) ||
             (got < 0 && errno == EINTR));
    if (hidden) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        (void)fputc('\n', stderr);
    }
    if (got < 0) {
        return error_set_errno(error, "the PIN cannot be read from standard input");
    }
    const char *end = memchr(line, '\n', *length);
    *length = end != NULL ? (size_t)(end - line) : *length;
    *length -= *length > 0 && line[*length - 1] == '\r';
    return true;
}

bool set_pin(const char *folder, struct error *error)
{
    struct pin_store store;
    const char *const writes[] = {folder, NULL};
    const struct sandbox_plan plan = {
        .program = "kiosk-steward", .groups = SANDBOX_FILES | SANDBOX_DEVICE, .write = writes};
    size_t length = 0;
    char *line = secret_allocate(LINE_BYTES);
    if (line == NULL) {
        return error_set(error, ERROR_MEMORY, "no locked memory for the PIN");
    }
    bool fine = become_owner(folder, error) &&
                pin_store_init(&store, folder, &clock_system, error) &&
                sandbox_enter(&plan, error) && read_line(line, &length, error) &&
                pin_set(&store, line, length, error);
    secret_release(line);
    return fine;
}
