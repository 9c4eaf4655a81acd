#include "app/wire/answer.h"

#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <string.h>

#define ID "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static bool parses(const char *text)
{
    struct answer answer;
    bool fine = answer_parse(text, strlen(text), &answer, NULL);

    assert_true(fine || answer.records == NULL);
    answer_finish(&answer);
    return fine;
}

static bool parses_record(const char *members)
{
    char text[512];

    (void)snprintf(text, sizeof text, "{\"version\":1,\"records\":[{%s}]}", members);
    return parses(text);
}

static void what_is_encoded_parses(void **state)
{
    struct answer_record records[3] = {
        {.sequence = 5, .verdict = ANSWER_STORED},
        {.sequence = 6, .verdict = ANSWER_DUPLICATE},
        {.sequence = 7, .verdict = ANSWER_REJECTED, .reason = "no such sealing certificate"}};
    struct answer answer;
    struct buffer text;

    (void)state;
    records[1].id[31] = 0xfe;
    buffer_init(&text, ANSWER_BYTES_MAX);
    assert_true(answer_encode(records, 3, &text, NULL));
    assert_true(answer_parse((const char *)text.data, text.length, &answer, NULL));
    assert_int_equal(answer.count, 3);
    assert_memory_equal(answer.records, records, sizeof records);
    answer_finish(&answer);
    buffer_finish(&text);
}

static void unknown_members_are_ignored(void **state)
{
    (void)state;
    assert_true(parses("{\"version\":1,\"records\":[],\"instructions\":[{\"restart\":true}]}"));
    assert_true(parses_record("\"sequence\":1,\"id\":\"" ID "\",\"verdict\":\"stored\",\"x\":1"));
}

static void what_is_known_must_be_right(void **state)
{
    (void)state;
    assert_false(parses(""));
    assert_false(parses("[]"));
    assert_false(parses("{\"version\":2,\"records\":[]}"));
    assert_false(parses("{\"version\":1}"));
    assert_false(parses("{\"version\":1,\"version\":1,\"records\":[]}"));
    assert_false(parses_record("\"id\":\"" ID "\",\"verdict\":\"stored\""));
    assert_false(parses_record("\"sequence\":\"1\",\"id\":\"" ID "\",\"verdict\":\"stored\""));
    assert_false(parses_record("\"sequence\":0,\"id\":\"" ID "\",\"verdict\":\"stored\""));
    assert_false(parses_record("\"sequence\":1,\"id\":\"" ID "00\",\"verdict\":\"stored\""));
    assert_false(parses_record("\"sequence\":1,\"id\":\"" ID "\",\"verdict\":\"Stored\""));
    assert_false(parses_record("\"sequence\":1,\"id\":\"" ID "\",\"verdict\":1"));
}

static void a_sequence_number_stands_once(void **state)
{
    (void)state;
    assert_false(parses("{\"version\":1,\"records\":["
                        "{\"sequence\":1,\"id\":\"" ID "\",\"verdict\":\"stored\"},"
                        "{\"sequence\":1,\"id\":\"" ID "\",\"verdict\":\"stored\"}]}"));
}

static void every_cut_is_refused(void **state)
{
    static const char text[] =
        "{\"version\":1,\"records\":[{\"sequence\":1,\"id\":\"" ID "\",\"verdict\":\"stored\"}]}";
    struct answer answer;

    (void)state;
    for (size_t length = 0; length < sizeof text - 1; length++) {
        assert_false(answer_parse(text, length, &answer, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_encoded_parses),
        cmocka_unit_test(unknown_members_are_ignored),
        cmocka_unit_test(what_is_known_must_be_right),
        cmocka_unit_test(a_sequence_number_stands_once),
        cmocka_unit_test(every_cut_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
