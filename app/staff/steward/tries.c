#include "app/staff/steward/tries.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define TRIES_FILE_MAX 4096u

static bool read_number(const json_t *object, const char *name, int64_t least, int64_t most,
                        int64_t *value)
{
    const json_t *member = json_object_get(object, name);
    *value = json_integer_value(member);
    return json_is_integer(member) && *value >= least && *value <= most;
}

static bool read_members(const json_t *object, struct tries *tries)
{
    const json_t *trusted = json_object_get(object, "began_trusted");
    const char *boot_id = json_string_value(json_object_get(object, "boot_id"));
    tries->began_trusted = json_is_true(trusted);
    return json_is_boolean(trusted) && boot_id != NULL &&
           read_number(object, "wrong", 0, TRIES_BEFORE_LOCK - 1, &tries->wrong) &&
           read_number(object, "locks", 0, INT64_MAX - 1, &tries->locks) &&
           read_number(object, "locked_seconds", 0, LOCK_SECONDS_MOST, &tries->locked_seconds) &&
           read_number(object, "began_utc", 0, INT64_MAX, &tries->began_utc) &&
           read_number(object, "began_monotonic", 0, INT64_MAX, &tries->began_monotonic) &&
           text_copy(tries->boot_id, sizeof tries->boot_id, boot_id);
}

bool tries_load(const char *path, struct tries *tries, struct error *error)
{
    struct tries found;
    struct buffer content;
    buffer_init(&content, TRIES_FILE_MAX);
    bool fine = file_read(path, &content, error);
    if (fine) {
        json_t *object = json_loadb((const char *)content.data, content.length, 0, NULL);
        fine = read_members(object, &found) ||
               error_set(error, ERROR_CORRUPT, "%s is damaged; set the staff PIN anew", path);
        json_decref(object);
    }
    buffer_finish(&content);
    if (fine) {
        *tries = found;
    }
    return fine;
}

bool tries_save(const char *path, const struct tries *tries, struct error *error)
{
    json_t *object = json_pack(
        "{s:I, s:I, s:I, s:I, s:b, s:I, s:s}", "wrong", (json_int_t)tries->wrong, "locks",
        (json_int_t)tries->locks, "locked_seconds", (json_int_t)tries->locked_seconds, "began_utc",
        (json_int_t)tries->began_utc, "began_trusted", tries->began_trusted ? 1 : 0,
        "began_monotonic", (json_int_t)tries->began_monotonic, "boot_id", tries->boot_id);
    char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    bool fine = text != NULL ? file_write(path, text, strlen(text), 0600, error)
                             : error_set(error, ERROR_MEMORY, "%s: no memory to write it", path);
    free(text);
    return fine;
}

static int64_t length_of_lock(int64_t locks)
{
    int64_t seconds = LOCK_SECONDS;
    for (int64_t i = 0; i < locks && seconds < LOCK_SECONDS_MOST; i++) {
        seconds *= 2;
    }
    return seconds < LOCK_SECONDS_MOST ? seconds : LOCK_SECONDS_MOST;
}

static void begin_lock(struct tries *tries, int64_t seconds, const struct clock_source *clock,
                       const char *boot_id)
{
    int64_t utc = clock_utc(clock);
    tries->locked_seconds = seconds;
    tries->began_utc = utc > 0 ? utc : 0;
    tries->began_trusted = clock_is_trusted(clock, 0);
    tries->began_monotonic = clock_monotonic(clock);
    (void)text_copy(tries->boot_id, sizeof tries->boot_id, boot_id);
}

/* Seconds since the lock began, -1 where nobody can say. */
static int64_t seconds_since(const struct tries *tries, const struct clock_source *clock,
                             const char *boot_id)
{
    if (strcmp(tries->boot_id, boot_id) == 0) {
        int64_t passed = clock_monotonic(clock) - tries->began_monotonic;
        return passed >= 0 ? passed / 1000 : -1;
    }
    if (!tries->began_trusted || !clock_is_trusted(clock, tries->began_utc)) {
        return -1;
    }
    return clock_utc(clock) - tries->began_utc;
}

int64_t tries_locked_for(struct tries *tries, const struct clock_source *clock, const char *boot_id,
                         bool *anew)
{
    *anew = false;
    if (tries->locked_seconds == 0) {
        return 0;
    }
    int64_t passed = seconds_since(tries, clock, boot_id);
    if (passed < 0) {
        *anew = true;
        begin_lock(tries, tries->locked_seconds, clock, boot_id);
        return tries->locked_seconds;
    }
    return passed < tries->locked_seconds ? tries->locked_seconds - passed : 0;
}

int64_t tries_next_lock(const struct tries *tries)
{
    return length_of_lock(tries->locks);
}

void tries_lock(struct tries *tries, const struct clock_source *clock, const char *boot_id)
{
    begin_lock(tries, tries_next_lock(tries), clock, boot_id);
    tries->locks++;
    tries->wrong = 0;
}

void tries_count(struct tries *tries, const struct clock_source *clock, const char *boot_id)
{
    tries->locked_seconds = 0;
    tries->wrong++;
    if (tries->wrong >= TRIES_BEFORE_LOCK) {
        tries_lock(tries, clock, boot_id);
    }
}
