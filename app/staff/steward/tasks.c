#include "app/staff/steward/tasks.h"

#include "platform/base/file.h"
#include "platform/base/local.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <stdlib.h>
#include <string.h>

#define SECOND        1000
#define DRIVE_SECONDS 90 /* an old drive may write for long before it lets go */

struct task_plan {
    const char *verb;
    const char *mount; /* the drive hand's verb; NULL: no drive is needed */
    const char *hand;
    int seconds;
};

static const struct task_plan plans[] = {{STEWARD_RESTART, NULL, HAND_RESTART, 20},
                                         {STEWARD_SHUT_DOWN, NULL, HAND_SHUT_DOWN, 20},
                                         {STEWARD_NETWORK, NULL, HAND_NETWORK, 20},
                                         {STEWARD_TIME, NULL, HAND_TIME, 20},
                                         {STEWARD_EXPORT, HAND_MOUNT_EXPORT, HAND_COURIER, 1900},
                                         {STEWARD_ACKNOWLEDGE, HAND_MOUNT_READ, HAND_COURIER, 1900},
                                         {STEWARD_UPDATE, HAND_MOUNT_READ, HAND_UPDATE, 1900},
                                         {STEWARD_ENROL, HAND_MOUNT_READ, HAND_ENROL, 200},
                                         {STEWARD_SALVAGE, NULL, HAND_COURIER, 1900},
                                         {STEWARD_FACTORY_RESET, NULL, HAND_RESET, 120},
                                         {NULL, NULL, NULL, 0}};

enum step { STEP_MOUNT, STEP_DO, STEP_TAKE_OUT, STEP_NONE };

struct tasks {
    struct loop *loop;
    const char *hands;
    tasks_changed *changed;
    void *context;
    const struct task_plan *plan;
    enum step step;
    struct local_call *call;
    struct buffer argument; /* secret; empty once it was given */
    struct task_state state;
};

static const struct task_plan *find_plan(const char *verb)
{
    const struct task_plan *plan = plans;
    while (plan->verb != NULL && strcmp(plan->verb, verb) != 0) {
        plan++;
    }
    return plan->verb != NULL ? plan : NULL;
}

bool tasks_know(const char *verb)
{
    return find_plan(verb) != NULL;
}

struct tasks *tasks_create(struct loop *loop, const char *hands, tasks_changed *changed,
                           void *context, struct error *error)
{
    struct tasks *tasks = calloc(1, sizeof *tasks);
    if (tasks == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for tasks");
        return NULL;
    }
    *tasks = (struct tasks){
        .loop = loop, .hands = hands, .changed = changed, .context = context, .step = STEP_NONE};
    buffer_init_secret(&tasks->argument, STEWARD_ARGUMENT_MAX);
    return tasks;
}

void tasks_destroy(struct tasks *tasks)
{
    if (tasks == NULL) {
        return;
    }
    local_call_cancel(tasks->call);
    buffer_finish(&tasks->argument);
    free(tasks);
}

const struct task_state *tasks_state(const struct tasks *tasks)
{
    return &tasks->state;
}

/* ---- one step -------------------------------------------------------------- */

static void hand_done(void *context, const struct buffer *frame, const struct error *failure);

static const char *step_hand(const struct tasks *tasks)
{
    return tasks->step == STEP_DO ? tasks->plan->hand : HAND_DRIVE;
}

static const char *step_verb(const struct tasks *tasks)
{
    static const char take_out[] = HAND_TAKE_OUT;
    return tasks->step == STEP_MOUNT ? tasks->plan->mount
           : tasks->step == STEP_DO  ? tasks->plan->verb
                                     : take_out;
}

