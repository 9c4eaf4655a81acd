#include "app/screen/visit/visit.h"

#include "app/screen/pages/page.h"
#include "platform/base/secret.h"
#include "platform/canvas/canvas.h"

#include <string.h>

/* ---- what is shown --------------------------------------------------------------------------- */

static void build_question(struct page *page)
{
    enum form_field_kind kind =
        page->visit->active != NULL ? page->visit->active->kind : FORM_FIELD_CHOICE;
    switch (kind) {
    case FORM_FIELD_CHOICE:
    case FORM_FIELD_CHOICES:
    case FORM_FIELD_FLAG:
        page_choices(page);
        break;
    case FORM_FIELD_LIST:
        page_list(page);
        break;
    case FORM_FIELD_PIN:
        page_pin(page);
        break;
    default:
        page_typed(page);
        break;
    }
}

static void build_form(struct page *page)
{
    switch (page->visit->page->kind) {
    case FORM_PAGE_WELCOME:
        page_welcome(page);
        break;
    case FORM_PAGE_NOTICES:
        page_notices(page);
        break;
    case FORM_PAGE_QUESTION:
        build_question(page);
        break;
    case FORM_PAGE_CHECK:
        page_check(page);
        break;
    }
}

struct screen_row {
    const char *id;
    void (*build)(struct page *page);
};

static const struct screen_row stage_rows[] = {
    [STAGE_FORM] = {NULL, build_form},
    [STAGE_SAVING] = {"saving", page_state},
    [STAGE_NOT_SAVED] = {"not-saved", page_state},
    [STAGE_SAVED] = {"saved", page_state},
    [STAGE_PRINTING] = {"printing", page_state},
    [STAGE_PRINTED] = {"printed", page_state},
    [STAGE_RECEIPT] = {"receipt", page_receipt},
    [STAGE_UNAVAILABLE] = {"not-available", page_unavailable},
    [STAGE_STAFF_PIN] = {"staff-pin", page_staff_pin},
    [STAGE_STAFF] = {"staff", page_staff},
    [STAGE_STAFF_MORE] = {"staff-more", page_staff_more},
    [STAGE_STAFF_SETTINGS] = {"staff-settings", page_staff_settings},
    [STAGE_STAFF_SUPPORT] = {"staff-support", page_staff_support},
    [STAGE_STAFF_ASK] = {"staff-ask", page_staff_ask},
    [STAGE_STAFF_BUSY] = {"staff-busy", page_staff_busy},
    [STAGE_FIRST] = {"first-start", page_first},
};

static const struct screen_row cover_rows[] = {
    [COVER_NONE] = {NULL, NULL},
    [COVER_HELP] = {"help", page_help},
    [COVER_LANGUAGES] = {"languages", page_languages},
    [COVER_NOTICE] = {"privacy-notice", page_notice},
    [COVER_HELPER] = {"helper", page_helper},
    [COVER_TIME] = {"more-time", page_time},
    [COVER_VOICE] = {"voice", page_voice},
    [COVER_KEYS] = {"try-keys", page_keys},
};

void visit_rebuild(struct visit *visit)
{
    const struct screen_row *row =
        visit->cover == COVER_NONE ? &stage_rows[visit->stage] : &cover_rows[visit->cover];
    const struct language_facts *facts = language_find(visit->languages, visit->language);
    visit->style.language = visit->language;
    visit->style.direction =
        facts != NULL && facts->right_to_left ? DIRECTION_RIGHT_TO_LEFT : DIRECTION_LEFT_TO_RIGHT;
    visit->parts = 1;
    struct page page;
    bool first = row == &stage_rows[STAGE_FIRST];
    page_begin(&page, visit,
               first             ? page_first_screen(visit)
               : row->id != NULL ? row->id
                                 : visit->page->id);
    row->build(&page);
    if (visit->cover == COVER_NONE) {
        visit->part = page.part;
    } else {
        visit->cover_part = page.part;
    }
    page_finish(&page);
    if (visit->ring && visit->view.focused[0] == '\0') {
        visit_focus_first(visit);
        (void)text_copy(visit->view.focused, sizeof visit->view.focused, visit->focus);
    }
    visit_focus_show_group(visit);
}

