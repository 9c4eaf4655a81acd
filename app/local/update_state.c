#include "app/local/update_state.h"

#include "platform/base/text.h"

#include <string.h>

static const char *const stages[] = {"checking",  "copying", "placing",
                                     "installed", "refused", "failed"};
static const char *const whys[] = {"none", "absent", "foreign", "damaged", "older",
                                   "far",  "trial",  "room",    "disk"};

const char *update_stage_text(enum update_stage stage)
{
    return stages[stage];
}

const char *update_why_text(enum update_why why)
{
    return whys[why];
}

json_t *update_state_json(const struct update_state *state)
{
    return json_pack("{s:s, s:s, s:i, s:s}", "stage", stages[state->stage], "why", whys[state->why],
                     "percent", state->percent, "version", state->version);
}

/* -1 for a word that is not in the list. */
static int find(const json_t *object, const char *name, const char *const *words, int count)
{
    const char *text = json_string_value(json_object_get(object, name));
    for (int i = 0; i < count && text != NULL; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    return -1;
}

static bool parse(const json_t *object, struct update_state *state)
{
    int stage = find(object, "stage", stages, (int)(sizeof stages / sizeof stages[0]));
    int why = find(object, "why", whys, (int)(sizeof whys / sizeof whys[0]));
    json_int_t percent = json_integer_value(json_object_get(object, "percent"));
    const char *version = json_string_value(json_object_get(object, "version"));
    if (stage < 0 || why < 0 || percent < 0 || percent > 100 || version == NULL ||
        !text_copy(state->version, sizeof state->version, version))
        return false;
    state->stage = (enum update_stage)stage;
    state->why = (enum update_why)why;
    state->percent = (int)percent;
    return true;
}

bool update_state_read(const char *folder, enum state_life *life, struct update_state *state,
                       struct error *error)
{
    json_t *object = NULL;
    *state = (struct update_state){.stage = UPDATE_CHECKING};
    if (!state_read(folder, UPDATE_STATE_NAME, life, &object, error))
        return false;
    if (object == NULL)
        *life = STATE_ABSENT;
    bool fine = object == NULL || parse(object, state);
    json_decref(object);
    return fine || error_set(error, ERROR_CORRUPT, "%s/%s.json tells nothing about an update",
                             folder, UPDATE_STATE_NAME);
}
