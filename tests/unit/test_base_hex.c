#include "platform/base/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void bytes_become_lower_case_digits(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x00, 0xAF, 0x10, 0xFF};
    char text[9];
    hex_encode(bytes, sizeof bytes, text);
    assert_string_equal(text, "00af10ff");
}

static void digits_of_either_case_become_bytes(void **state)
{
    (void)state;
    static const uint8_t expected[] = {0x00, 0xAF, 0x10, 0xFF};
    uint8_t bytes[4];
    assert_true(hex_decode("00aF10Ff", bytes, 4));
    assert_memory_equal(bytes, expected, 4);
}

static void anything_else_leaves_the_bytes_alone(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",         "00af10f",  "00af10ff0",
                                        "00af10fg", "00af10f ", "0x00af10"};
    static const uint8_t before[] = {1, 2, 3, 4};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        uint8_t bytes[] = {1, 2, 3, 4};
        assert_false(hex_decode(wrong[i], bytes, 4));
        assert_memory_equal(bytes, before, 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_lower_case_digits),
        cmocka_unit_test(digits_of_either_case_become_bytes),
        cmocka_unit_test(anything_else_leaves_the_bytes_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
