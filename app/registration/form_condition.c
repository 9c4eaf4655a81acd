#include "app/registration/form_store.h"

#include <string.h>

static const char *const members[] = {"all", "any", "not", "field", "has", NULL};

static struct form_condition *take(struct form_source *source, const char *place, size_t count)
{
    struct form_store *store = source->store;
    struct form_condition *first = &store->conditions[store->condition_count];

    if (count > FORM_CONDITIONS_MAX - store->condition_count) {
        form_fail(source, place, "the form has more than %u conditions; simplify it",
                  FORM_CONDITIONS_MAX);
        return NULL;
    }
    store->condition_count += count;
    return first;
}

static void read_condition(struct form_source *source, json_t *json, const char *place,
                           size_t before, unsigned depth, struct form_condition *out);

static void read_parts(struct form_source *source, json_t *list, const char *place, size_t before,
                       unsigned depth, struct form_condition *out)
{
    size_t count = json_is_array(list) ? json_array_size(list) : 1;
    struct form_condition *parts = take(source, place, count);

    if (!parts)
        return;
    for (size_t i = 0; i < count && !source->failed; i++)
        read_condition(source, json_is_array(list) ? json_array_get(list, i) : list, place, before,
                       depth + 1, &parts[i]);
    out->parts = parts;
    out->part_count = count;
}

static void read_field(struct form_source *source, json_t *json, const char *place, size_t before,
                       struct form_condition *out)
{
    const char *id = form_get_code(source, json, place, "field", true);
    const char *code = form_get_code(source, json, place, "has", false);
    const struct form_field *field = id ? form_field_find(&source->store->form, id) : NULL;

    if (source->failed)
        return;
    if (!field || field->index >= before) {
        form_fail(source, place,
                  "there is no field \"%s\" before this place; name one that is asked earlier", id);
        return;
    }
    if (code && !form_choice_find(field, code)) {
        form_fail(source, place, "the field \"%s\" has no choice \"%s\"", id, code);
        return;
    }
    *out = (struct form_condition){
        .kind = code ? FORM_CONDITION_HAS : FORM_CONDITION_PRESENT, .field = field, .code = code};
}

static void read_condition(struct form_source *source, json_t *json, const char *place,
                           size_t before, unsigned depth, struct form_condition *out)
{
    static const enum form_condition_kind kinds[] = {FORM_CONDITION_ALL, FORM_CONDITION_ANY,
                                                     FORM_CONDITION_NOT};

    form_check_members(source, json, place, members);
    if (source->failed)
        return;
    if (depth > FORM_DEPTH_MAX) {
        form_fail(source, place, "conditions stand more than %u deep in each other; simplify it",
                  FORM_DEPTH_MAX);
        return;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        json_t *list = json_object_get(json, members[i]);

        if (!list)
            continue;
        if (json_object_size(json) != 1 ||
            json_is_array(list) != (kinds[i] != FORM_CONDITION_NOT)) {
            form_fail(source, place, "\"%s\" stands alone and takes %s", members[i],
                      kinds[i] == FORM_CONDITION_NOT ? "one condition" : "a list of conditions");
            return;
        }
        out->kind = kinds[i];
        read_parts(source, list, place, before, depth, out);
        return;
    }
    read_field(source, json, place, before, out);
}

const struct form_condition *form_get_condition(struct form_source *source, json_t *object,
                                                const char *place, const char *key, size_t before)
{
    json_t *json = source->failed ? NULL : json_object_get(object, key);
    struct form_condition *condition;
    char inner[FORM_PLACE_SIZE];

    if (!json)
        return NULL;
    form_place(inner, "%s.%s", place, key);
    condition = take(source, inner, 1);
    if (condition)
        read_condition(source, json, inner, before, 1, condition);
    return condition;
}
