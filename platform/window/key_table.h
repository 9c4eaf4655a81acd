/* Keys as the kernel's input devices name them (linux/input-event-codes.h). Pure. */
#ifndef PLATFORM_WINDOW_KEY_TABLE_H
#define PLATFORM_WINDOW_KEY_TABLE_H

#include <stdbool.h>
#include <stdint.h>

/* The scancode of a key (HID Usage Tables 1.12, page 7, as SDL has it); 0: none. */
int key_scancode(uint32_t code);

/* What the key types on an American keyboard, the only layout there is without a desktop; '\0': nothing. */
char key_text(int scancode, bool shift);

#endif