void visit_turn(struct visit *visit)
{
    visit_end_composition(visit);
    visit->shown = visit->now;
    visit->focus[0] = '\0';
    visit->inside = false;
    visit->aloud = false;
    visit->untold = visit->untold && visit->cover != COVER_VOICE;
}

/* ---- where the visit is ---------------------------------------------------------------------- */

const struct form_field *visit_first_field(const struct visit *visit)
{
    const struct form_page *page = visit->page;
    const struct form_field *first = page->field_count > 0 ? &page->fields[0] : NULL;
    for (size_t i = 0; page->alternatives && i < page->field_count; i++) {
        if (answers_present(visit->answers, &page->fields[i])) {
            return &page->fields[i];
        }
    }
    return first;
}

/* The name of the country that is chosen stands in the search field. */
static void recall_search(struct visit *visit)
{
    secret_wipe(visit->search, sizeof visit->search);
    if (visit->active != NULL && visit->active->rule == FORM_RULE_COUNTRY &&
        answers_present(visit->answers, visit->active)) {
        (void)text_copy(visit->search, sizeof visit->search,
                        language_country_name(visit->languages, visit->language,
                                              answers_text(visit->answers, visit->active)));
    }
}

static enum answers_date_part first_date_part(const struct visit *visit)
{
    const struct language_facts *facts = language_find(visit->languages, visit->language);
    char letter = facts != NULL ? facts->date_order[0] : 'm';
    return letter == 'y' ? ANSWERS_YEAR : letter == 'd' ? ANSWERS_DAY : ANSWERS_MONTH;
}

enum visit_cover visit_least_cover(const struct visit *visit)
{
    bool waits = visit->helped && visit->stage == STAGE_FORM && visit->page->is_private;
    return waits && !visit->helper_away ? COVER_HELPER : visit->untold ? COVER_VOICE : COVER_NONE;
}

void visit_hide_page(struct visit *visit, const struct form_page *page)
{
    for (size_t i = 0; i < page->field_count; i++) {
        if (answers_present(visit->answers, &page->fields[i])) {
            visit->hidden_pages |= (uint64_t)1 << page->index;
        }
    }
}

/* From one page to another with a helper beside the visitor. */
static enum visit_cover cover_for_helper(struct visit *visit, const struct form_page *from)
{
    bool returns = visit->helper_away && !visit->page->is_private;
    if (visit->helped && from->is_private) {
        visit_hide_page(visit, from);
    }
    visit->helper_away = visit->helper_away && visit->page->is_private;
    return returns ? COVER_HELPER : visit_least_cover(visit);
}

void visit_open(struct visit *visit, const struct form_page *page, bool forward)
{
    const struct form_page *from = visit->page;
    if (forward && visit->depth < VISIT_HISTORY_MAX) {
        visit->history[visit->depth++] = visit->page;
    }
    if (page->kind == FORM_PAGE_CHECK && visit->change != NULL) {
        visit->depth = visit->change_depth;
        visit->change = NULL;
    }
    visit->stage = STAGE_FORM;
    visit->page = page;
    visit->cover = from != NULL ? cover_for_helper(visit, from) : COVER_NONE;
    visit->part = 0;
    visit_reset_keyboard(visit);
    visit->error = (struct rules_message){0};
    visit->active = visit_first_field(visit);
    visit->date_part = first_date_part(visit);
    recall_search(visit);
    visit_turn(visit);
}

bool visit_assisted(const struct visit *visit)
{
    return visit->style.size == SIZE_LARGE || visit->helped || visit->listening;
}

bool visit_has_answers(const struct visit *visit)
{
    return visit->depth > 0 || visit->stage == STAGE_SAVED || visit->stage == STAGE_PRINTED ||
           visit->stage == STAGE_PRINTING;
}

