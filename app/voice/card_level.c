#include "app/voice/card_level.h"

#include "platform/base/log.h"
#include "platform/sound/card.h"

#include <stdio.h>
#include <string.h>

#define WORDS_MAX 48

void card_level_begin(struct card_level *level, const struct kiosk_config *config,
                      const char *driver)
{
    bool plays_to_card = strcmp(driver, "alsa") == 0;

    *level = (struct card_level){.percent = plays_to_card ? (int)config->voice.level : 0};
}

static void log_set(int percent, const struct card_report *report)
{
    char decibels[WORDS_MAX] = "";

    if (report->in_decibels) {
        (void)snprintf(decibels, sizeof decibels, ", %.1f dB", report->hundredths / 100.0);
    }
    log_info("the sound card's level is set to %d percent%s: %zu controls, %zu of them changed",
             percent, report->volumes > 0 ? decibels : ", without a volume", report->controls,
             report->changed);
}

void card_level_set(struct card_level *level)
{
    struct error error = {.kind = ERROR_NONE};
    struct card_report report;

    if (level->percent == 0) {
        return;
    }
    if (!card_set_level(CARD_FIRST, level->percent, &report, &error)) {
        if (!level->has_told || error.kind != level->told) {
            log_warning("the sound card's level: %s", error.text);
        }
    } else if (!level->has_told || level->told != ERROR_NONE || report.changed > 0) {
        log_set(level->percent, &report);
    }
    level->has_told = true;
    level->told = error.kind;
}
