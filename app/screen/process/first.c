#include "app/screen/process/first_run.h"

#include "app/screen/process/first_facts.h"
#include "app/screen/visit/visit.h"
#include "platform/base/log.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_MS 1000

/* ---- one thing at a time --------------------------------------------------- */

void first_run_perform(struct first_run *run)
{
    if (run && run->wants_pin) {
        run->wants_pin = false;
        first_run_do(run);
        return;
    }
    while (run && visit_first_start(run->runtime->visit) && run->doing == FIRST_NOTHING &&
           !run->runtime->ended) {
        run->doing = first_start_take(visit_first_start(run->runtime->visit));
        if (run->doing == FIRST_NOTHING)
            return;
        first_run_do(run);
    }
}

/* ---- how it went ----------------------------------------------------------- */

/* Where nothing was reached, the cable comes before everything else. */
static enum enrol_problem blame(const struct first_run *run, enum enrol_problem problem)
{
    if (problem != ENROL_NOT_REACHED)
        return problem;
    return run->facts.link == FIRST_NO_CABLE     ? ENROL_NO_CABLE
           : run->facts.link == FIRST_NO_ADDRESS ? ENROL_NO_ADDRESS
                                                 : problem;
}

/* Of clock, printer and paper. */
static const char *why_unchanged(enum enrol_problem problem)
{
    return problem == ENROL_FINE          ? NULL
           : problem == ENROL_CLOCK_WRONG ? "ms_clock_wrong"
                                          : "ms_not_saved";
}

static void tell_how_it_went(struct first_run *run, enum enrol_problem problem)
{
    struct first_start *first = visit_first_start(run->runtime->visit);
    bool fine = problem == ENROL_FINE;

    switch (run->doing) {
    case FIRST_SET_NETWORK:
        first_start_network_set(first, fine);
        break;
    case FIRST_DO_ENROL:
        first_start_enrol_ended(first, blame(run, problem));
        break;
    case FIRST_SET_PIN:
        first_start_pin_kept(first, fine);
        break;
    case FIRST_KEEP_TOUCH:
        if (fine)
            first_run_hold_touch(run);
        first_start_touch_kept(first, fine);
        break;
    case FIRST_SET_CLOCK:
    case FIRST_SET_PAPER:
    case FIRST_SET_PRINTER:
        first_start_changed(first, why_unchanged(problem));
        break;
    default:
        break; /* it wants no answer */
    }
}

void first_run_ended(struct first_run *run, enum enrol_problem problem)
{
    tell_how_it_went(run, problem);
    run->doing = FIRST_NOTHING;
    run->task = 0;
    visit_first_told(run->runtime->visit, runtime_now(run->runtime));
    first_run_perform(run);
    runtime_settle(run->runtime);
}

static void ask_for_pin(struct first_run *run)
{
    run->wants_pin = true;
    visit_setting_pin(run->runtime->visit, runtime_now(run->runtime));
    runtime_settle(run->runtime);
}

static void begun(struct first_run *run, int64_t task)
{
    run->task = task;
    first_run_look(run);
}

void first_run_answered(void *context, const struct steward_answer *answer)
{
    struct first_run *run = context;
    bool fine = answer->result == STEWARD_FINE;

    if (run->runtime->ended || run->doing == FIRST_NOTHING)
        return;
    if (!fine && answer->result != STEWARD_STARTED)
        log_warning("kiosk-steward did not do this: %s", steward_result_name(answer->result));
    if (answer->result == STEWARD_STARTED)
        begun(run, answer->task);
    else if (answer->result == STEWARD_PIN_FIRST &&
             first_pin_is_set(run->runtime->config.paths.state))
        ask_for_pin(run);
    else if (run->doing == FIRST_TURN && fine)
        runtime_end(run->runtime, HANDOVER_RENEW);
    else if (run->doing == FIRST_KEEP && !run->language_kept)
        first_run_keep_word(run);
    else
        first_run_ended(run, fine ? ENROL_FINE : ENROL_FAILED);
}

/* ---- what is so outside ---------------------------------------------------- */

void first_run_tell(struct first_run *run)
{
    struct first_start *first = run ? visit_first_start(run->runtime->visit) : NULL;

    if (!first)
        return;
    first_start_tell(first, &run->facts);
    visit_first_told(run->runtime->visit, runtime_now(run->runtime));
}

void first_run_look(struct first_run *run)
{
    struct first_facts facts;
    enum enrol_problem problem;

    if (!run || run->runtime->ended || !visit_first_start(run->runtime->visit))
        return;
    (void)first_is_wanted(&run->runtime->config, &facts);
    facts.enrolled = facts.enrolled || run->facts.enrolled;
    facts.pin_set = facts.pin_set || run->facts.pin_set;
    if (memcmp(&facts, &run->facts, sizeof facts) != 0) {
        run->facts = facts;
        first_run_tell(run);
        runtime_settle(run->runtime);
    }
    if (run->task != 0 && first_task_is_over(run->runtime->config.paths.state, run->task, &problem))
        first_run_ended(run, problem);
}

static void look_is_due(void *context)
{
    struct first_run *run = context;

    if (run->runtime->ended)
        return;
    loop_timer_set(run->runtime->loop, &run->look, LOOK_MS);
    first_run_look(run);
}

/* ---- life ------------------------------------------------------------------ */

bool first_run_open(struct runtime *runtime, struct error *error)
{
    struct first_run *run;

    if (!visit_first_start(runtime->visit) || runtime->first)
        return true;
    run = calloc(1, sizeof *run);
    if (!run)
        return error_set(error, ERROR_MEMORY, "no memory for the first start");
    run->runtime = runtime;
    (void)first_is_wanted(&runtime->config, &run->facts);
    run->look = (struct loop_timer){.callback = look_is_due, .context = run};
    runtime->first = run;
    if (!loop_add_timer(runtime->loop, &run->look, error))
        return false;
    loop_timer_set(runtime->loop, &run->look, LOOK_MS);
    return true;
}

void first_run_close(struct first_run *run)
{
    free(run);
}
