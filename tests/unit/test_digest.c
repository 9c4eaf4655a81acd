#include "platform/crypto/digest.h"

#include "platform/base/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_plain_digest_matches_the_published_vector(void **state)
{
    (void)state;
    uint8_t value[DIGEST_SIZE];
    char text[2 * DIGEST_SIZE + 1];
    assert_true(digest_of("abc", 3, value, NULL));
    hex_encode(value, sizeof value, text);
    /* FIPS 180-4, example "abc" */
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void digest_two(const char *first, const char *second, uint8_t value[DIGEST_SIZE])
{
    struct digest *digest = digest_create("test", NULL);
    digest_add_text(digest, first);
    digest_add_text(digest, second);
    assert_true(digest_finish(digest, value, NULL));
}

static void test_fields_do_not_run_into_each_other(void **state)
{
    (void)state;
    uint8_t a[DIGEST_SIZE], b[DIGEST_SIZE];
    digest_two("ab", "c", a);
    digest_two("a", "bc", b);
    assert_memory_not_equal(a, b, DIGEST_SIZE);
}

static void test_fields_are_four_bytes_of_length_and_the_bytes(void **state)
{
    (void)state;
    static const uint8_t written[] = "\0\0\0\1d\0\0\0\2xy\0\0\0\10\0\0\0\0\0\0\1\2";
    uint8_t fields[DIGEST_SIZE], plain[DIGEST_SIZE];
    struct digest *digest = digest_create("d", NULL);
    digest_add_text(digest, "xy");
    digest_add_number(digest, 0x102);
    assert_true(digest_finish(digest, fields, NULL));
    assert_true(digest_of(written, sizeof written - 1, plain, NULL));
    assert_memory_equal(fields, plain, DIGEST_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_digest_matches_the_published_vector),
        cmocka_unit_test(test_fields_do_not_run_into_each_other),
        cmocka_unit_test(test_fields_are_four_bytes_of_length_and_the_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
