#include "app/screen/process/runtime.h"

#include "platform/base/log.h"
#include "platform/base/state.h"

#include <string.h>

static void tell(struct runtime *runtime, const struct deed_end *end)
{
    runtime->task = 0;
    visit_deed_ended(runtime->visit, end, runtime_now(runtime));
    runtime_settle(runtime);
}

static void tell_failed(struct runtime *runtime, const char *why)
{
    tell(runtime, &(struct deed_end){.why = why, .detail = ""});
}

static const char *text_of(const json_t *task, const char *name)
{
    const char *text = json_string_value(json_object_get(task, name));

    return text ? text : "";
}

/* The state may be that of another task: then nobody says any more how ours ended. */
static void look(struct runtime *runtime, const json_t *task)
{
    bool ours = json_integer_value(json_object_get(task, "number")) == runtime->task;
    const struct deed_end end = {
        .why = text_of(task, "why"),
        .count = json_integer_value(json_object_get(task, "count")),
        .other = json_integer_value(json_object_get(task, "other")),
        .detail = text_of(task, "detail"),
    };

    if (!ours)
        tell_failed(runtime, "failed");
    else if (strcmp(text_of(task, "state"), "running") != 0)
        tell(runtime, &end);
}

void runtime_look_at_deed(struct runtime *runtime)
{
    enum state_life life = STATE_ABSENT;
    json_t *state = NULL;

    if (runtime->task == 0 || runtime->ended)
        return;
    (void)!state_read(runtime->config.paths.state, "steward", &life, &state, NULL);
    if (life == STATE_RUNNING && state)
        look(runtime, json_object_get(state, "task"));
    else if (life != STATE_RUNNING)
        tell_failed(runtime, "failed");
    json_decref(state);
}

static void answered(void *context, const struct steward_answer *answer)
{
    struct runtime *runtime = context;

    if (runtime->ended)
        return;
    if (answer->result != STEWARD_STARTED)
        log_warning("%s is not done: %s", visit_staff_verb(runtime->visit),
                    steward_result_name(answer->result));
    if (answer->result == STEWARD_STARTED) {
        runtime->task = answer->task;
        runtime_look_at_deed(runtime);
    } else if (answer->result == STEWARD_PIN_FIRST) {
        visit_deed_pin(runtime->visit, runtime_now(runtime));
        runtime_settle(runtime);
    } else {
        tell_failed(runtime, answer->result == STEWARD_BUSY ? "busy" : "failed");
    }
}

void runtime_begin_deed(struct runtime *runtime)
{
    runtime->task = 0;
    errands_ask_steward(runtime->errands, visit_staff_verb(runtime->visit), "", answered, runtime);
}
