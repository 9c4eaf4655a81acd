/* Requests by drive, and a damaged outbox: kioskctl does it, as the courier's user, since the kiosk's key signs. */
#include "app/staff/hand/errand.h"
#include "app/staff/hand/hands.h"
#include "platform/base/arguments.h"

#include <jansson.h>
#include <sys/statvfs.h>

#define KIOSKCTL         "kioskctl"
#define EXPORT_SECONDS   (30 * 60)
#define LEAST_FREE_BYTES (64u << 10)

/* A count in the one JSON object that kioskctl prints; -1 where it said nothing of the kind. */
static int64_t said_count(const struct buffer *said, const char *name)
{
    json_t *object =
        said->length > 0 ? json_loadb((const char *)said->data, said->length, 0, NULL) : NULL;
    const json_t *count = json_object_get(object, name);
    int64_t value = json_is_integer(count) ? json_integer_value(count) : -1;
    json_decref(object);
    return value;
}

/* kioskctl has told the journal; members of staff get what they can do something about. */
static void explain(const char *drive, struct hand_answer *answer)
{
    struct statvfs about;
    if (statvfs(drive, &about) != 0 || (about.f_flag & ST_RDONLY) != 0) {
        answer->why = HAND_NOT_A_FAT;
    } else if ((unsigned long long)about.f_bavail * about.f_frsize < LEAST_FREE_BYTES) {
        answer->why = HAND_FULL;
    }
}

/* `drive` NULL: the command takes none. */
static bool run(const struct hand_task *task, const char *command, const char *drive,
                struct buffer *said, int *code, struct error *error)
{
    char *const arguments[] = {(char[]){KIOSKCTL},
                               (char *)command,
                               (char[]){"--json"},
                               (char[]){"--config"},
                               (char *)task->config_path,
                               (char *)drive,
                               NULL};
    const struct errand errand = {.arguments = arguments, .seconds = EXPORT_SECONDS};
    return errand_run(&errand, code, said, error);
}

bool hand_export(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    struct buffer said;
    int code = -1;
    buffer_init(&said, ERRAND_SAID_MAX);
    bool fine = run(task, "export", task->config->paths.drive, &said, &code, error);
    int64_t requests = said_count(&said, "requests");
    if (fine && (code != EXIT_FINE || requests < 0)) {
        explain(task->config->paths.drive, answer);
        fine = error_set(error, ERROR_IO, "nothing was exported: kioskctl ended with %d", code);
    }
    answer->count = fine ? requests : 0;
    buffer_finish(&said);
    return fine;
}

/* What kioskctl's end means; nothing is lost by any of them. */
static enum hand_why judge(int code, int64_t files, int64_t refused)
{
    if (refused > 0) {
        return HAND_NOT_TAKEN;
    }
    if (code == EXIT_FINE && files > 0) {
        return HAND_DONE;
    }
    return files <= 0 && (code == EXIT_FINE || code == EXIT_FAILED) ? HAND_NO_FILE : HAND_FAILED;
}

bool hand_acknowledge(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    struct buffer said;
    int code = -1;
    buffer_init(&said, ERRAND_SAID_MAX);
    bool fine = run(task, "acknowledge", task->config->paths.drive, &said, &code, error);
    int64_t deleted = said_count(&said, "deleted"), refused = said_count(&said, "refused");
    if (fine) {
        answer->count = deleted > 0 ? deleted : 0;
        answer->other = refused > 0 ? refused : 0;
        answer->why = judge(code, said_count(&said, "acknowledgements"), refused);
        fine = answer->why == HAND_DONE ||
               error_set(error, ERROR_IO, "acknowledgements: %s; kioskctl ended with %d",
                         hand_why_name(answer->why), code);
    }
    buffer_finish(&said);
    return fine;
}

bool hand_salvage(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    struct buffer said;
    int code = -1;
    buffer_init(&said, ERRAND_SAID_MAX);
    bool fine = run(task, "salvage", NULL, &said, &code, error);
    int64_t taken = said_count(&said, "taken");
    if (fine && (code != EXIT_FINE || taken < 0)) {
        fine = error_set(error, ERROR_IO, "nothing was salvaged: kioskctl ended with %d", code);
    }
    answer->count = fine ? taken : 0;
    buffer_finish(&said);
    return fine;
}
