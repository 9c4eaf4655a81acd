#include "app/registration/form_store.h"

#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"choice", "choices", "flag", "letters",
                                    "digits", "date",    "list", "pin"};
static const char *const rules[] = {"none",     "a-number", "name",  "date", "country",
                                    "language", "phone",    "email", "pin",  "pin-again"};

static bool takes_choices(enum form_field_kind kind)
{
    return kind == FORM_FIELD_CHOICE || kind == FORM_FIELD_CHOICES;
}

static bool kind_fits_rule(enum form_field_kind kind, enum form_rule rule)
{
    switch (rule) {
    case FORM_RULE_NONE:
        return takes_choices(kind) || kind == FORM_FIELD_FLAG;
    case FORM_RULE_A_NUMBER:
    case FORM_RULE_PHONE:
        return kind == FORM_FIELD_DIGITS;
    case FORM_RULE_NAME:
    case FORM_RULE_EMAIL:
        return kind == FORM_FIELD_LETTERS;
    case FORM_RULE_DATE:
        return kind == FORM_FIELD_DATE;
    case FORM_RULE_COUNTRY:
    case FORM_RULE_LANGUAGE:
        return kind == FORM_FIELD_LIST;
    case FORM_RULE_PIN:
    case FORM_RULE_PIN_AGAIN:
        return kind == FORM_FIELD_PIN;
    }
    return false;
}

static void read_choice(struct form_source *source, json_t *json, const char *place,
                        const struct form_field *field, struct form_choice *choice)
{
    static const char *const members[] = {"code",      "label",     "detail", "icon",
                                          "exclusive", "open_when", "closed", NULL};

    form_check_members(source, json, place, members);
    choice->code = form_get_code(source, json, place, "code", true);
    choice->label = form_get_code(source, json, place, "label", true);
    choice->detail = form_get_code(source, json, place, "detail", false);
    choice->icon = form_get_code(source, json, place, "icon", false);
    choice->exclusive = form_get_switch(source, json, place, "exclusive", false);
    choice->open_when = form_get_condition(source, json, place, "open_when", field->index);
    choice->closed = form_get_code(source, json, place, "closed", choice->open_when != NULL);
    if (!source->failed && form_choice_find(field, choice->code))
        form_fail(source, place, "the code \"%s\" stands there twice; rename one", choice->code);
}

static void read_choices(struct form_source *source, json_t *field_json, const char *place,
                         struct form_field *field)
{
    json_t *list = form_get_array(source, field_json, place, "choices", FORM_CHOICES_MAX);
    struct form_choice *choices;
    char inner[FORM_PLACE_SIZE];

    if (source->failed)
        return;
    if ((list != NULL) != takes_choices(field->kind)) {
        form_fail(source, place,
                  "\"choices\" belong to the kinds choice and choices, and to no other");
        return;
    }
    if (!list)
        return;
    choices = calloc(FORM_CHOICES_MAX, sizeof *choices);
    if (!choices) {
        form_fail(source, place, "out of memory");
        return;
    }
    source->store->choices[field->index] = choices;
    field->choices = choices;
    for (size_t i = 0; i < json_array_size(list) && !source->failed; i++) {
        form_place(inner, "%s.choices[%zu]", place, i);
        read_choice(source, json_array_get(list, i), inner, field, &choices[i]);
        field->choice_count = i + 1;
    }
}

static void read_field(struct form_source *source, json_t *json, const char *place,
                       struct form_field *field)
{
    static const char *const members[] = {
        "id",      "kind",   "rule",    "label",      "title",         "hint", "required",
        "missing", "stored", "choices", "shown_when", "required_when", NULL};
    const char *id;

    form_check_members(source, json, place, members);
    id = form_get_code(source, json, place, "id", true);
    if (id && form_field_find(&source->store->form, id))
        form_fail(source, place, "the id \"%s\" stands there twice; rename one", id);
    field->id = id;
    if (!source->failed && !json_object_get(json, "kind"))
        form_fail(source, place, "\"kind\" is missing; add it");
    field->kind = (enum form_field_kind)form_get_word(source, json, place, "kind", kinds,
                                                      sizeof kinds / sizeof kinds[0], 0);
    field->rule = (enum form_rule)form_get_word(source, json, place, "rule", rules,
                                                sizeof rules / sizeof rules[0], 0);
    field->label = form_get_code(source, json, place, "label", false);
    field->title = form_get_code(source, json, place, "title", false);
    field->hint = form_get_code(source, json, place, "hint", false);
    field->required = form_get_switch(source, json, place, "required", false);
    field->missing = form_get_code(source, json, place, "missing", field->required);
    field->stored = form_get_switch(source, json, place, "stored", true);
    if (!source->failed && !kind_fits_rule(field->kind, field->rule))
        form_fail(source, place, "a field of kind \"%s\" cannot have the rule \"%s\"",
                  kinds[field->kind], rules[field->rule]);
    read_choices(source, json, place, field);
}

void form_read_fields(struct form_source *source, json_t *page_json, const char *place,
                      struct form_page *page)
{
    struct form *form = &source->store->form;
    json_t *list = form_get_array(source, page_json, place, "fields", FORM_FIELDS_MAX);
    char inner[FORM_PLACE_SIZE];

    page->fields = &source->store->fields[form->field_count];
    for (size_t i = 0; list && i < json_array_size(list) && !source->failed; i++) {
        struct form_field *field = &source->store->fields[form->field_count];

        form_place(inner, "%s.fields[%zu]", place, i);
        if (form->field_count == FORM_FIELDS_MAX) {
            form_fail(source, inner, "the form has more than %u fields", FORM_FIELDS_MAX);
            return;
        }
        field->index = form->field_count;
        field->page = page->index;
        read_field(source, json_array_get(list, i), inner, field);
        form->field_count++;
        page->field_count++;
    }
}
