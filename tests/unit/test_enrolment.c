#include "app/enrolment/code.h"
#include "app/enrolment/invitation.h"
#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- codes ------------------------------------------------------------------- */

static void a_code_survives_how_people_type(void **state)
{
    char code[ENROL_CODE_SIZE], grouped[ENROL_CODE_GROUPED_SIZE], typed[ENROL_CODE_GROUPED_SIZE];
    char read[ENROL_CODE_SIZE];
    (void)state;
    for (int i = 0; i < 200; i++) {
        assert_true(enrol_code_make(code, NULL));
        assert_int_equal(strlen(code), 16);
        enrol_code_group(code, grouped);
        for (size_t j = 0; j < sizeof typed; j++) {
            char c = grouped[j];
            typed[j] = (char)(c == ' ' ? '-' : c == '0' ? 'o' : c == '1' ? 'L' : c);
        }
        assert_true(enrol_code_parse(typed, read));
        assert_string_equal(read, code);
    }
}

static void a_wrong_symbol_or_a_swap_is_noticed(void **state)
{
    static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char code[ENROL_CODE_SIZE], changed[ENROL_CODE_SIZE], read[ENROL_CODE_SIZE];
    (void)state;
    assert_true(enrol_code_make(code, NULL));
    for (size_t i = 0; i < 16; i++) {
        for (size_t j = 0; j < 32; j++) {
            memcpy(changed, code, sizeof code);
            changed[i] = symbols[j];
            assert_int_equal(enrol_code_parse(changed, read), symbols[j] == code[i]);
        }
        memcpy(changed, code, sizeof code);
        if (i < 15 && code[i] != code[i + 1]) {
            changed[i] = code[i + 1];
            changed[i + 1] = code[i];
            assert_false(enrol_code_parse(changed, read));
        }
    }
}

static void a_receipt_code_is_none(void **state)
{
    char read[ENROL_CODE_SIZE];
    (void)state;
    assert_false(enrol_code_parse("CA1:0000 0000 0000", read));
    assert_false(enrol_code_parse("000000000000", read));
    assert_true(enrol_code_parse("0000000000000000", read));
    assert_false(enrol_code_parse("CA1:0000000000000000", read));
    assert_string_equal(read, "");
}

static void codes_differ_and_so_do_digests_of_kiosks(void **state)
{
    char one[ENROL_CODE_SIZE], other[ENROL_CODE_SIZE];
    uint8_t digests[3][DIGEST_SIZE];
    (void)state;
    assert_true(enrol_code_make(one, NULL));
    assert_true(enrol_code_make(other, NULL));
    assert_string_not_equal(one, other);
    assert_true(enrol_code_digest("0417", one, digests[0], NULL));
    assert_true(enrol_code_digest("0418", one, digests[1], NULL));
    assert_true(enrol_code_digest("0417", other, digests[2], NULL));
    assert_memory_not_equal(digests[0], digests[1], DIGEST_SIZE);
    assert_memory_not_equal(digests[0], digests[2], DIGEST_SIZE);
}

/* ---- invitations --------------------------------------------------------------- */

#define ROOT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define WHOLE                                                                                      \
    "{\"format\":1,\"kiosk\":\"0417\",\"url\":\"https://a.example:8444\",\"tls_root_sha256\":"     \
    "\"" ROOT "\",\"ends_utc\":\"2026-11-29T00:00:00Z\",\"bundle\":\"YnVuZGxl\"}"

static bool parse(const char *text, struct invitation *invitation, struct error *error)
{
    invitation_init(invitation);
    return invitation_parse("0417.invitation", text, strlen(text), invitation, error);
}

static void what_was_written_is_read(void **state)
{
    struct invitation first, second;
    struct buffer text;
    (void)state;
    assert_true(parse(WHOLE, &first, NULL));
    assert_string_equal(first.kiosk_id, "0417");
    assert_string_equal(buffer_text(&first.bundle), "bundle");
    buffer_init(&text, INVITATION_FILE_MAX);
    assert_true(invitation_encode(&first, &text, NULL));
    assert_true(parse(buffer_text(&text), &second, NULL));
    assert_string_equal(second.url, "https://a.example:8444");
    assert_int_equal(second.ends_utc, first.ends_utc);
    assert_memory_equal(second.tls_root, first.tls_root, DIGEST_SIZE);
    buffer_finish(&text);
    invitation_finish(&first);
    invitation_finish(&second);
}

/* WHOLE with one place replaced. */
static void is_refused(const char *place, const char *replacement)
{
    char text[1024];
    const char *at = strstr(WHOLE, place);
    struct invitation invitation;
    struct error error = {0};
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - WHOLE), WHOLE, replacement,
             at + strlen(place));
    assert_false(parse(text, &invitation, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, "0417.invitation"));
    invitation_finish(&invitation);
}

static void what_cannot_be_used_is_refused(void **state)
{
    (void)state;
    is_refused("\"format\":1", "\"format\":2");
    is_refused("\"0417\"", "\"../0417\"");
    is_refused("https://", "http://");
    is_refused(ROOT, "0011");
    is_refused("0011", "zz11");
    is_refused("2026-11-29T", "2026-13-29T");
    is_refused("YnVuZGxl", "");
    is_refused("YnVuZGxl", "Y!");
    is_refused("\"format\":1", "\"format\":1,\"code\":\"1\"");
    is_refused("}", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_survives_how_people_type),
        cmocka_unit_test(a_wrong_symbol_or_a_swap_is_noticed),
        cmocka_unit_test(a_receipt_code_is_none),
        cmocka_unit_test(codes_differ_and_so_do_digests_of_kiosks),
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(what_cannot_be_used_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
