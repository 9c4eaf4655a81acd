/* What the program tells a visit: how an effect went, what works. */
#include "app/screen/visit/visit_state.h"
#include "platform/base/secret.h"
#include "platform/canvas/canvas.h"

#include <string.h>

void visit_saved(struct visit *visit, bool saved, const char *code, int64_t now)
{
    if (visit->stage != STAGE_SAVING) {
        return;
    }
    visit->now = now;
    visit->touched = now;
    visit->stage = saved ? STAGE_SAVED : STAGE_NOT_SAVED;
    visit->part = 0;
    if (saved) {
        (void)text_copy(visit->code, sizeof visit->code, code);
        answers_wipe(visit->answers);
        secret_wipe(visit->search, sizeof visit->search);
        view_clear(&visit->view, "", &visit->style);
        canvas_forget(visit->setup.measure);
        visit->depth = 0;
        visit->change = NULL;
        visit->hidden_pages = 0;
    }
    visit_turn(visit);
    visit_rebuild(visit);
}

static enum print_state print_state(enum visit_print_result result)
{
    switch (result) {
    case PRINT_CONFIRMED:
        return PAPER_DONE;
    case PRINT_FAILED:
        return PAPER_FAILED;
    default:
        return PAPER_UNKNOWN;
    }
}

void visit_printed(struct visit *visit, enum visit_print_result result, int64_t now)
{
    visit->now = now;
    if (visit->stage == STAGE_PRINTING) {
        visit->paper = print_state(result);
        visit->stage = visit->paper == PAPER_DONE ? STAGE_PRINTED : STAGE_SAVED;
        visit->part = 0;
        visit_turn(visit);
    } else if (visit->notice_paper == PAPER_WAITING) {
        visit->notice_paper = print_state(result);
    }
    visit_rebuild(visit);
}

/* Before the first question a kiosk that cannot save says so; later the visitor goes on, since it
 * may work again when the request is sent. */
static bool before_first_question(const struct visit *visit)
{
    return visit->stage == STAGE_FORM && visit->page->kind != FORM_PAGE_QUESTION &&
           visit->page->kind != FORM_PAGE_CHECK && visit->change == NULL;
}

void visit_set_health(struct visit *visit, const struct visit_health *health, int64_t now)
{
    visit->now = now;
    visit->health = *health;
    bool can = health->can_save && visit->setup.site != NULL;
    if (!can && before_first_question(visit) && visit->depth <= 1) {
        visit->stage = STAGE_UNAVAILABLE;
        visit->cover = COVER_NONE;
        visit_turn(visit);
    } else if (can && visit->stage == STAGE_UNAVAILABLE) {
        visit_open(visit, &visit->setup.form->pages[0], false);
        visit->depth = 0;
    }
    visit_rebuild(visit);
}