static bool ask(struct tasks *tasks, struct error *error)
{
    char name[STEWARD_VERB_MAX + sizeof ".sock"], path[FILE_PATH_MAX];
    bool doing = tasks->step == STEP_DO;
    struct buffer frame;
    buffer_init_secret(&frame, STEWARD_FRAME_MAX);
    bool fine = (text_format(name, sizeof name, "%s.sock", step_hand(tasks)) &&
                 file_join(path, sizeof path, tasks->hands, name)) ||
                error_set(error, ERROR_LIMIT, "%s is too long for a path", tasks->hands);
    fine = fine && steward_request_encode(step_verb(tasks), doing ? tasks->argument.data : NULL,
                                          doing ? tasks->argument.length : 0, &frame, error);
    if (fine) {
        int seconds = doing ? tasks->plan->seconds : DRIVE_SECONDS;
        tasks->call = local_ask_later(tasks->loop, path, frame.data, frame.length, seconds * SECOND,
                                      hand_done, tasks, error);
    }
    buffer_finish(&frame);
    if (doing) {
        buffer_finish(&tasks->argument);
    }
    return fine && tasks->call != NULL;
}

/* ---- the way through them --------------------------------------------------- */

static void finish(struct tasks *tasks)
{
    struct task_state *state = &tasks->state;
    bool fine = state->answer.why == HAND_DONE;
    buffer_finish(&tasks->argument);
    tasks->step = STEP_NONE;
    state->running = false;
    (fine ? log_info : log_warning)("task %lld, %s: %s", (long long)state->number, state->verb,
                                    hand_why_name(state->answer.why));
}

/* A drive that was mounted is taken out whatever happened; the first that went wrong is told. */
static enum step next_step(const struct tasks *tasks, bool fine)
{
    if (tasks->step == STEP_MOUNT) {
        return fine ? STEP_DO : STEP_NONE;
    }
    return tasks->step == STEP_DO && tasks->plan->mount != NULL ? STEP_TAKE_OUT : STEP_NONE;
}

static void take_answer(struct tasks *tasks, const struct hand_answer *answer)
{
    struct hand_answer *told = &tasks->state.answer;
    if (tasks->step == STEP_DO) {
        *told = *answer;
    } else if (told->why == HAND_DONE) {
        told->why = answer->why;
    }
}

/* Goes on until a hand is at work or none is left. */
static void go_on(struct tasks *tasks, enum step step)
{
    for (tasks->step = step; tasks->step != STEP_NONE; tasks->step = next_step(tasks, false)) {
        struct error error = {.kind = ERROR_NONE};
        const struct hand_answer absent = {.why = HAND_ABSENT};
        if (ask(tasks, &error)) {
            return;
        }
        log_error("%s", error.text);
        take_answer(tasks, &absent);
    }
    finish(tasks);
}

static void hand_done(void *context, const struct buffer *frame, const struct error *failure)
{
    struct tasks *tasks = context;
    struct hand_answer answer = {.why = HAND_FAILED};
    struct error error = {.kind = ERROR_NONE};
    tasks->call = NULL;
    if (failure != NULL) {
        log_error("hand %s: %s", step_hand(tasks), failure->text);
    } else if (!hand_answer_decode(frame->data, frame->length, &answer, &error)) {
        log_error("hand %s: %s", step_hand(tasks), error.text);
    }
    take_answer(tasks, &answer);
    go_on(tasks, next_step(tasks, answer.why == HAND_DONE));
    tasks->changed(tasks->context);
}

bool tasks_start(struct tasks *tasks, const char *verb, const uint8_t *argument, size_t length,
                 struct error *error)
{
    const struct task_plan *plan = find_plan(verb);
    if (plan == NULL || tasks->step != STEP_NONE) {
        return error_set(error, ERROR_UNAVAILABLE, "'%s' cannot be begun now", verb);
    }
    if (length > 0 && !buffer_append(&tasks->argument, argument, length)) {
        buffer_finish(&tasks->argument);
        return error_set(error, ERROR_MEMORY, "no locked memory for an argument");
    }
    tasks->plan = plan;
    tasks->state = (struct task_state){.number = tasks->state.number + 1, .running = true};
    (void)text_copy(tasks->state.verb, sizeof tasks->state.verb, verb);
    go_on(tasks, plan->mount != NULL ? STEP_MOUNT : STEP_DO);
    return true;
}
