/* The way to the staff page: gesture or key, PIN, tiles, actions. */
#include "app/screen/visit/visit_state.h"
#include "platform/base/secret.h"

#include <string.h>

void visit_staff_enter(struct visit *visit)
{
    visit_wipe(visit);
    visit->stage = STAGE_STAFF_PIN;
    visit->locked_seconds = 0; /* whoever checks the PIN knows whether it still is */
    visit->begun = true;
    visit->touched = visit->now;
    visit->effect = EFFECT_FORGET;
}

void visit_staff_ask_pin(struct visit *visit, enum staff_pin_use use)
{
    secret_wipe(visit->staff_pin, sizeof visit->staff_pin);
    visit->pin_use = use;
    visit->pin_wrong = false;
    visit->tries_left = -1;
    visit->locked_seconds = 0;
    visit->stage = STAGE_STAFF_PIN;
    visit->part = 0;
    visit_turn(visit);
}

void visit_staff_type(struct visit *visit, const char *digit)
{
    size_t length = strlen(visit->staff_pin);
    if (digit[0] < '0' || digit[0] > '9' || digit[1] != '\0' || length >= STAFF_PIN_DIGITS ||
        visit->locked_seconds > 0) {
        return;
    }
    visit->pin_wrong = false;
    visit->staff_pin[length] = digit[0];
    if (length + 1 == STAFF_PIN_DIGITS) {
        visit->effect = EFFECT_CHECK_PIN;
    }
}

const char *visit_staff_pin(const struct visit *visit)
{
    return visit->staff_pin;
}

static void open_page(struct visit *visit)
{
    visit->stage = STAGE_STAFF;
    visit->part = 0;
    visit->effect = EFFECT_TILES;
    visit_turn(visit);
}

static void let_in(struct visit *visit)
{
    switch (visit->pin_use) {
    case PIN_OPENS:
        open_page(visit);
        break;
    case PIN_CONFIRMS:
        visit_deed_confirmed(visit);
        break;
    case PIN_RESUMES:
        visit_settings_resume(visit);
        break;
    }
}

void visit_pin_checked(struct visit *visit, bool right, int tries_left, int64_t locked_seconds,
                       int64_t now)
{
    secret_wipe(visit->staff_pin, sizeof visit->staff_pin);
    visit->now = now;
    visit->tries_left = tries_left;
    visit->locked_seconds = right || tries_left > 0 ? 0 : locked_seconds;
    visit->next_lock_seconds = tries_left > 0 ? locked_seconds : 0;
    visit->pin_wrong = !right;
    if (visit->stage == STAGE_STAFF_PIN && right) {
        let_in(visit);
    }
    visit_rebuild(visit);
}

void visit_set_tiles(struct visit *visit, const struct staff_tile tiles[STAFF_TILES], int64_t now)
{
    visit->now = now;
    for (size_t i = 0; i < STAFF_TILES; i++) {
        struct staff_words *words = &visit->tiles[i];
        (void)text_copy(words->id, sizeof words->id, tiles[i].id);
        (void)text_copy(words->icon, sizeof words->icon, tiles[i].icon);
        (void)text_copy(words->label, sizeof words->label, tiles[i].label);
        (void)text_copy(words->value, sizeof words->value, tiles[i].value);
        (void)text_copy(words->description, sizeof words->description, tiles[i].description);
        words->attention = tiles[i].attention;
    }
    visit->tiles_known = true;
    visit_rebuild(visit);
}

void visit_staff_told(struct visit *visit, const char *text_key, int64_t now)
{
    visit->now = now;
    (void)text_copy(visit->staff_told, sizeof visit->staff_told, text_key);
    visit->part = 0;
    visit_rebuild(visit);
}
