#include "app/local/voice_request.h"
#include "tests/support/lib/cmocka.h"

#include <string.h>

static const struct voice_order plain = {.kind = VOICE_SAY,
                                         .number = 7,
                                         .speed = 165,
                                         .volume = 50,
                                         .name = "es-419",
                                         .name_length = 6,
                                         .text = "Hola",
                                         .text_length = 4};

static bool travels(const struct voice_order *order, struct voice_order *arrived,
                    struct buffer *message)
{
    buffer_init(message, VOICE_ORDER_MAX);
    return voice_order_encode(order, message, NULL) &&
           voice_order_decode(message->data, message->length, arrived, NULL);
}

static void an_order_arrives_as_it_was_sent(void **state)
{
    struct voice_order arrived;
    struct buffer message;

    (void)state;
    assert_true(travels(&plain, &arrived, &message));
    assert_int_equal(arrived.number, 7);
    assert_int_equal(arrived.speed, 165);
    assert_int_equal(arrived.volume, 50);
    assert_int_equal(arrived.name_length, 6);
    assert_memory_equal(arrived.name, "es-419", 6);
    assert_int_equal(arrived.text_length, 4);
    assert_memory_equal(arrived.text, "Hola", 4);
    buffer_finish(&message);
    assert_true(travels(&(struct voice_order){.kind = VOICE_STOP}, &arrived, &message));
    assert_int_equal(arrived.kind, VOICE_STOP);
    buffer_finish(&message);
}

static void the_longest_text_arrives_and_a_longer_one_does_not(void **state)
{
    static char text[VOICE_TEXT_MAX + 1];
    struct voice_order order = plain, arrived;
    struct buffer message;

    (void)state;
    memset(text, 'a', sizeof text);
    order.text = text;
    order.text_length = VOICE_TEXT_MAX;
    assert_true(travels(&order, &arrived, &message));
    assert_int_equal(arrived.text_length, VOICE_TEXT_MAX);
    buffer_finish(&message);
    order.text_length++;
    assert_false(travels(&order, &arrived, &message));
    buffer_finish(&message);
}

static bool is_refused(struct voice_order order)
{
    struct voice_order arrived;
    struct buffer message;
    bool refused = !travels(&order, &arrived, &message);

    buffer_finish(&message);
    return refused;
}

static void what_is_out_of_bounds_is_refused(void **state)
{
    struct voice_order order = plain;

    (void)state;
    assert_false(is_refused(order));
    order.number = 0;
    assert_true(is_refused(order));
    order = plain;
    order.speed = VOICE_SPEED_MOST + 1;
    assert_true(is_refused(order));
    order = plain;
    order.volume = VOICE_VOLUME_MOST + 1;
    assert_true(is_refused(order));
    order = plain;
    order.text_length = 0;
    assert_true(is_refused(order));
}

static void a_name_is_no_option_and_no_path(void **state)
{
    static const char *const names[] = {"-f", "../x", "a b", "", "a=b"};
    struct voice_order order = plain;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        order.name = names[i];
        order.name_length = strlen(names[i]);
        assert_true(is_refused(order));
    }
}

static void a_text_is_utf_8_without_control_characters(void **state)
{
    static const char *const texts[] = {"a\x1b[2J", "\xff", "\xc3", "a\tb"};
    struct voice_order order = plain;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        order.text = texts[i];
        order.text_length = strlen(texts[i]);
        assert_true(is_refused(order));
    }
    order.text = "a\0b";
    order.text_length = 3;
    assert_true(is_refused(order));
    order.text = "a\nb";
    assert_false(is_refused(order));
}

static void what_is_cut_or_too_long_is_refused(void **state)
{
    struct voice_order arrived;
    struct buffer message;

    (void)state;
    assert_true(travels(&plain, &arrived, &message));
    for (size_t length = 0; length < 16; length++) {
        assert_false(voice_order_decode(message.data, length, &arrived, NULL));
    }
    buffer_finish(&message);
    assert_false(voice_order_decode((const uint8_t *)"\2\0", 2, &arrived, NULL));
    assert_false(voice_order_decode((const uint8_t *)"\3", 1, &arrived, NULL));
}

static void a_notice_arrives_as_it_was_sent(void **state)
{
    const struct voice_notice notices[] = {
        {.kind = VOICE_STARTED, .number = 70000},
        {.kind = VOICE_DONE, .number = UINT32_MAX},
        {.kind = VOICE_FAILED, .number = 1, .reason = VOICE_NO_SOUND},
        {.kind = VOICE_HEADPHONES, .headphones = VOICE_HEADPHONES_IN}};
    uint8_t message[VOICE_NOTICE_BYTES];

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct voice_notice arrived;

        voice_notice_encode(&notices[i], message);
        assert_true(voice_notice_decode(message, sizeof message, &arrived, NULL));
        assert_int_equal(arrived.kind, notices[i].kind);
        assert_int_equal(arrived.number, notices[i].number);
        assert_int_equal(arrived.reason, notices[i].reason);
        assert_int_equal(arrived.headphones, notices[i].headphones);
    }
}

static void what_is_no_notice_is_refused(void **state)
{
    struct voice_notice arrived;

    (void)state;
    assert_false(voice_notice_decode((const uint8_t *)"\1\0\0\0\1\1", 6, &arrived, NULL));
    assert_false(voice_notice_decode((const uint8_t *)"\3\0\0\0\1\0", 6, &arrived, NULL));
    assert_false(voice_notice_decode((const uint8_t *)"\3\0\0\0\1\x9", 6, &arrived, NULL));
    assert_false(voice_notice_decode((const uint8_t *)"\4\0\0\0\0\3", 6, &arrived, NULL));
    assert_false(voice_notice_decode((const uint8_t *)"\5\0\0\0\1\0", 6, &arrived, NULL));
    assert_false(voice_notice_decode((const uint8_t *)"\1\0\0\0\1", 5, &arrived, NULL));
    assert_false(voice_notice_decode((const uint8_t *)"\1\0\0\0\1\0\0", 7, &arrived, NULL));
}

static void every_reason_has_a_name(void **state)
{
    (void)state;
    for (int reason = VOICE_NO_VOICE; reason <= VOICE_LOST; reason++) {
        assert_string_not_equal(voice_failure_name((enum voice_failure)reason), "unknown");
    }
    assert_string_equal(voice_failure_name((enum voice_failure)99), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_arrives_as_it_was_sent),
        cmocka_unit_test(the_longest_text_arrives_and_a_longer_one_does_not),
        cmocka_unit_test(what_is_out_of_bounds_is_refused),
        cmocka_unit_test(a_name_is_no_option_and_no_path),
        cmocka_unit_test(a_text_is_utf_8_without_control_characters),
        cmocka_unit_test(what_is_cut_or_too_long_is_refused),
        cmocka_unit_test(a_notice_arrives_as_it_was_sent),
        cmocka_unit_test(what_is_no_notice_is_refused),
        cmocka_unit_test(every_reason_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
