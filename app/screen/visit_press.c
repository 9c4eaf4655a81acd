/* What pressing each control does. */
#include "app/screen/visit_state.h"
#include "platform/base/secret.h"

#include <string.h>

typedef void press_act(struct visit *visit, const char *rest);

/* ---- moving through the form ----------------------------------------------------------------- */

static void advance(struct visit *visit)
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

static void press_continue(struct visit *visit, const char *rest)
{
    (void)rest;
    if (visit->cover != COVER_NONE) {
        visit->cover_part++;
        visit_turn(visit);
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
        advance(visit);
    }
}

static void press_skip(struct visit *visit, const char *rest)
{
    (void)rest;
    answers_skip(visit->answers, visit->page);
    secret_wipe(visit->search, sizeof visit->search);
    advance(visit);
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

static void press_back(struct visit *visit, const char *rest)
{
    (void)rest;
    int *part = visit->cover == COVER_NONE ? &visit->part : &visit->cover_part;
    if (*part > 0) {
        (*part)--;
    } else if (visit->cover != COVER_NONE) {
        visit->cover = COVER_NONE;
    } else if (visit->stage == STAGE_FORM) {
        back_in_form(visit);
    } else if (visit->stage == STAGE_NOT_SAVED) {
        visit->stage = STAGE_FORM;
    } else if (visit->stage == STAGE_RECEIPT) {
        visit->stage = visit->paper == PAPER_DONE ? STAGE_PRINTED : STAGE_SAVED;
    } else {
        visit_end(visit);
    }
    visit_turn(visit);
}

static void press_more(struct visit *visit, const char *rest)
{
    (void)rest;
    int *part = visit->cover == COVER_NONE ? &visit->part : &visit->cover_part;
    (*part)++;
    visit_turn(visit);
}

static void press_change(struct visit *visit, const char *page_id)
{
    const struct form_page *page = form_page_find(visit->setup.form, page_id);
    if (page != NULL) {
        change_from_check(visit, page);
    }
}

/* ---- answering ------------------------------------------------------------------------------- */

static bool choose_of(struct visit *visit, const struct form_field *field, const char *code)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        if (strcmp(field->choices[i].code, code) == 0) {
            bool on = field->kind == FORM_FIELD_CHOICE || !answers_has(visit->answers, field, i);
            answers_choose(visit->answers, field, i, on);
            return true;
        }
    }
    if (field->kind == FORM_FIELD_FLAG && strcmp(field->id, code) == 0) {
        answers_choose(visit->answers, field, 0, !answers_has(visit->answers, field, 0));
        return true;
    }
    return false;
}

static void press_option(struct visit *visit, const char *code)
{
    visit->error = (struct rules_message){0};
    for (size_t i = 0; i < visit->page->field_count; i++) {
        if (choose_of(visit, &visit->page->fields[i], code)) {
            return;
        }
    }
}

static void press_item(struct visit *visit, const char *code)
{
    visit->error = (struct rules_message){0};
    if (answers_set_text(visit->answers, visit->active, code) &&
        visit->active->rule == FORM_RULE_COUNTRY) {
        (void)text_copy(visit->search, sizeof visit->search,
                        language_country_name(visit->languages, visit->language, code));
    }
}

static void press_tab(struct visit *visit, const char *field_id)
{
    const struct form_field *field = form_field_find(visit->setup.form, field_id);
    if (field != NULL) {
        visit->active = field;
        visit->error = (struct rules_message){0};
    }
}

/* "field.family_name" or "field.birth_date.year". */
static void press_field(struct visit *visit, const char *rest)
{
    static const struct {
        const char *name;
        enum answers_date_part part;
    } parts[] = {{".year", ANSWERS_YEAR}, {".month", ANSWERS_MONTH}, {".day", ANSWERS_DAY}};
    char id[VIEW_ID_MAX];
    (void)text_copy(id, sizeof id, rest);
    char *dot = strchr(id, '.');
    for (size_t i = 0; dot != NULL && i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(dot, parts[i].name) == 0) {
            visit->date_part = parts[i].part;
            *dot = '\0';
            break;
        }
    }
    const struct form_field *field = form_field_find(visit->setup.form, id);
    visit->active = field != NULL ? field : visit->active;
}

static void press_key(struct visit *visit, const char *key)
{
    if (strcmp(key, "delete") == 0) {
        visit_delete(visit);
    } else if (strcmp(key, "other") == 0) {
        visit->other_layer = !visit->other_layer;
    } else {
        visit_append(visit, strcmp(key, "space") == 0 ? " " : key, true);
        /* An accent is wanted once; signs of an address come several at a time. */
        if (visit->active != NULL && visit->active->rule != FORM_RULE_EMAIL) {
            visit->other_layer = false;
        }
    }
}

/* ---- what lies around it --------------------------------------------------------------------- */

static void cover(struct visit *visit, enum visit_cover with)
{
    visit->cover = with;
    visit->cover_part = 0;
    visit_turn(visit);
}

