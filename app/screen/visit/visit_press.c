/* What pressing each control does. */
#include "app/screen/visit/visit_state.h"
#include "platform/base/secret.h"

#include <string.h>

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
        if (visit->style.size == SIZE_LARGE) {
            visit_announce(visit, "st_txt");
        }
    } else if (strcmp(tool, "contrast") == 0) {
        visit->style.theme = visit->style.theme == THEME_CONTRAST ? THEME_LIGHT : THEME_CONTRAST;
        if (visit->style.theme == THEME_CONTRAST) {
            visit_announce(visit, "st_hcon");
        }
    }
}

static void press_language(struct visit *visit, const char *code)
{
    if (!text_copy(visit->language, sizeof visit->language, code)) {
        return;
    }
    visit_reset_keyboard(visit);
    if (visit->stage == STAGE_FIRST) {
        visit_first_language(visit);
    }
    if (visit->stage == STAGE_STAFF) {
        visit->effect = EFFECT_TILES;
    }
    if (visit->cover == COVER_LANGUAGES) {
        visit->cover = visit_least_cover(visit);
        visit_turn(visit);
    } else if (visit->stage == STAGE_FORM && visit->page->kind == FORM_PAGE_WELCOME) {
        visit_advance(visit);
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
        visit_hide_page(visit, &visit->setup.form->pages[i]);
    }
    visit->check_hidden = true;
    visit->cover = visit_least_cover(visit);
    visit_turn(visit);
}

/* What is private stays covered from a helper but on its own page. */
static void press_show(struct visit *visit, const char *rest)
{
    (void)rest;
    const struct form *form = visit->setup.form;
    for (size_t i = 0; i < form->page_count; i++) {
        if (!visit->helped || !form->pages[i].is_private || &form->pages[i] == visit->page) {
            visit->hidden_pages &= ~((uint64_t)1 << i);
        }
    }
    visit->check_hidden = false;
}

static void press_hide(struct visit *visit, const char *rest)
{
    (void)rest;
    visit->check_hidden = true;
}

/* On or off; on, what is private already is covered at once. */
static void press_helper(struct visit *visit, const char *rest)
{
    (void)rest;
    visit->helped = !visit->helped;
    visit->helper_away = false;
    const struct form *form = visit->setup.form;
    for (size_t i = 0; visit->helped && i < form->page_count; i++) {
        if (form->pages[i].is_private) {
            visit_hide_page(visit, &form->pages[i]);
        }
    }
}

static void press_notice(struct visit *visit, const char *rest)
{
    (void)rest;
    cover(visit, COVER_NOTICE);
}

static void press_try_keys(struct visit *visit, const char *rest)
{
    (void)rest;
    visit_keys_open(visit);
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
    bool more = strcmp(action, "more") == 0;
    if (more || strcmp(action, "settings") == 0) {
        visit->stage = more ? STAGE_STAFF_MORE : STAGE_STAFF_SETTINGS;
        visit->part = 0;
        visit_turn(visit);
    } else if (strcmp(action, "print") == 0) {
        visit->effect = EFFECT_TEST_PRINT;
    } else {
        visit->effect = EFFECT_DELIVER;
    }
}

static const struct press_row {
    const char *id; /* ends with '.': the rest of the id is handed over */
    press_act *act;
} press_rows[] = {
    {"option.", press_option},
    {"key.", visit_press_key},
    {"variant.", visit_press_variant},
    {"cand.", visit_press_candidate},
    {"cont", visit_press_continue},
    {"back", visit_press_back},
    {"more", visit_press_more},
    {"skip", visit_press_skip},
    {"field.", press_field},
    {"item.", press_item},
    {"tab.", press_tab},
    {"change.", visit_press_change},
    {"tool.listen", visit_press_listen},
    {"tool.", press_tool},
    {"voice.", visit_press_voice},
    {"try-keys", press_try_keys},
    {"language.", press_language},
    {"leave", press_leave},
    {"yes", press_yes},
    {"no", press_leave},
    {"show", press_show},
    {"hide", press_hide},
    {"helper", press_helper},
    {"notice", press_notice},
    {"print-notice", press_print_notice},
    {"again", press_again},
    {"extend", press_extend},
    {"receipt.", press_receipt},
    {"staff.", press_staff},
    {"deed.", visit_deed_press},
    {"setting.", visit_press_setting},
};

/* Anything but a key ends what is being composed. */
static bool goes_on_composing(press_act *act)
{
    return act == visit_press_key || act == visit_press_variant || act == visit_press_candidate;
}

void visit_act(struct visit *visit, const char *control_id)
{
    if (visit_first_act(visit, control_id)) {
        return;
    }
    for (size_t i = 0; i < sizeof press_rows / sizeof *press_rows; i++) {
        const char *id = press_rows[i].id;
        size_t length = strlen(id);
        bool prefix = id[length - 1] == '.';
        if (prefix ? strncmp(control_id, id, length) == 0 : strcmp(control_id, id) == 0) {
            char rest[VIEW_ID_MAX];
            (void)text_copy(rest, sizeof rest, prefix ? control_id + length : "");
            if (!goes_on_composing(press_rows[i].act)) {
                visit_end_composition(visit);
            }
            press_rows[i].act(visit, rest);
            return;
        }
    }
}
