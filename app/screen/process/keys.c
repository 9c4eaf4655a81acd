#include "app/screen/process/keys.h"

#include <stddef.h>

/* USB HID usage tables, page 7; the numbers SDL uses. */
enum {
    CODE_ENTER = 40,
    CODE_ESCAPE = 41,
    CODE_BACKSPACE = 42,
    CODE_TAB = 43,
    CODE_F1 = 58,
    CODE_F2 = 59,
    CODE_PAGE_UP = 75,
    CODE_PAGE_DOWN = 78,
    CODE_RIGHT = 79,
    CODE_LEFT = 80,
    CODE_DOWN = 81,
    CODE_UP = 82,
    CODE_PAD_ENTER = 88,
    CODE_F13 = 104,
    CODE_F14 = 105,
    CODE_HELP = 117,
    CODE_VOLUME_UP = 128,
    CODE_VOLUME_DOWN = 129
};

struct row {
    int scancode;
    bool shift;
    enum visit_key key;
};

static const struct row table[] = {
    {CODE_UP, false, KEY_UP},
    {CODE_DOWN, false, KEY_DOWN},
    {CODE_LEFT, false, KEY_LEFT},
    {CODE_RIGHT, false, KEY_RIGHT},
    {CODE_PAD_ENTER, false, KEY_PRESS},
    {CODE_ENTER, false, KEY_ENTER},
    {CODE_TAB, false, KEY_NEXT},
    {CODE_TAB, true, KEY_PREVIOUS},
    {CODE_BACKSPACE, false, KEY_BACKSPACE},
    {CODE_F1, false, KEY_HELP},
    {CODE_HELP, false, KEY_HELP},
    {CODE_ESCAPE, false, KEY_LEAVE},
    {CODE_F2, false, KEY_REPEAT},
    {CODE_PAGE_UP, false, KEY_FASTER},
    {CODE_PAGE_DOWN, false, KEY_SLOWER},
    {CODE_VOLUME_UP, false, KEY_LOUDER},
    {CODE_VOLUME_DOWN, false, KEY_SOFTER},
    {CODE_F13, false, KEY_HEADPHONES_IN},
    {CODE_F14, false, KEY_HEADPHONES_OUT},
};

static const enum visit_key keypad_keys[KIOSK_KEYS] = {
    [KIOSK_KEY_UP] = KEY_UP,
    [KIOSK_KEY_DOWN] = KEY_DOWN,
    [KIOSK_KEY_LEFT] = KEY_LEFT,
    [KIOSK_KEY_RIGHT] = KEY_RIGHT,
    [KIOSK_KEY_PRESS] = KEY_PRESS,
    [KIOSK_KEY_NEXT] = KEY_NEXT,
    [KIOSK_KEY_PREVIOUS] = KEY_PREVIOUS,
    [KIOSK_KEY_HELP] = KEY_HELP,
    [KIOSK_KEY_REPEAT] = KEY_REPEAT,
    [KIOSK_KEY_SLOWER] = KEY_SLOWER,
    [KIOSK_KEY_FASTER] = KEY_FASTER,
    [KIOSK_KEY_LOUDER] = KEY_LOUDER,
    [KIOSK_KEY_SOFTER] = KEY_SOFTER,
    [KIOSK_KEY_HEADPHONES_IN] = KEY_HEADPHONES_IN,
    [KIOSK_KEY_HEADPHONES_OUT] = KEY_HEADPHONES_OUT,
    [KIOSK_KEY_LEAVE] = KEY_LEAVE,
};

bool keys_find(const struct window_event *event, const struct kiosk_keypad *keypad,
               int64_t staff_key, enum visit_key *key)
{
    if (staff_key != 0 && event->scancode == staff_key) {
        *key = KEY_STAFF;
        return true;
    }
    for (size_t i = 0; i < KIOSK_KEYS; i++)
        if (keypad->codes[i] != 0 && keypad->codes[i] == event->scancode) {
            *key = keypad_keys[i];
            return true;
        }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].scancode == event->scancode && table[i].shift == event->shift) {
            *key = table[i].key;
            return true;
        }
    return false;
}
