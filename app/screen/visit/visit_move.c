/* Moving through the form: on, back, to a Change and back to the check, to the save. */
#include "app/screen/visit/visit_state.h"
#include "platform/base/secret.h"

void visit_advance(struct visit *visit)
{
    answers_mark_seen(visit->answers, visit->page);
    const struct form_page *next =
        visit->change != NULL ? answers_next_change(visit->answers, visit->change, visit->page)
                              : answers_next_page(visit->answers, visit->page);
    if (next != NULL) {
        visit_open(visit, next, true);
    }
}

static void change_from_check(struct visit *visit, const struct form_page *start)
{
    visit->change = start;
    visit->change_depth = visit->depth;
    visit_open(visit, start, true);
}

static struct rules_day today(const struct visit *visit)
{
    return (struct rules_day){visit->setup.today_year, visit->setup.today_month,
                              visit->setup.today_day};
}

/* The whole form once more: a Change may have opened pages that nobody answered. */
static void send(struct visit *visit)
{
    struct rules_message message = {0};
    const struct form_page *wrong = rules_check_all(visit->answers, today(visit), &message);
    if (wrong != NULL) {
        change_from_check(visit, wrong);
        visit->error = message;
        return;
    }
    visit->stage = STAGE_SAVING;
    visit->effect = EFFECT_SAVE;
}

void visit_press_continue(struct visit *visit, const char *rest)
{
    (void)rest;
    if (visit->cover == COVER_VOICE) {
        visit_press_back(visit, rest);
        return;
    }
    if (visit->cover == COVER_HELPER) {
        visit->helper_away = visit->page->is_private;
        visit->cover = visit_least_cover(visit);
        visit_turn(visit);
        return;
    }
    if (visit->cover != COVER_NONE) {
        visit->cover_part++;
        visit_turn(visit);
        return;
    }
    if (visit->stage == STAGE_STAFF_ASK) {
        visit_deed_confirm(visit);
        return;
    }
    if (visit->stage != STAGE_FORM) {
        visit_end(visit);
        return;
    }
    bool read_on = visit->page->kind == FORM_PAGE_NOTICES || visit->page->kind == FORM_PAGE_CHECK;
    if (read_on && visit->part + 1 < visit->parts) {
        visit->part++;
        visit_turn(visit);
    } else if (visit->page->kind == FORM_PAGE_CHECK) {
        send(visit);
    } else if (visit_check(visit)) {
        visit_advance(visit);
    }
}

void visit_press_skip(struct visit *visit, const char *rest)
{
    (void)rest;
    answers_skip(visit->answers, visit->page);
    secret_wipe(visit->search, sizeof visit->search);
    visit_advance(visit);
}

static void back_in_form(struct visit *visit)
{
    bool from_check = visit->page->kind == FORM_PAGE_CHECK;
    while (visit->depth > 0) {
        const struct form_page *page = visit->history[--visit->depth];
        if (!answers_page_applies(visit->answers, page)) {
            continue;
        }
        if (page->kind == FORM_PAGE_CHECK) {
            visit->change_depth = visit->depth;
        }
        visit_open(visit, page, false);
        visit->check_hidden = visit->check_hidden || from_check;
        return;
    }
}

/* Back leads to another of the staff's pages. */
static bool is_below_staff(const struct visit *visit)
{
    return visit->stage == STAGE_STAFF_MORE || visit->stage == STAGE_STAFF_SETTINGS ||
           visit->stage == STAGE_STAFF_SUPPORT || visit->stage == STAGE_STAFF_ASK ||
           (visit->stage == STAGE_STAFF_PIN && visit->pin_use == PIN_CONFIRMS);
}

void visit_press_back(struct visit *visit, const char *rest)
{
    (void)rest;
    int *part = visit->cover == COVER_NONE ? &visit->part : &visit->cover_part;
    if (*part > 0) {
        (*part)--;
    } else if (visit->cover != COVER_NONE) {
        visit->cover = visit_least_cover(visit);
    } else if (visit->stage == STAGE_FORM) {
        back_in_form(visit);
    } else if (visit->stage == STAGE_NOT_SAVED) {
        visit->stage = STAGE_FORM;
    } else if (visit->stage == STAGE_RECEIPT) {
        visit->stage = visit->paper == PAPER_DONE ? STAGE_PRINTED : STAGE_SAVED;
    } else if (is_below_staff(visit)) {
        visit_deeds_back(visit);
        return;
    } else {
        visit_end(visit);
    }
    visit_turn(visit);
}

void visit_press_more(struct visit *visit, const char *rest)
{
    (void)rest;
    int *part = visit->cover == COVER_NONE ? &visit->part : &visit->cover_part;
    (*part)++;
    visit_turn(visit);
}

void visit_press_change(struct visit *visit, const char *page_id)
{
    const struct form_page *page = form_page_find(visit->setup.form, page_id);
    if (page != NULL) {
        change_from_check(visit, page);
    }
}
