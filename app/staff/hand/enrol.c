/* Enrols this kiosk by the invitation on the drive and a code that goes through a pipe and nowhere else. */
#include "app/staff/hand/errand.h"
#include "app/staff/hand/hands.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/text.h"

#include <dirent.h>
#include <jansson.h>
#include <string.h>

#define KIOSKCTL      "kioskctl"
#define SUFFIX        ".invitation"
#define ENROL_SECONDS 180

static bool is_invitation(const char *name)
{
    size_t length = strlen(name), suffix = strlen(SUFFIX);
    return length > suffix && name[0] != '.' && name[0] != '-' &&
           strcasecmp(name + length - suffix, SUFFIX) == 0;
}

static enum hand_why find_invitation(const char *drive, char path[static FILE_PATH_MAX])
{
    size_t found = 0;
    DIR *entries = opendir(drive);
    for (struct dirent *entry = NULL; entries != NULL && (entry = readdir(entries)) != NULL;) {
        if (is_invitation(entry->d_name)) {
            found += file_join(path, FILE_PATH_MAX, drive, entry->d_name) ? 1 : 2;
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    return found == 0 ? HAND_NO_FILE : found == 1 ? HAND_DONE : HAND_TWO_FILES;
}

/* Letters and digits only: what kioskctl looks for in it is its own affair. */
static bool is_code(const struct hand_task *task)
{
    static const char allowed[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ- ";
    for (size_t i = 0; i < task->argument_length; i++) {
        if (task->argument[i] == '\0' || strchr(allowed, task->argument[i]) == NULL) {
            return false;
        }
    }
    return task->argument_length > 0;
}

/* Why not, in a word that kioskctl may say beside its sentence in the journal. */
static void take_reason(const struct buffer *said, struct hand_answer *answer)
{
    json_t *object =
        said->length > 0 ? json_loadb((const char *)said->data, said->length, 0, NULL) : NULL;
    const char *reason = json_string_value(json_object_get(object, "reason"));
    (void)text_copy(answer->detail, sizeof answer->detail, reason != NULL ? reason : "");
    json_decref(object);
}

bool hand_enrol(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    char path[FILE_PATH_MAX] = "";
    char *const arguments[] = {
        (char[]){KIOSKCTL}, (char[]){"enrol"},    (char[]){"invitation"},    path,
        (char[]){"--json"}, (char[]){"--config"}, (char *)task->config_path, NULL};
    const struct errand errand = {.arguments = arguments,
                                  .given = task->argument,
                                  .given_length = task->argument_length,
                                  .seconds = ENROL_SECONDS};
    struct buffer said;
    int code = -1;
    if (!is_code(task)) {
        answer->why = HAND_NOT_TAKEN;
        return error_set(error, ERROR_INPUT, "that is no one-time code");
    }
    answer->why = find_invitation(task->config->paths.drive, path);
    if (answer->why != HAND_DONE) {
        return error_set(error, ERROR_NOT_FOUND, "there is not one invitation on the drive: %s",
                         hand_why_name(answer->why));
    }
    answer->why = HAND_FAILED;
    buffer_init(&said, ERRAND_SAID_MAX);
    bool fine = errand_run(&errand, &code, &said, error);
    if (fine && code != EXIT_FINE) {
        take_reason(&said, answer);
        answer->why = HAND_NOT_TAKEN;
        fine = error_set(error, ERROR_REFUSED, "not enrolled: kioskctl ended with %d", code);
    }
    buffer_finish(&said);
    return fine;
}
