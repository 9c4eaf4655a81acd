#include "app/registration/form_store.h"

#include <stdlib.h>
#include <string.h>

static void read_wordings(struct form_source *source, json_t *json, const char *place,
                          struct form_page *page)
{
    static const char *const members[] = {"when", "title", "hint", NULL};
    struct form_store *store = source->store;
    json_t *list = form_get_array(source, json, place, "wordings", FORM_WORDINGS_MAX);
    char inner[FORM_PLACE_SIZE];

    page->wordings = &store->wordings[store->wording_count];
    for (size_t i = 0; list && i < json_array_size(list) && !source->failed; i++) {
        struct form_wording *wording = &store->wordings[store->wording_count];
        json_t *element = json_array_get(list, i);

        form_place(inner, "%s.wordings[%zu]", place, i);
        if (store->wording_count == FORM_WORDINGS_MAX) {
            form_fail(source, inner, "the form has more than %u wordings", FORM_WORDINGS_MAX);
            return;
        }
        form_check_members(source, element, inner, members);
        wording->title = form_get_code(source, element, inner, "title", false);
        wording->hint = form_get_code(source, element, inner, "hint", false);
        wording->when = form_get_condition(source, element, inner, "when", store->form.field_count);
        if (!source->failed && !wording->when)
            form_fail(source, inner, "\"when\" is missing; add it");
        store->wording_count++;
        page->wording_count++;
    }
}

static void read_skip(struct form_source *source, json_t *json, const char *place,
                      struct form_page *page)
{
    static const char *const members[] = {"label", "field", "choice", NULL};
    json_t *skip = source->failed ? NULL : json_object_get(json, "skip");
    char inner[FORM_PLACE_SIZE];
    const char *id, *code;
    const struct form_choice *choice;

    if (!skip)
        return;
    form_place(inner, "%s.skip", place);
    form_check_members(source, skip, inner, members);
    page->skip.label = form_get_code(source, skip, inner, "label", true);
    id = form_get_code(source, skip, inner, "field", false);
    code = form_get_code(source, skip, inner, "choice", false);
    if (source->failed || !id)
        return;
    page->skip.field = form_field_find(&source->store->form, id);
    if (!page->skip.field || (page->skip.field->kind == FORM_FIELD_FLAG) != (code == NULL)) {
        form_fail(source, inner, "\"%s\" must be a flag, or a field with a choice named here", id);
        return;
    }
    if (!code)
        return;
    choice = form_choice_find(page->skip.field, code);
    if (!choice)
        form_fail(source, inner, "the field \"%s\" has no choice \"%s\"", id, code);
    else
        page->skip.choice = (size_t)(choice - page->skip.field->choices);
}

/* What may look back at any field of the page or of one before it. */
static void read_conditions(struct form_source *source, json_t *json, const char *place,
                            struct form_page *page)
{
    size_t first = (size_t)(page->fields - source->store->fields);
    json_t *list = json_object_get(json, "fields");
    char inner[FORM_PLACE_SIZE];

    page->shown_when = form_get_condition(source, json, place, "shown_when", first);
    read_wordings(source, json, place, page);
    read_skip(source, json, place, page);
    for (size_t i = 0; i < page->field_count && !source->failed; i++) {
        struct form_field *field = &source->store->fields[first + i];
        json_t *field_json = json_array_get(list, i);

        form_place(inner, "%s.fields[%zu]", place, i);
        field->shown_when =
            form_get_condition(source, field_json, inner, "shown_when", field->index);
        field->required_when = form_get_condition(source, field_json, inner, "required_when",
                                                  source->store->form.field_count);
    }
}

static void check_page(struct form_source *source, const char *place, const struct form_page *page)
{
    if (source->failed)
        return;
    if ((page->kind == FORM_PAGE_QUESTION) != (page->field_count > 0))
        form_fail(source, place, "pages of the kind question have fields, others have none");
    else if (page->kind == FORM_PAGE_QUESTION && page->step == 0)
        form_fail(source, place, "\"step\" is missing; add the step that the visitor reads");
}

static void read_page(struct form_source *source, json_t *json, const char *place,
                      struct form_page *page)
{
    static const char *const kinds[] = {"welcome", "notices", "question", "check"};
    static const char *const members[] = {
        "id",     "kind", "step",     "title",        "hint",       "note",    "proceed",    "row",
        "fields", "skip", "wordings", "alternatives", "from_check", "private", "shown_when", NULL};

