/* Hands the drive to kiosk-update, which believes nothing on it but what the release key has signed. */
#include "app/staff/hand/errand.h"
#include "app/staff/hand/hands.h"
#include "platform/base/arguments.h"
#include "platform/base/state.h"
#include "platform/base/text.h"

#include <string.h>

#define KIOSK_UPDATE   "kiosk-update"
#define UPDATE_SECONDS (30 * 60)
#define STATE_NAME     "update" /* update.json, which it writes */

static void keep_word(struct hand_answer *answer, const json_t *state, const char *name)
{
    const char *word = json_string_value(json_object_get(state, name));
    (void)text_copy(answer->detail, sizeof answer->detail, word != NULL ? word : "");
}

/* The version that was installed, or the reason in kiosk-update's word. */
static void explain(const struct hand_task *task, bool installed, struct hand_answer *answer)
{
    enum state_life life = STATE_ABSENT;
    json_t *state = NULL;
    (void)!state_read(task->config->paths.state, STATE_NAME, &life, &state, NULL);
    keep_word(answer, state, installed ? "version" : "why");
    json_decref(state);
    if (installed) {
        return;
    }
    if (strcmp(answer->detail, "absent") == 0) {
        answer->why = HAND_NO_FILE;
    } else if (answer->detail[0] != '\0' && strcmp(answer->detail, "disk") != 0 &&
               strcmp(answer->detail, "none") != 0) {
        answer->why = HAND_NOT_TAKEN;
    }
}

bool hand_update(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    char *const arguments[] = {(char[]){KIOSK_UPDATE}, (char[]){"drive"}, (char[]){"--config"},
                               (char *)task->config_path, NULL};
    const struct errand errand = {.arguments = arguments, .seconds = UPDATE_SECONDS};
    struct buffer said;
    int code = -1;
    buffer_init(&said, ERRAND_SAID_MAX);
    bool fine = errand_run(&errand, &code, &said, error);
    buffer_finish(&said);
    if (!fine) {
        return false;
    }
    explain(task, code == EXIT_FINE, answer);
    return code == EXIT_FINE ||
           error_set(error, ERROR_REFUSED, "nothing was installed: kiosk-update ended with %d",
                     code);
}
