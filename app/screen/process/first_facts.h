/*
 * What is so outside while a kiosk is set up, read from what others write: the site bundle, steward.json,
 * networkd's state of the link, the configuration. Asks nobody and changes nothing: that is first.h.
 */
#ifndef APP_SCREEN_PROCESS_FIRST_FACTS_H
#define APP_SCREEN_PROCESS_FIRST_FACTS_H

#include "app/local/kiosk_config.h"
#include "app/screen/setup/first_start.h"

#include <stdint.h>

/* Not set up yet: no site bundle, or no staff PIN. In doubt it is: an enrolled kiosk whose steward says nothing shows no
 * first start to a visitor. Fills *facts. */
bool first_is_wanted(const struct kiosk_config *config, struct first_facts *facts);

/* False in doubt. */
bool first_pin_is_set(const char *state_folder);

/*
 * Task `number` of the steward's, never 0, does not run any more; *problem says how it ended. ENROL_FAILED where
 * nobody says so: the steward is gone, or is another and has tasks of its own. False, and *problem as it
 * was, while it runs.
 */
bool first_task_is_over(const char *state_folder, int64_t number,
                        enum enrol_problem *problem) MUST_USE;

/* As kiosk.ini names it; NULL for FIRST_PRINTER_OTHER. */
const char *first_printer_device(enum first_printer printer);

#endif
