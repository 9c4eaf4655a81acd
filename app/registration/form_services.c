#include "app/registration/form_store.h"

#include <stdlib.h>
#include <string.h>

/* The new list while it is put together; it replaces the form's only when whole. */
struct draft {
    struct form_choice *choices;
    size_t choice_count;
    struct form_text *texts;
    size_t text_count;
    size_t text_most;
    json_t *copies; /* array of the strings that the choices borrow */
    struct error *error;
};

static const char *copy_text(struct draft *draft, const char *text)
{
    json_t *string;

    if (!text)
        return NULL;
    string = json_string(text);
    if (!string || json_array_append_new(draft->copies, string) != 0)
        return NULL;
    return json_string_value(string);
}

static struct form_choice *find(struct draft *draft, const char *code)
{
    for (size_t i = 0; i < draft->choice_count; i++) {
        if (strcmp(draft->choices[i].code, code) == 0)
            return &draft->choices[i];
    }
    return NULL;
}

static void take_away(struct draft *draft, struct form_choice *choice)
{
    size_t after = draft->choice_count - (size_t)(choice - draft->choices) - 1;

    memmove(choice, choice + 1, after * sizeof *choice);
    draft->choice_count--;
}

static bool text_fits(const char *text)
{
    return text && text[0] && strlen(text) <= FORM_TEXT_MAX;
}

static bool copy_texts(struct draft *draft, const struct form_service *service,
                       struct form_choice *choice)
{
    struct form_text *first = &draft->texts[draft->text_count];

    if (service->text_count > draft->text_most - draft->text_count)
        return error_set(draft->error, ERROR_LIMIT, "service \"%s\": has too many texts",
                         service->code);
    for (size_t i = 0; i < service->text_count; i++) {
        const struct form_text *text = &service->texts[i];

        if (!text_fits(text->label) || (text->detail && !text_fits(text->detail)))
            return error_set(draft->error, ERROR_INPUT,
                             "service \"%s\", language %s: a text must have 1 to %u bytes",
                             service->code, text->language, FORM_TEXT_MAX);
        first[i] = (struct form_text){.language = copy_text(draft, text->language),
                                      .label = copy_text(draft, text->label),
                                      .detail = copy_text(draft, text->detail)};
        if (!first[i].language || !first[i].label || (text->detail && !first[i].detail))
            return error_set(draft->error, ERROR_INPUT,
                             "service \"%s\", language %s: a text is not UTF-8", service->code,
                             text->language);
    }
    draft->text_count += service->text_count;
    choice->texts = first;
    choice->text_count = service->text_count;
    return true;
}

static bool speaks_english(const struct form_choice *choice, struct error *error)
{
    return form_choice_text(choice, FORM_SERVICE_LANGUAGE) ||
           error_set(error, ERROR_INPUT,
                     "service \"%s\": has no words in \"%s\"; add them to the site's configuration",
                     choice->code, FORM_SERVICE_LANGUAGE);
}

static bool add(struct draft *draft, const struct form_service *service)
{
    struct form_choice *choice = &draft->choices[draft->choice_count];

    if (!form_is_code(service->code))
        return error_set(draft->error, ERROR_INPUT,
                         "service \"%s\": a code may have a-z, 0-9, '-' and '_' only, a letter or "
                         "digit first, at most %u",
                         service->code, FORM_CODE_MAX);
    if (draft->choice_count == FORM_CHOICES_MAX)
        return error_set(draft->error, ERROR_LIMIT,
                         "service \"%s\": there are more than %u services", service->code,
                         FORM_CHOICES_MAX);
    *choice = (struct form_choice){
        .code = copy_text(draft, service->code),
        .icon = copy_text(draft, service->icon ? service->icon : "hand-heart")};
    if (!choice->code || !choice->icon)
        return error_set(draft->error, ERROR_MEMORY, "service: out of memory");
    choice->label = choice->code;
    draft->choice_count++;
    return copy_texts(draft, service, choice) && speaks_english(choice, draft->error);
}

static bool apply(struct draft *draft, const struct form_service *service)
{
    struct form_choice *choice = find(draft, service->code);

    if (!choice && service->removed)
        return error_set(draft->error, ERROR_INPUT,
                         "service \"%s\": is removed but not in the form; correct the code",
                         service->code);
    if (!choice)
        return add(draft, service);
    if (service->removed) {
        take_away(draft, choice);
        return true;
    }
    return copy_texts(draft, service, choice);
}

static bool draft_start(struct draft *draft, const struct form_field *field, size_t texts)
{
    draft->choices = calloc(FORM_CHOICES_MAX, sizeof *draft->choices);
    draft->texts = calloc(texts + 1, sizeof *draft->texts);
    draft->copies = json_array();
    draft->text_most = texts;
    if (!draft->choices || !draft->texts || !draft->copies)
        return error_set(draft->error, ERROR_MEMORY, "services: out of memory");
    memcpy(draft->choices, field->choices, field->choice_count * sizeof *draft->choices);
    draft->choice_count = field->choice_count;
    return true;
}

static void draft_release(struct draft *draft)
{
    free(draft->choices);
    free(draft->texts);
    json_decref(draft->copies);
}

static void replace(struct form_store *store, struct form_field *field, struct draft *draft)
{
    free(store->choices[field->index]);
    free(store->service_texts);
    json_decref(store->services);
    store->choices[field->index] = draft->choices;
    store->service_texts = draft->texts;
    store->services = draft->copies;
    field->choices = draft->choices;
    field->choice_count = draft->choice_count;
}

bool form_apply_services(struct form *form, const struct form_service *services, size_t count,
                         struct error *error)
{
    struct form_store *store = (struct form_store *)form;
    const struct form_field *found = form_field_find(form, "services");
    struct draft draft = {.error = error};
    size_t texts = 0;
    bool ok;

    if (!found || found->kind != FORM_FIELD_CHOICES)
        return error_set(error, ERROR_INPUT, "the form \"%s\" has no list of services to change",
                         form->id);
    if (store->services)
        return error_set(error, ERROR_INTERNAL, "the services of this form were changed already");
    for (size_t i = 0; i < count; i++)
        texts += services[i].text_count;
    ok = draft_start(&draft, found, texts);
    for (size_t i = 0; ok && i < count; i++)
        ok = apply(&draft, &services[i]);
    if (ok && draft.choice_count == 0)
        ok = error_set(error, ERROR_INPUT, "no service is left; leave at least one");
    if (!ok) {
        draft_release(&draft);
        return false;
    }
    replace(store, &store->fields[found->index], &draft);
    return true;
}
