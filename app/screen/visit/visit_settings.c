/* Settings: a kiosk that is set up goes through one part of its first start again. */
#include "app/screen/visit/visit_state.h"
#include "platform/base/secret.h"

#include <string.h>

static const struct staff_setting settings[] = {
    {"network", "network", "m7", FIRST_NETWORK},
    {"touch", "hand", "ms_touch", FIRST_TOUCH},
    {"printer", "printer", "m3", FIRST_PRINTER},
    {"paper", "receipt-text", "ms_paper", FIRST_PAPER},
    {"clock", "clock", "ms_clock", FIRST_CLOCK},
    {"pin", "lock", "ms_pin", FIRST_PIN},
    {"enrol", "badge-check", "ms_enrol", FIRST_INVITATION},
    {"support", "file-text", "ms_support", FIRST_STEPS},
    {NULL, NULL, NULL, FIRST_STEPS},
};

const struct staff_setting *visit_settings(void)
{
    return settings;
}

static void open_support(struct visit *visit)
{
    memset(visit->support, 0, sizeof visit->support);
    visit->stage = STAGE_STAFF_SUPPORT;
    visit->part = 0;
    visit->effect = EFFECT_SUPPORT;
    visit_turn(visit);
}

void visit_set_support(struct visit *visit, const char lines[SUPPORT_LINES][SUPPORT_LINE_SIZE],
                       int64_t now)
{
    visit->now = now;
    memcpy(visit->support, lines, sizeof visit->support);
    for (size_t i = 0; i < SUPPORT_LINES; i++) {
        visit->support[i][SUPPORT_LINE_SIZE - 1] = '\0';
    }
    visit_rebuild(visit);
}

void visit_press_setting(struct visit *visit, const char *id)
{
    const struct staff_setting *setting = settings;
    while (setting->id != NULL && strcmp(setting->id, id) != 0) {
        setting++;
    }
    if (setting->id == NULL) {
        return;
    }
    if (setting->step == FIRST_STEPS) {
        open_support(visit);
        return;
    }
    first_start_again(&visit->first, setting->step);
    visit->staff_told[0] = '\0';
    visit->first_shown = setting->step;
    visit->stage = STAGE_FIRST;
    visit->part = 0;
    /* Whoever carries it out tells what is so outside. */
    visit->effect = EFFECT_FIRST_START;
    visit_turn(visit);
}

void visit_setting_pin(struct visit *visit, int64_t now)
{
    visit->now = now;
    visit_staff_ask_pin(visit, PIN_RESUMES);
    visit_rebuild(visit);
}

void visit_settings_resume(struct visit *visit)
{
    visit->stage = STAGE_FIRST;
    visit->part = 0;
    visit->effect = EFFECT_FIRST_START;
    visit_turn(visit);
}

void visit_settings_end(struct visit *visit)
{
    const char *told = first_start_over(&visit->first);
    (void)text_copy(visit->staff_told, sizeof visit->staff_told, told);
    visit->staff_bad = false;
    secret_wipe(&visit->first, sizeof visit->first);
    visit->stage = STAGE_STAFF_SETTINGS;
    visit->part = 0;
    visit_turn(visit);
}