static void press_tool(struct visit *visit, const char *tool)
{
    if (strcmp(tool, "help") == 0) {
        cover(visit, COVER_HELP);
    } else if (strcmp(tool, "language") == 0) {
        cover(visit, COVER_LANGUAGES);
    } else if (strcmp(tool, "size") == 0) {
        visit->style.size = visit->style.size == SIZE_LARGE ? SIZE_STANDARD : SIZE_LARGE;
        visit->part = 0;
        visit->cover_part = 0;
    } else if (strcmp(tool, "contrast") == 0) {
        visit->style.theme = visit->style.theme == THEME_CONTRAST ? THEME_LIGHT : THEME_CONTRAST;
    }
}

static void press_language(struct visit *visit, const char *code)
{
    if (!text_copy(visit->language, sizeof visit->language, code)) {
        return;
    }
    if (visit->cover == COVER_LANGUAGES) {
        visit->cover = COVER_NONE;
        visit_turn(visit);
    } else if (visit->stage == STAGE_FORM && visit->page->kind == FORM_PAGE_WELCOME) {
        advance(visit);
    }
}

static void press_leave(struct visit *visit, const char *rest)
{
    (void)rest;
    visit_end(visit);
}

static void press_yes(struct visit *visit, const char *rest)
{
    (void)rest;
    for (size_t i = 0; i < visit->setup.form->page_count; i++) {
        const struct form_page *page = &visit->setup.form->pages[i];
        for (size_t j = 0; j < page->field_count; j++) {
            if (answers_present(visit->answers, &page->fields[j])) {
                visit->hidden_pages |= (uint64_t)1 << i;
            }
        }
    }
    visit->check_hidden = true;
    visit->cover = COVER_NONE;
    visit_turn(visit);
}

static void press_show(struct visit *visit, const char *rest)
{
    (void)rest;
    visit->hidden_pages = 0;
    visit->check_hidden = false;
}

static void press_hide(struct visit *visit, const char *rest)
{
    (void)rest;
    visit->check_hidden = true;
}

static void press_notice(struct visit *visit, const char *rest)
{
    (void)rest;
    cover(visit, COVER_NOTICE);
}

static void press_print_notice(struct visit *visit, const char *rest)
{
    (void)rest;
    visit->notice_paper = PAPER_WAITING;
    visit->effect = EFFECT_PRINT_NOTICE;
}

/* ---- after the request is saved -------------------------------------------------------------- */

static void press_again(struct visit *visit, const char *rest)
{
    (void)rest;
    visit->stage = STAGE_SAVING;
    visit->effect = EFFECT_SAVE;
}

static int64_t receipt_time(const struct visit *visit)
{
    return visit_assisted(visit) ? visit->setup.receipt_assisted_ms : visit->setup.receipt_ms;
}

static void press_extend(struct visit *visit, const char *rest)
{
    (void)rest;
    visit->deadline = visit->now + receipt_time(visit);
}

static void press_receipt(struct visit *visit, const char *kind)
{
    if (strcmp(kind, "print") == 0) {
        visit->stage = STAGE_PRINTING;
        visit->paper = PAPER_WAITING;
        visit->effect = EFFECT_PRINT;
    } else if (strcmp(kind, "screen") == 0) {
        visit->stage = STAGE_RECEIPT;
        visit->deadline = visit->now + receipt_time(visit);
    } else {
        visit_end(visit);
        return;
    }
    visit->part = 0;
    visit_turn(visit);
}

/* ---- staff ----------------------------------------------------------------------------------- */

static void press_staff(struct visit *visit, const char *action)
{
    visit->staff_told[0] = '\0';
    if (strcmp(action, "print") == 0) {
        visit->effect = EFFECT_TEST_PRINT;
    } else if (strcmp(action, "deliver") == 0) {
        visit->effect = EFFECT_DELIVER;
    } else {
        cover(visit, COVER_RESTART);
    }
}

static void press_restart(struct visit *visit, const char *rest)
{
    (void)rest;
    visit->cover = COVER_NONE;
    visit->effect = EFFECT_RESTART;
}

static const struct press_row {
    const char *id; /* ends with '.': the rest of the id is handed over */
    press_act *act;
} press_rows[] = {
    {"option.", press_option},
    {"key.", press_key},
    {"cont", press_continue},
    {"back", press_back},
    {"more", press_more},
    {"skip", press_skip},
    {"field.", press_field},
    {"item.", press_item},
    {"tab.", press_tab},
    {"change.", press_change},
    {"tool.", press_tool},
    {"language.", press_language},
    {"leave", press_leave},
    {"yes", press_yes},
    {"no", press_leave},
    {"show", press_show},
    {"hide", press_hide},
    {"notice", press_notice},
    {"print-notice", press_print_notice},
    {"again", press_again},
    {"extend", press_extend},
    {"receipt.", press_receipt},
    {"staff.", press_staff},
    {"restart.yes", press_restart},
};

void visit_act(struct visit *visit, const char *control_id)
{
    for (size_t i = 0; i < sizeof press_rows / sizeof *press_rows; i++) {
        const char *id = press_rows[i].id;
        size_t length = strlen(id);
        bool prefix = id[length - 1] == '.';
        if (prefix ? strncmp(control_id, id, length) == 0 : strcmp(control_id, id) == 0) {
            char rest[VIEW_ID_MAX];
            (void)text_copy(rest, sizeof rest, prefix ? control_id + length : "");
            press_rows[i].act(visit, rest);
            return;
        }
    }
}
