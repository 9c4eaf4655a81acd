#include "app/screen/keys.h"

#include <stddef.h>

/* USB HID usage tables, page 7; the numbers SDL uses. */
enum {
    CODE_ENTER = 40,
    CODE_ESCAPE = 41,
    CODE_BACKSPACE = 42,
    CODE_TAB = 43,
    CODE_F1 = 58,
    CODE_RIGHT = 79,
    CODE_LEFT = 80,
    CODE_DOWN = 81,
    CODE_UP = 82,
    CODE_PAD_ENTER = 88,
    CODE_HELP = 117
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
};

bool keys_find(const struct window_event *event, int64_t staff_key, enum visit_key *key)
{
    if (staff_key != 0 && event->scancode == staff_key) {
        *key = KEY_STAFF;
        return true;
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].scancode == event->scancode && table[i].shift == event->shift) {
            *key = table[i].key;
            return true;
        }
    return false;
}
