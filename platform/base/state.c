#include "platform/base/state.h"

#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"

struct state_file {
    int lock;
    char path[FILE_PATH_MAX];
    char new_path[FILE_PATH_MAX];
    char boot_id[STATE_BOOT_ID_SIZE];
};

bool state_boot_id(char id[static STATE_BOOT_ID_SIZE], struct error *error)
{
    struct buffer content;
    buffer_init(&content, STATE_BOOT_ID_SIZE - 1);
    bool fine = file_read(BOOT_ID_FILE, &content, error);
    if (fine) {
        (void)text_copy(id, STATE_BOOT_ID_SIZE, buffer_text(&content));
        id[strcspn(id, "\n")] = '\0';
    }
    buffer_finish(&content);
    return fine;
}

static bool make_path(char path[static FILE_PATH_MAX], const char *folder, const char *name,
                      const char *ending, struct error *error)
{
    if (!text_format(path, FILE_PATH_MAX, "%s/%s.%s", folder, name, ending)) {
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", folder);
    }
    return true;
}

/* A lock of the open file description: it ends with the last descriptor, however the process ends.
 */
static int take_lock(const char *path, struct error *error)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0) {
        error_set_errno(error, "%s cannot be opened", path);
        return -1;
    }
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(descriptor, F_OFD_SETLK, &lock) == 0) {
        return descriptor;
    }
    if (errno == EAGAIN || errno == EACCES) {
        error_set(error, ERROR_UNAVAILABLE, "%s is locked: the program is running already", path);
    } else {
        error_set_errno(error, "%s cannot be locked", path);
    }
    (void)close(descriptor);
    return -1;
}

struct state_file *state_own(const char *folder, const char *name, struct error *error)
{
    char lock_path[FILE_PATH_MAX];
    struct state_file *state = calloc(1, sizeof *state);
    if (state == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a state file");
        return NULL;
    }
    state->lock = -1;
    if (make_path(lock_path, folder, name, "lock", error) &&
        make_path(state->path, folder, name, "json", error) &&
        make_path(state->new_path, folder, name, "json.new", error) &&
        state_boot_id(state->boot_id, error)) {
        state->lock = take_lock(lock_path, error);
    }
    if (state->lock < 0) {
        free(state);
        return NULL;
    }
    return state;
}

void state_disown(struct state_file *state)
{
    if (state != NULL) {
        (void)unlink(state->path);
    }
    state_leave(state);
}

void state_leave(struct state_file *state)
{
    if (state == NULL) {
        return;
    }
    (void)close(state->lock);
    free(state);
}

static bool replace(const struct state_file *state, const char *text, struct error *error)
{
    size_t length = strlen(text);
    (void)unlink(state->new_path);
    int descriptor =
        open(state->new_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0) {
        return error_set_errno(error, "%s cannot be created", state->new_path);
    }
    bool fine = write(descriptor, text, length) == (ssize_t)length;
    fine = close(descriptor) == 0 && fine;
    if (!fine || rename(state->new_path, state->path) != 0) {
        error_set_errno(error, "%s cannot be written", state->path);
        (void)unlink(state->new_path);
        return false;
    }
    return true;
}

bool state_publish(struct state_file *state, json_t *object, struct error *error)
{
    char now[CLOCK_TEXT_SIZE];
    clock_format(clock_utc(&clock_system), now);
    json_t *whole = json_copy(object);
    char *text = NULL;
    if (json_object_set_new(whole, "boot_id", json_string(state->boot_id)) == 0 &&
        json_object_set_new(whole, "pid", json_integer(getpid())) == 0 &&
        json_object_set_new(whole, "written_utc", json_string(now)) == 0) {
        text = json_dumps(whole, JSON_COMPACT);
    }
    json_decref(whole);
    if (text == NULL) {
        return error_set(error, ERROR_INTERNAL, "%s cannot be put into JSON", state->path);
    }
    bool fine = strlen(text) <= STATE_FILE_MAX
                    ? replace(state, text, error)
                    : error_set(error, ERROR_LIMIT, "%s would be too large", state->path);
    free(text);
    return fine;
}

/* Asks without taking the lock, which could keep a starting owner out. */
static bool is_locked(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    bool locked =
        descriptor >= 0 && fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    return locked;
}

/* NULL without an error for a file of an earlier boot. */
static json_t *parse(const char *path, struct buffer *content, struct error *error)
{
    char boot_id[STATE_BOOT_ID_SIZE];
    json_error_t reason;
    json_t *object =
        json_loadb((const char *)content->data, content->length, JSON_REJECT_DUPLICATES, &reason);
    if (!json_is_object(object)) {
        error_set(error, ERROR_CORRUPT, "%s, line %d: not a state file: %s", path,
                  object == NULL ? reason.line : 1, object == NULL ? reason.text : "no object");
        json_decref(object);
        return NULL;
    }
    const char *written_in = json_string_value(json_object_get(object, "boot_id"));
    if (!state_boot_id(boot_id, error) || written_in == NULL || strcmp(written_in, boot_id) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static bool read_object(const char *path, json_t **object, struct error *error)
{
    struct buffer content;
    struct error problem = {.kind = ERROR_NONE};
    buffer_init(&content, STATE_FILE_MAX);
    if (file_read(path, &content, &problem)) {
        *object = parse(path, &content, &problem);
    }
    buffer_finish(&content);
    if (problem.kind == ERROR_NONE || problem.kind == ERROR_NOT_FOUND) {
        return true;
    }
    return error_set(error, problem.kind, "%s", problem.text);
}

bool state_read(const char *folder, const char *name, enum state_life *life, json_t **object,
                struct error *error)
{
    char path[FILE_PATH_MAX];
    char lock_path[FILE_PATH_MAX];
    *life = STATE_ABSENT;
    *object = NULL;
    if (!make_path(path, folder, name, "json", error) ||
        !make_path(lock_path, folder, name, "lock", error)) {
        return false;
    }
    bool fine = read_object(path, object, error);
    if (is_locked(lock_path)) {
        *life = STATE_RUNNING;
    } else if (*object != NULL) {
        *life = STATE_NOT_RUNNING;
    }
    return fine;
}

int state_watch(const char *folder, struct error *error)
{
    int descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    /* An owner that dies closes its lock file, which was open for writing. */
    uint32_t events = IN_MOVED_TO | IN_DELETE | IN_CLOSE_WRITE | IN_ONLYDIR;
    if (descriptor < 0 || inotify_add_watch(descriptor, folder, events) < 0) {
        error_set_errno(error, "%s cannot be watched", folder);
        if (descriptor >= 0) {
            (void)close(descriptor);
        }
        return -1;
    }
    return descriptor;
}

void state_watch_drain(int descriptor)
{
    char events[4096];
    while (read(descriptor, events, sizeof events) > 0) {
    }
}
