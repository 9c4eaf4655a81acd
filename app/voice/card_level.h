/*
 * The sound card's own level, where the voice plays straight to a card: set at the program's start and
 * whenever the device is opened, since a card that was just plugged in begins muted or at its maker's
 * level. How loud a visitor wants it is not asked here: that is done to the samples.
 */
#ifndef APP_VOICE_CARD_LEVEL_H
#define APP_VOICE_CARD_LEVEL_H

#include "app/local/kiosk_config.h"

struct card_level {
    int percent;          /* 0: the card is left as it is */
    bool has_told;        /* the log has a line */
    enum error_kind told; /* what that line said: ERROR_NONE, it is set */
};

/* `driver` is SDL's name: only "alsa" plays to a card that nobody else looks after. */
void card_level_begin(struct card_level *level, const struct kiosk_config *config,
                      const char *driver);

/* Sets the first card, which image/units/etc/asound.conf names. Logs the first time, when something was
 * changed, and when it goes otherwise than before. */
void card_level_set(struct card_level *level);

#endif
