/* kiosk-reset: the hand that destroys the key of the data partition, and ends. */
#include "app/local/hand_service.h"
#include "app/outbox/outbox.h"
#include "app/staff/reset/erase.h"
#include "app/staff/reset/firmware.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool confine(const struct kiosk_config *config, struct error *error)
{
    const struct kiosk_paths *paths = &config->paths;
    const char *const writes[] = {paths->outbox, paths->firmware,
                                  paths->disk[0] != '\0' ? paths->disk : NULL, NULL};
    const struct sandbox_plan plan = {
        .program = "kiosk-reset", .groups = SANDBOX_FILES | SANDBOX_DEVICE, .write = writes};
    return sandbox_enter(&plan, error);
}

/* Whether the folder holds anything whose name begins so: a file that a salvage has kept, a log without its outbox. */
static bool holds(const char *folder, const char *beginning)
{
    bool found = false;
    DIR *entries = opendir(folder);
    for (struct dirent *entry = NULL; entries != NULL && (entry = readdir(entries)) != NULL;) {
        found = found || strncmp(entry->d_name, beginning, strlen(beginning)) == 0;
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    return found;
}

/* A kiosk that was never enrolled has no outbox. */
static bool never_had_one(const char *folder, const struct error *reason)
{
    return reason->kind == ERROR_NOT_FOUND && !holds(folder, "outbox.");
}

/* The outbox, empty and held, or NULL where there never was one. False: something may wait. */
static bool hold(const char *folder, struct outbox **held, struct hand_answer *answer,
                 struct error *error)
{
    struct error reason = {.kind = ERROR_NONE};
    struct outbox_counts counts;
    *held = outbox_open(folder, NULL, &reason);
    if (*held == NULL) {
        answer->why = HAND_UNKNOWN;
        return never_had_one(folder, &reason) || error_set(error, reason.kind, "%s", reason.text);
    }
    if (!outbox_hold(*held, &counts, error)) {
        answer->why = HAND_UNKNOWN;
        return false;
    }
    if (counts.waiting + counts.rejected + counts.damaged > 0 ||
        holds(folder, OUTBOX_FILE_NAME ".damaged")) {
        answer->why = HAND_WAITING;
        answer->count = (int64_t)counts.waiting;
        answer->other = (int64_t)(counts.rejected + counts.damaged);
        (void)text_copy(answer->detail, sizeof answer->detail,
                        answer->count + answer->other > 0 ? "" : "salvaged");
        return error_set(error, ERROR_REFUSED,
                         "%llu requests wait, %llu are set aside, or a salvage has kept files",
                         (unsigned long long)counts.waiting,
                         (unsigned long long)(counts.rejected + counts.damaged));
    }
    return true;
}

static bool erase(const struct kiosk_paths *paths, int device, struct error *error)
{
    if (!firmware_ask_for_reset(paths->firmware, error)) {
        return false;
    }
    if (!erase_keys(device, error)) {
        firmware_take_back(paths->firmware);
        return false;
    }
    return true;
}

static bool reset(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    const struct kiosk_paths *paths = &task->config->paths;
    struct outbox *outbox = NULL;
    if (paths->disk[0] == '\0') {
        answer->why = HAND_ABSENT;
        return error_set(error, ERROR_NOT_FOUND, "no data partition is named in the configuration");
    }
    int device = open(paths->disk, O_RDWR | O_CLOEXEC);
    bool fine = device >= 0 || error_set_errno(error, "%s cannot be opened", paths->disk);
    fine = fine && hold(paths->outbox, &outbox, answer, error);
    if (fine) {
        answer->why = HAND_FAILED;
        fine = erase(paths, device, error);
    }
    struct error last = {.kind = ERROR_NONE};
    if (fine && outbox != NULL && !outbox_end(outbox, &last)) {
        log_error("%s", last.text);
    }
    outbox_close(outbox);
    if (device >= 0) {
        (void)close(device);
    }
    return fine;
}

int main(int argc, char **argv)
{
    static const struct hand_verb verbs[] = {{STEWARD_FACTORY_RESET, reset}, {NULL, NULL}};
    static const struct hand hands[] = {{HAND_RESET, verbs, confine}, {NULL, NULL, NULL}};
    return hand_main("kiosk-reset", hands, argc, argv);
}