    form_check_members(source, json, place, members);
    page->id = form_get_code(source, json, place, "id", true);
    if (!source->failed && form_page_find(&source->store->form, page->id))
        form_fail(source, place, "the id \"%s\" stands there twice; rename one", page->id);
    page->kind = (enum form_page_kind)form_get_word(
        source, json, place, "kind", kinds, sizeof kinds / sizeof kinds[0], FORM_PAGE_QUESTION);
    page->step = form_get_number(source, json, place, "step", 1, source->store->form.steps, 0);
    page->title = form_get_code(source, json, place, "title", true);
    page->hint = form_get_code(source, json, place, "hint", false);
    page->note = form_get_code(source, json, place, "note", false);
    page->proceed = form_get_code(source, json, place, "proceed", false);
    if (!page->proceed)
        page->proceed = "cont";
    page->row = form_get_code(source, json, place, "row", false);
    page->alternatives = form_get_switch(source, json, place, "alternatives", false);
    page->from_check = form_get_switch(source, json, place, "from_check", false);
    page->is_private = form_get_switch(source, json, place, "private", false);
    form_read_fields(source, json, place, page);
    read_conditions(source, json, place, page);
    check_page(source, place, page);
}

static void read_form(struct form_source *source, json_t *root)
{
    static const char *const members[] = {"id", "version", "steps", "pages", NULL};
    struct form_store *store = source->store;
    struct form *form = &store->form;
    json_t *list;
    char place[FORM_PLACE_SIZE];

    form->pages = store->pages;
    form->fields = store->fields;
    form_check_members(source, root, "top", members);
    form->id = form_get_code(source, root, "top", "id", true);
    form->version = form_get_number(source, root, "top", "version", 1, 1000000, 1);
    form->steps = form_get_number(source, root, "top", "steps", 1, FORM_STEPS_MAX, 1);
    list = form_get_array(source, root, "top", "pages", FORM_PAGES_MAX);
    if (!source->failed && !list)
        form_fail(source, "top", "\"pages\" is missing; add it");
    for (size_t i = 0; list && i < json_array_size(list) && !source->failed; i++) {
        form_place(place, "pages[%zu]", i);
        store->pages[i].index = i;
        read_page(source, json_array_get(list, i), place, &store->pages[i]);
        form->page_count = i + 1;
    }
    if (!source->failed && form->pages[form->page_count - 1].kind != FORM_PAGE_CHECK)
        form_fail(source, place, "the last page must be of the kind check");
}

struct form *form_parse(const char *json, size_t length, const char *name, struct error *error)
{
    struct form_source source = {.name = name, .error = error};
    json_error_t mistake;

    if (length > FORM_JSON_MAX) {
        error_set(error, ERROR_LIMIT, "%s: is longer than %u bytes; shorten the form", name,
                  FORM_JSON_MAX);
        return NULL;
    }
    source.store = calloc(1, sizeof *source.store);
    if (!source.store) {
        error_set(error, ERROR_MEMORY, "%s: out of memory", name);
        return NULL;
    }
    source.store->root = json_loadb(json, length, JSON_REJECT_DUPLICATES, &mistake);
    if (!source.store->root)
        error_set(error, ERROR_INPUT, "%s: line %d, column %d: %s; correct the JSON", name,
                  mistake.line, mistake.column, mistake.text);
    else
        read_form(&source, source.store->root);
    if (source.store->root && !source.failed)
        return &source.store->form;
    form_destroy(&source.store->form);
    return NULL;
}

void form_destroy(struct form *form)
{
    struct form_store *store = (struct form_store *)form;

    if (!store)
        return;
    for (size_t i = 0; i < FORM_FIELDS_MAX; i++)
        free(store->choices[i]);
    free(store->service_texts);
    json_decref(store->services);
    json_decref(store->root);
    free(store);
}

const struct form_page *form_page_find(const struct form *form, const char *id)
{
    for (size_t i = 0; i < form->page_count; i++) {
        if (strcmp(form->pages[i].id, id) == 0)
            return &form->pages[i];
    }
    return NULL;
}

const struct form_field *form_field_find(const struct form *form, const char *id)
{
    for (size_t i = 0; i < form->field_count; i++) {
        if (strcmp(form->fields[i].id, id) == 0)
            return &form->fields[i];
    }
    return NULL;
}

const struct form_choice *form_choice_find(const struct form_field *field, const char *code)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        if (strcmp(field->choices[i].code, code) == 0)
            return &field->choices[i];
    }
    return NULL;
}

static const struct form_text *text_in(const struct form_choice *choice, const char *language)
{
    for (size_t i = 0; i < choice->text_count; i++) {
        if (strcmp(choice->texts[i].language, language) == 0)
            return &choice->texts[i];
    }
    return NULL;
}

const struct form_text *form_choice_text(const struct form_choice *choice, const char *language)
{
    const struct form_text *text = text_in(choice, language);
    /* form_apply_services gives a new service its code for a label: no catalogue has it. */
    bool in_catalogue = choice->label != choice->code;

    return text || in_catalogue ? text : text_in(choice, FORM_SERVICE_LANGUAGE);
}
