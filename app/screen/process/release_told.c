#include "app/screen/process/release_told.h"

#include "app/local/health_state.h"
#include "platform/base/text.h"

/* Waits for a restart. */
static bool is_installed(const char *state_folder, struct release_told *told)
{
    enum state_life life = STATE_ABSENT;
    struct update_state update;

    if (!update_state_read(state_folder, &life, &update, NULL) || life == STATE_ABSENT ||
        update.stage != UPDATE_INSTALLED)
        return false;
    *told = (struct release_told){.key = "m8_next", .attention = true};
    return text_copy(told->version, sizeof told->version, update.version);
}

/* A version that is too long to be one is not told. */
static bool went_back(const json_t *health, struct release_told *told)
{
    const char *from = json_string_value(json_object_get(health, HEALTH_WENT_BACK_FROM));

    if (!from || !text_copy(told->version, sizeof told->version, from))
        return false;
    told->key = "m8_back";
    told->attention = true;
    return true;
}

void release_told(const char *state_folder, struct release_told *told)
{
    enum state_life life = STATE_ABSENT;
    json_t *health = NULL;

    if (is_installed(state_folder, told))
        return;
    *told = (struct release_told){.key = "m8_d"};
    (void)!state_read(state_folder, HEALTH_STATE_NAME, &life, &health, NULL);
    if (!went_back(health, told) && json_is_true(json_object_get(health, HEALTH_ON_TRIAL)) &&
        !json_is_true(json_object_get(health, HEALTH_GOOD)))
        told->key = "m8_trial";
    json_decref(health);
}
