#include "platform/window/key_table.h"

#include <linux/input-event-codes.h>
#include <stddef.h>

#define FIRST_TYPED 30 /* 1 */
#define LAST_TYPED  56 /* / */

/* HID Usage Tables 1.12, section 10; the kernel's side is hid_keyboard[] of drivers/hid/hid-input.c. */
static const uint16_t codes[] = {
    [4] = KEY_A,
    KEY_B,
    KEY_C,
    KEY_D,
    KEY_E,
    KEY_F,
    KEY_G,
    KEY_H,
    KEY_I,
    KEY_J,
    KEY_K,
    KEY_L,
    KEY_M,
    KEY_N,
    KEY_O,
    KEY_P,
    KEY_Q,
    KEY_R,
    KEY_S,
    KEY_T,
    KEY_U,
    KEY_V,
    KEY_W,
    KEY_X,
    KEY_Y,
    KEY_Z,
    KEY_1,
    KEY_2,
    KEY_3,
    KEY_4,
    KEY_5,
    KEY_6,
    KEY_7,
    KEY_8,
    KEY_9,
    KEY_0,
    KEY_ENTER,
    KEY_ESC,
    KEY_BACKSPACE,
    KEY_TAB,
    KEY_SPACE,
    KEY_MINUS,
    KEY_EQUAL,
    KEY_LEFTBRACE,
    KEY_RIGHTBRACE,
    KEY_BACKSLASH,
    0,
    KEY_SEMICOLON,
    KEY_APOSTROPHE,
    KEY_GRAVE,
    KEY_COMMA,
    KEY_DOT,
    KEY_SLASH,
    KEY_CAPSLOCK,
    KEY_F1,
    KEY_F2,
    KEY_F3,
    KEY_F4,
    KEY_F5,
    KEY_F6,
    KEY_F7,
    KEY_F8,
    KEY_F9,
    KEY_F10,
    KEY_F11,
    KEY_F12,
    KEY_SYSRQ,
    KEY_SCROLLLOCK,
    KEY_PAUSE,
    KEY_INSERT,
    KEY_HOME,
    KEY_PAGEUP,
    KEY_DELETE,
    KEY_END,
    KEY_PAGEDOWN,
    KEY_RIGHT,
    KEY_LEFT,
    KEY_DOWN,
    KEY_UP,
    KEY_NUMLOCK,
    KEY_KPSLASH,
    KEY_KPASTERISK,
    KEY_KPMINUS,
    KEY_KPPLUS,
    KEY_KPENTER,
    KEY_KP1,
    KEY_KP2,
    KEY_KP3,
    KEY_KP4,
    KEY_KP5,
    KEY_KP6,
    KEY_KP7,
    KEY_KP8,
    KEY_KP9,
    KEY_KP0,
    KEY_KPDOT,
    KEY_102ND,
    KEY_COMPOSE,
    KEY_POWER,
    KEY_KPEQUAL,
    KEY_F13,
    KEY_F14,
    KEY_F15,
    KEY_F16,
    KEY_F17,
    KEY_F18,
    KEY_F19,
    KEY_F20,
    KEY_F21,
    KEY_F22,
    KEY_F23,
    KEY_F24,
    KEY_OPEN,
    KEY_HELP,
    KEY_PROPS,
    KEY_FRONT,
    KEY_STOP,
    KEY_AGAIN,
    KEY_UNDO,
    KEY_CUT,
    KEY_COPY,
    KEY_PASTE,
    KEY_FIND,
    KEY_MUTE,
    KEY_VOLUMEUP,
    KEY_VOLUMEDOWN,
    [133] = KEY_KPCOMMA,
    [224] = KEY_LEFTCTRL,
    KEY_LEFTSHIFT,
    KEY_LEFTALT,
    KEY_LEFTMETA,
    KEY_RIGHTCTRL,
    KEY_RIGHTSHIFT,
    KEY_RIGHTALT,
    KEY_RIGHTMETA,
};

int key_scancode(uint32_t code)
{
    for (size_t i = 1; code != 0 && i < sizeof codes / sizeof *codes; i++) {
        if (codes[i] == code)
            return (int)i;
    }
    return 0;
}

char key_text(int scancode, bool shift)
{
    /* From '1' to '/'; Enter, Escape, Backspace and Tab, and the key that America lacks, type nothing. */
    static const char plain[] = "1234567890\0\0\0\0 -=[]\\\0;'`,./";
    static const char shifted[] = "!@#$%^&*()\0\0\0\0 _+{}|\0:\"~<>?";
    static const char block[] = "/*-+\0001234567890.";

    if (scancode >= 4 && scancode < FIRST_TYPED)
        return (char)((shift ? 'A' : 'a') + scancode - 4);
    if (scancode >= FIRST_TYPED && scancode <= LAST_TYPED)
        return shift ? shifted[scancode - FIRST_TYPED] : plain[scancode - FIRST_TYPED];
    if (scancode >= 84 && scancode <= 99)
        return block[scancode - 84];
    return '\0';
}
