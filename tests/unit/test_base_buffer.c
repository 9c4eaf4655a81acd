#include "platform/base/buffer.h"
#include "platform/base/secret.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void appends_grow_up_to_the_limit(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 1000);
    for (int i = 0; i < 1000; i++) {
        assert_true(buffer_append_byte(&buffer, (uint8_t)i));
    }
    assert_int_equal(buffer.length, 1000);
    assert_int_equal(buffer.data[999], 999 & 0xFF);
    assert_false(buffer_append_byte(&buffer, 0));
    assert_int_equal(buffer.length, 1000);
    buffer_finish(&buffer);
}

static void failure_sticks_until_cleared(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 4);
    assert_false(buffer_append_text(&buffer, "hello"));
    assert_true(buffer.failed);
    assert_false(buffer_append_text(&buffer, "a"));
    assert_string_equal(buffer_text(&buffer), "");
    buffer_clear(&buffer);
    assert_true(buffer_append_text(&buffer, "four"));
    assert_string_equal(buffer_text(&buffer), "four");
    buffer_finish(&buffer);
}

static void format_appends_whole_or_not_at_all(void **state)
{
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 8);
    assert_true(buffer_append_format(&buffer, "%s-%d", "ab", 12));
    assert_false(buffer_append_format(&buffer, "%d", 12345));
    assert_int_equal(buffer.length, 5);
    assert_memory_equal(buffer.data, "ab-12", 5);
    buffer_finish(&buffer);
}

static void extend_gives_zeros(void **state)
{
    (void)state;
    struct buffer buffer;
    static const uint8_t zeros[300];
    buffer_init(&buffer, 400);
    buffer_append_text(&buffer, "rubbish that was there before");
    buffer_clear(&buffer);
    uint8_t *room = buffer_extend(&buffer, 300);
    assert_memory_equal(room, zeros, 300);
    assert_null(buffer_extend(&buffer, 101));
    buffer_finish(&buffer);
}

static void secret_content_lies_in_the_arena(void **state)
{
    (void)state;
    struct buffer buffer;
    assert_true(secret_start(NULL));
    buffer_init_secret(&buffer, 5000);
    assert_true(buffer_append_text(&buffer, "answer"));
    assert_true(secret_in_use() >= 6);
    assert_non_null(buffer_extend(&buffer, 2000));
    assert_memory_equal(buffer.data, "answer", 6);
    buffer_finish(&buffer);
    assert_int_equal(secret_in_use(), 0);
    secret_stop();
}

static void clearing_a_secret_wipes_it(void **state)
{
    (void)state;
    struct buffer buffer;
    static const uint8_t zeros[6];
    assert_true(secret_start(NULL));
    buffer_init_secret(&buffer, 100);
    buffer_append_text(&buffer, "answer");
    buffer_clear(&buffer);
    assert_memory_equal(buffer.data, zeros, 6);
    buffer_finish(&buffer);
    secret_stop();
}

static void reader_reads_big_endian(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7};
    struct reader reader;
    reader_init(&reader, bytes, sizeof bytes);
    assert_int_equal(reader_byte(&reader), 1);
    assert_int_equal(reader_be16(&reader), 0x0203);
    assert_int_equal(reader_be32(&reader), 0x04050607);
    assert_int_equal(reader_left(&reader), 0);
    assert_false(reader.failed);
}

static void reader_stays_in_bounds(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {1, 2, 3};
    struct reader reader;
    reader_init(&reader, bytes, sizeof bytes);
    assert_int_equal(reader_be32(&reader), 0);
    assert_true(reader.failed);
    assert_int_equal(reader_byte(&reader), 0);
    assert_int_equal(reader_left(&reader), 0);
    reader_init(&reader, bytes, sizeof bytes);
    assert_null(reader_bytes(&reader, SIZE_MAX));
}

static void an_empty_view_is_no_failure(void **state)
{
    (void)state;
    struct reader reader;
    reader_init(&reader, NULL, 0);
    assert_non_null(reader_bytes(&reader, 0));
    assert_false(reader.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_grow_up_to_the_limit),
        cmocka_unit_test(failure_sticks_until_cleared),
        cmocka_unit_test(format_appends_whole_or_not_at_all),
        cmocka_unit_test(extend_gives_zeros),
        cmocka_unit_test(secret_content_lies_in_the_arena),
        cmocka_unit_test(clearing_a_secret_wipes_it),
        cmocka_unit_test(reader_reads_big_endian),
        cmocka_unit_test(reader_stays_in_bounds),
        cmocka_unit_test(an_empty_view_is_no_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
