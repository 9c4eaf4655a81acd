/*
 * What may differ from one kiosk to the next of the same image: a second, small file in the form of
 * kiosk.ini, named by `settings` under [paths] and read after it (kiosk_config_load does). The first start
 * and staff change it, through kiosk-steward. Only keys of a short list are taken, with narrower values: no
 * folder, no user, nothing that says whom this kiosk trusts.
 */
#ifndef APP_LOCAL_KIOSK_SETTINGS_H
#define APP_LOCAL_KIOSK_SETTINGS_H

#include "app/local/kiosk_config.h"

#define KIOSK_SETTING_MAX 200u /* bytes of a value */

/*
 * Reads the settings over `config`. They never stop a kiosk: a file that is broken, or has one key or value that
 * may not be set, is left out as a whole, and the log says why. Without a file, or without a
 * path, nothing happens.
 */
void kiosk_settings_read(struct kiosk_config *config);

/* The same, told: false, and *config as it was, when there is something that is not taken. */
bool kiosk_settings_lay_over(struct kiosk_config *config, struct error *error) MUST_USE;

/*
 * Changes one setting and writes the file anew, durably; an empty value takes it out. `config` is the
 * kiosk's, for the path and for what keys must be together. A file that was broken before is replaced.
 * ERROR_REFUSED: not in the list. ERROR_INPUT: not a value for it; nothing is changed.
 */
bool kiosk_settings_change(const struct kiosk_config *config, const char *section, const char *name,
                           const char *value, struct error *error) MUST_USE;

/* Sections and names that may be set, for documentation and tests; ends with NULLs. */
struct kiosk_setting {
    const char *section, *name;
};
extern const struct kiosk_setting kiosk_settings_list[];

#endif
