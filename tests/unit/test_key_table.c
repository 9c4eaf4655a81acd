#include "platform/window/key_table.h"

#define SDL_MAIN_HANDLED
#include <SDL.h>
#include <linux/input-event-codes.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void names_keys_as_sdl_does(void **state)
{
    static const struct {
        unsigned code;
        int scancode;
    } keys[] = {
        {KEY_A, SDL_SCANCODE_A},
        {KEY_Z, SDL_SCANCODE_Z},
        {KEY_1, SDL_SCANCODE_1},
        {KEY_0, SDL_SCANCODE_0},
        {KEY_ENTER, SDL_SCANCODE_RETURN},
        {KEY_ESC, SDL_SCANCODE_ESCAPE},
        {KEY_TAB, SDL_SCANCODE_TAB},
        {KEY_SLASH, SDL_SCANCODE_SLASH},
        {KEY_F1, SDL_SCANCODE_F1},
        {KEY_F12, SDL_SCANCODE_F12},
        {KEY_PAGEUP, SDL_SCANCODE_PAGEUP},
        {KEY_PAGEDOWN, SDL_SCANCODE_PAGEDOWN},
        {KEY_UP, SDL_SCANCODE_UP},
        {KEY_DOWN, SDL_SCANCODE_DOWN},
        {KEY_LEFT, SDL_SCANCODE_LEFT},
        {KEY_RIGHT, SDL_SCANCODE_RIGHT},
        {KEY_KPENTER, SDL_SCANCODE_KP_ENTER},
        {KEY_KPDOT, SDL_SCANCODE_KP_PERIOD},
        {KEY_F13, SDL_SCANCODE_F13},
        {KEY_F24, SDL_SCANCODE_F24},
        {KEY_HELP, SDL_SCANCODE_HELP},
        {KEY_VOLUMEUP, SDL_SCANCODE_VOLUMEUP},
        {KEY_VOLUMEDOWN, SDL_SCANCODE_VOLUMEDOWN},
        {KEY_KPCOMMA, SDL_SCANCODE_KP_COMMA},
        {KEY_LEFTCTRL, SDL_SCANCODE_LCTRL},
        {KEY_RIGHTSHIFT, SDL_SCANCODE_RSHIFT},
        {KEY_RIGHTMETA, SDL_SCANCODE_RGUI},
    };

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_int_equal(key_scancode(keys[i].code), keys[i].scancode);
}

static void knows_no_other_keys(void **state)
{
    (void)state;
    assert_int_equal(key_scancode(0), 0);
    assert_int_equal(key_scancode(BTN_LEFT), 0);
    assert_int_equal(key_scancode(UINT32_MAX), 0);
}

static void types_letters_digits_and_signs(void **state)
{
    (void)state;
    assert_int_equal(key_text(SDL_SCANCODE_A, false), 'a');
    assert_int_equal(key_text(SDL_SCANCODE_Z, true), 'Z');
    assert_int_equal(key_text(SDL_SCANCODE_1, false), '1');
    assert_int_equal(key_text(SDL_SCANCODE_2, true), '@');
    assert_int_equal(key_text(SDL_SCANCODE_0, false), '0');
    assert_int_equal(key_text(SDL_SCANCODE_SPACE, true), ' ');
    assert_int_equal(key_text(SDL_SCANCODE_MINUS, true), '_');
    assert_int_equal(key_text(SDL_SCANCODE_BACKSLASH, false), '\\');
    assert_int_equal(key_text(SDL_SCANCODE_SEMICOLON, false), ';');
    assert_int_equal(key_text(SDL_SCANCODE_APOSTROPHE, true), '"');
    assert_int_equal(key_text(SDL_SCANCODE_SLASH, true), '?');
    assert_int_equal(key_text(SDL_SCANCODE_KP_7, false), '7');
    assert_int_equal(key_text(SDL_SCANCODE_KP_0, false), '0');
    assert_int_equal(key_text(SDL_SCANCODE_KP_PERIOD, false), '.');
}

static void types_nothing_with_the_others(void **state)
{
    static const int silent[] = {0,
                                 SDL_SCANCODE_RETURN,
                                 SDL_SCANCODE_ESCAPE,
                                 SDL_SCANCODE_BACKSPACE,
                                 SDL_SCANCODE_TAB,
                                 SDL_SCANCODE_NONUSHASH,
                                 SDL_SCANCODE_CAPSLOCK,
                                 SDL_SCANCODE_UP,
                                 SDL_SCANCODE_KP_ENTER,
                                 SDL_SCANCODE_LSHIFT,
                                 -1,
                                 100000};

    (void)state;
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        assert_int_equal(key_text(silent[i], false), '\0');
        assert_int_equal(key_text(silent[i], true), '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_keys_as_sdl_does),
        cmocka_unit_test(knows_no_other_keys),
        cmocka_unit_test(types_letters_digits_and_signs),
        cmocka_unit_test(types_nothing_with_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
