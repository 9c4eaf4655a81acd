/*
 * What was typed and touched at a first start, as kiosk-steward takes it (app/local/steward_request.h). Pure.
 * PIN and code are no part of this: they go as they are, from secret memory.
 */
#ifndef APP_SCREEN_PROCESS_FIRST_WORDS_H
#define APP_SCREEN_PROCESS_FIRST_WORDS_H

#include "app/screen/setup/first_start.h"
#include "platform/base/error.h"

#define FIRST_WORDS_SIZE 160u

/* For STEWARD_NETWORK: "dhcp", "fixed 192.0.2.10/24 192.0.2.1 198.51.100.53". */
void first_words_network(const struct first_network *network, char words[static FIRST_WORDS_SIZE]);

/* For STEWARD_TIME, from FIRST_CLOCK_DIGITS in the time of the place (localtime(3)): "2026-11-22T13:30:00Z". False
 * where there is no such time, as on the 30th of February. */
bool first_words_time(const char *digits, char words[static FIRST_WORDS_SIZE]) MUST_USE;

/* For STEWARD_SETTING, from what adjust_touches found. */
void first_words_calibration(const double matrix[6], char words[static FIRST_WORDS_SIZE]);

#endif
