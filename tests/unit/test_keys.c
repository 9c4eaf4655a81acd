#include "app/screen/process/keys.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct kiosk_keypad no_keypad;

static bool find(int scancode, bool shift, int64_t staff_key, enum visit_key *key)
{
    struct window_event event = {.kind = WINDOW_KEY, .scancode = scancode, .shift = shift};

    return keys_find(&event, &no_keypad, staff_key, key);
}

static void a_keypad_sends_what_it_is_configured_to(void **state)
{
    struct window_event event = {.kind = WINDOW_KEY, .scancode = 114};
    struct kiosk_keypad keypad = {.codes = {[KIOSK_KEY_LEFT] = 114, [KIOSK_KEY_NEXT] = 4}};
    enum visit_key key;

    (void)state;
    assert_true(keys_find(&event, &keypad, 0, &key));
    assert_int_equal(key, KEY_LEFT);
    event.scancode = 4;
    assert_true(keys_find(&event, &keypad, 0, &key));
    assert_int_equal(key, KEY_NEXT);
}

static void keyboards_have_keys_for_the_voice(void **state)
{
    static const struct {
        int scancode;
        enum visit_key key;
    } rows[] = {{128, KEY_LOUDER},        {129, KEY_SOFTER}, {75, KEY_FASTER},
                {78, KEY_SLOWER},         {59, KEY_REPEAT},  {104, KEY_HEADPHONES_IN},
                {105, KEY_HEADPHONES_OUT}};
    enum visit_key key;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(find(rows[i].scancode, false, 0, &key));
        assert_int_equal(key, rows[i].key);
    }
}

static void arrows_move(void **state)
{
    enum visit_key key;

    (void)state;
    assert_true(find(82, false, 0, &key));
    assert_int_equal(key, KEY_UP);
    assert_true(find(79, false, 0, &key));
    assert_int_equal(key, KEY_RIGHT);
}

static void tab_goes_on_and_with_shift_back(void **state)
{
    enum visit_key key;

    (void)state;
    assert_true(find(43, false, 0, &key));
    assert_int_equal(key, KEY_NEXT);
    assert_true(find(43, true, 0, &key));
    assert_int_equal(key, KEY_PREVIOUS);
}

static void letters_have_no_meaning_of_their_own(void **state)
{
    enum visit_key key;

    (void)state;
    assert_false(find(4, false, 0, &key));
    assert_false(find(44, false, 0, &key));
}

static void the_staff_key_is_the_configured_one(void **state)
{
    enum visit_key key;

    (void)state;
    assert_true(find(69, false, 69, &key));
    assert_int_equal(key, KEY_STAFF);
    assert_false(find(69, false, 0, &key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrows_move),
        cmocka_unit_test(tab_goes_on_and_with_shift_back),
        cmocka_unit_test(letters_have_no_meaning_of_their_own),
        cmocka_unit_test(a_keypad_sends_what_it_is_configured_to),
        cmocka_unit_test(keyboards_have_keys_for_the_voice),
        cmocka_unit_test(the_staff_key_is_the_configured_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