void visit_wipe(struct visit *visit)
{
    answers_wipe(visit->answers);
    secret_wipe(visit->search, sizeof visit->search);
    secret_wipe(visit->code, sizeof visit->code);
    secret_wipe(visit->staff_pin, sizeof visit->staff_pin);
    if (visit->first.again) {
        secret_wipe(&visit->first, sizeof visit->first);
    }
    view_clear(&visit->view, "", &visit->style);
    canvas_forget(visit->setup.measure);
    visit->style = (struct view_style){.orientation = visit->setup.orientation};
    (void)text_copy(visit->language, sizeof visit->language,
                    language_at(visit->languages, 0)->code);
    visit->depth = 0;
    visit->change = NULL;
    visit->hidden_pages = 0;
    visit->check_hidden = false;
    visit->helped = false;
    visit->helper_away = false;
    visit->paper = PAPER_NONE;
    visit->notice_paper = PAPER_NONE;
    visit->pin_wrong = false;
    visit->pin_use = PIN_OPENS;
    visit->tiles_known = false;
    visit->staff_told[0] = '\0';
    visit->staff_bad = false;
    visit->deed = NULL;
    visit->leaving = false;
    visit->begun = false;
    visit->ring = false;
    visit->gesture_count = 0;
    visit->scanning = visit->setup.switches;
    visit->tried = NULL;
    visit_speech_begin(visit);
    visit_open(visit, &visit->setup.form->pages[0], false);
    if (!visit->health.can_save || visit->setup.site == NULL) {
        visit->stage = STAGE_UNAVAILABLE;
    }
}

void visit_end(struct visit *visit)
{
    if (visit->listening) {
        visit_announce(visit, visit->code[0] != '\0' ? "st_left_saved" : "st_left");
    }
    visit_wipe(visit);
    visit->effect = EFFECT_END;
}

/* ---- life ------------------------------------------------------------------------------------ */

struct visit *visit_create(const struct visit_setup *setup, struct error *error)
{
    struct visit *visit = secret_allocate(sizeof *visit);
    if (visit == NULL) {
        (void)error_set(error, ERROR_MEMORY, "no secret memory for a visit");
        return NULL;
    }
    visit->setup = *setup;
    visit->tries_left = -1;
    visit->languages = language_open(setup->languages, error);
    visit->keyboards = keyboards_open(setup->keyboards, error);
    if (visit->languages == NULL || visit->keyboards == NULL) {
        goto failed;
    }
    visit->answers = answers_create(setup->form, error);
    if (visit->answers == NULL || !view_init(&visit->view, error)) {
        goto failed;
    }
    visit_wipe(visit);
    if (setup->first_facts != NULL) {
        visit_first_begin(visit);
    }
    visit_rebuild(visit);
    return visit;
failed:
    answers_destroy(visit->answers);
    keyboards_close(visit->keyboards);
    language_close(visit->languages);
    secret_release(visit);
    return NULL;
}

void visit_destroy(struct visit *visit)
{
    if (visit == NULL) {
        return;
    }
    view_finish(&visit->view);
    answers_destroy(visit->answers);
    keyboards_close(visit->keyboards);
    language_close(visit->languages);
    canvas_forget(visit->setup.measure);
    secret_release(visit);
}

const struct view *visit_view(struct visit *visit)
{
    return &visit->view;
}

const struct answers *visit_answers(const struct visit *visit)
{
    return visit->answers;
}

const char *visit_language(const struct visit *visit)
{
    return visit->language;
}

const char *visit_receipt_code(const struct visit *visit)
{
    return visit->code;
}

enum visit_effect visit_take_effect(struct visit *visit)
{
    enum visit_effect effect = visit->effect;
    visit->effect = EFFECT_NONE;
    return effect;
}

const struct language *visit_languages(const struct visit *visit)
{
    return visit->languages;
}
