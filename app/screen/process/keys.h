/* Which key of a keypad or keyboard means what to a visit. */
#ifndef APP_SCREEN_PROCESS_KEYS_H
#define APP_SCREEN_PROCESS_KEYS_H

#include "app/local/kiosk_config.h"
#include "app/screen/visit/visit.h"
#include "platform/window/window.h"

/* `keypad` comes before what every keyboard has; `staff_key` is the scancode that opens the staff
 * page, 0 for none. False for a key without a meaning of its own (letters come as text). */
bool keys_find(const struct window_event *event, const struct kiosk_keypad *keypad,
               int64_t staff_key, enum visit_key *key);

#endif
