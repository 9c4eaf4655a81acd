/* Time: nobody there, more time, the receipt that clears by itself. */
#include "app/screen/visit/visit_state.h"

static int64_t timeout_of(const struct visit *visit)
{
    return visit_assisted(visit) ? visit->setup.timeout_assisted_ms : visit->setup.timeout_ms;
}

static bool is_staff(const struct visit *visit)
{
    return (visit->stage >= STAGE_STAFF_PIN && visit->stage <= STAGE_STAFF_BUSY) ||
           (visit->stage == STAGE_FIRST && visit->first.again);
}

static bool counts_down(const struct visit *visit)
{
    return visit->cover == COVER_TIME || visit->stage == STAGE_RECEIPT;
}

/* When nobody has touched anything for too long; 0: never. */
static int64_t idle_due(const struct visit *visit)
{
    if (is_staff(visit)) {
        bool waits = (visit->stage == STAGE_STAFF_BUSY && !visit->leaving) ||
                     (visit->stage == STAGE_FIRST && first_start_waits(&visit->first));
        return visit->touched + (waits ? DEED_CLOSES_MS : STAFF_CLOSES_MS);
    }
    if (visit->stage == STAGE_FIRST) {
        return first_start_types(&visit->first) ? visit->touched + FIRST_FORGETS_MS : 0;
    }
    if (visit->stage == STAGE_SAVING || !(visit->begun || visit_has_answers(visit))) {
        return 0;
    }
    return visit->touched + timeout_of(visit);
}

int64_t visit_next_tick(const struct visit *visit)
{
    if (visit->cover == COVER_KEYS && !counts_down(visit)) {
        return visit->keys_until;
    }
    if (counts_down(visit)) {
        int64_t left = visit->deadline - visit->now;
        return left <= 0 ? visit->now + 1 : visit->now + (left - 1) % 1000 + 1;
    }
    int64_t touch = visit_first_due(visit), idle = idle_due(visit);
    return touch != 0 && (idle == 0 || touch < idle) ? touch : idle;
}

static void ask_for_time(struct visit *visit)
{
    visit->cover = COVER_TIME;
    visit->cover_part = 0;
    visit->deadline = visit->now + visit->setup.answer_ms;
    visit_turn(visit);
}

/* Nobody has pressed a key for a while. */
static bool stop_trying(struct visit *visit)
{
    if (visit->cover != COVER_KEYS || visit->now < visit->keys_until) {
        return false;
    }
    visit->cover = visit_least_cover(visit);
    visit->touched = visit->now;
    visit_turn(visit);
    visit_rebuild(visit);
    return true;
}

bool visit_tick(struct visit *visit, int64_t now)
{
    visit->now = now;
    bool stopped = stop_trying(visit);
    if (counts_down(visit)) {
        if (now >= visit->deadline) {
            visit_end(visit);
        }
        visit_rebuild(visit);
        return true;
    }
    bool late = visit_first_late(visit);
    int64_t due = idle_due(visit);
    if (due == 0 || now < due) {
        return stopped || late;
    }
    if (visit->stage == STAGE_FIRST && !visit->first.again) {
        visit_first_forget(visit);
    } else if (is_staff(visit) || !visit_has_answers(visit)) {
        visit_end(visit);
    } else {
        ask_for_time(visit);
    }
    visit_rebuild(visit);
    return true;
}
