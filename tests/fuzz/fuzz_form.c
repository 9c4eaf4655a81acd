/* The form definition, app/registration/form.h: what is read can be walked, and lets itself be found. */
#include "app/registration/form.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(form)
{
    struct form *form = form_parse((const char *)data, size, "form", NULL);

    if (form == NULL)
        return 0;
    for (size_t i = 0; i < form->page_count; i++)
        fuzz_must(form_page_find(form, form->pages[i].id) == &form->pages[i]);
    for (size_t i = 0; i < form->field_count; i++) {
        const struct form_field *field = &form->fields[i];

        fuzz_must(form_field_find(form, field->id) == field);
        for (size_t j = 0; j < field->choice_count; j++)
            fuzz_must(form_choice_find(field, field->choices[j].code) == &field->choices[j]);
    }
    form_destroy(form);
    return 0;
}
