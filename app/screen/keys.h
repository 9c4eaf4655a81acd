/* Which key of a keypad or keyboard means what to a visit. */
#ifndef APP_SCREEN_KEYS_H
#define APP_SCREEN_KEYS_H

#include "app/screen/visit.h"
#include "platform/window/window.h"

/* `staff_key` is the scancode that opens the staff page, 0 for none. False for a key without a
 * meaning of its own (letters come as text). */
bool keys_find(const struct window_event *event, int64_t staff_key, enum visit_key *key);

#endif
