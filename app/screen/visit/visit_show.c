/* Any screen with made-up answers, for pictures, translators and the tests of layout. */
#include "app/screen/visit/visit_show.h"

#include <string.h>

static const struct show_row *const tables[] = {visit_show_questions, visit_show_stages,
                                                visit_show_staff, visit_show_settings};
#define TABLES (sizeof tables / sizeof *tables)

/* NULL where it is none of a visit's or of the staff's. */
static const struct show_row *find_row(const char *screen)
{
    for (size_t i = 0; i < TABLES; i++) {
        for (const struct show_row *row = tables[i]; row->id != NULL; row++) {
            if (strcmp(row->id, screen) == 0) {
                return row;
            }
        }
    }
    return NULL;
}

const char *visit_screen(size_t index)
{
    for (size_t i = 0; i < TABLES; i++) {
        for (const struct show_row *row = tables[i]; row->id != NULL; row++) {
            if (index-- == 0) {
                return row->id;
            }
        }
    }
    return visit_show_first_screen(index);
}

/* As at the start of a visit in the language of `style`, with nothing wrong anywhere. */
static bool begin(struct visit *visit, const struct view_style *style, struct error *error)
{
    visit->health = (struct visit_health){.can_save = true, .can_print = true, .why_not = ""};
    visit->voice = (struct visit_voice){.works = true};
    visit->first = (struct first_start){.on = false};
    visit->locked_seconds = 0;
    visit_wipe(visit);
    if (language_find(visit->languages, style->language) == NULL ||
        !text_copy(visit->language, sizeof visit->language, style->language)) {
        return error_set(error, ERROR_NOT_FOUND, "there is no language \"%s\"", style->language);
    }
    visit->style = *style;
    return true;
}

bool visit_show(struct visit *visit, const char *screen, const struct view_style *style,
                struct error *error)
{
    const struct show_row *row = find_row(screen);
    const struct form_page *page =
        form_page_find(visit->setup.form, row != NULL ? row->page : "welcome");
    if (page == NULL || (row == NULL && !visit_show_is_first(screen))) {
        return error_set(error, ERROR_NOT_FOUND, "there is no screen \"%s\"", screen);
    }
    if (!begin(visit, style, error)) {
        return false;
    }
    visit_show_answers(visit);
    visit_open(visit, page, false);
    visit->begun = page->kind != FORM_PAGE_WELCOME;
    if (row == NULL) {
        visit_show_first(visit, screen);
    } else if (row->show != NULL) {
        row->show(visit);
    }
    visit_rebuild(visit);
    return true;
}
