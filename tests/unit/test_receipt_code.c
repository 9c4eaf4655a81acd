#include "app/registration/receipt_code.h"
#include "tests/support/lib/cmocka.h"

#include <stdlib.h>
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct vector {
    uint8_t random[RECEIPT_CODE_RANDOM];
    const char *grouped;
};

/* The vectors of docs/receipt-code.md. */
static const struct vector vectors[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, "0000 0000 0000"},
    {{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, "1000 0000 0002"},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, "0000 0000 0017"},
    {{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, "ZZZZ ZZZZ ZZZK"},
    {{19, 7, 20, 4, 2, 9, 23, 26, 29, 3, 17}, "K7M4 29QT X3H8"},
    {{10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, "ABCD EFGH JKM7"},
};

static void makes_the_published_vectors(void **state)
{
    char code[RECEIPT_CODE_SIZE], grouped[RECEIPT_CODE_GROUPED_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        receipt_code_make(vectors[i].random, code);
        receipt_code_group(code, grouped);
        assert_string_equal(grouped, vectors[i].grouped);
    }
}

static void make_code(unsigned seed, char code[static RECEIPT_CODE_SIZE])
{
    uint8_t random[RECEIPT_CODE_RANDOM];

    for (size_t i = 0; i < sizeof random; i++) {
        seed = seed * 1103515245u + 12345u;
        random[i] = (uint8_t)(seed >> 16);
    }
    receipt_code_make(random, code);
}

static void reads_what_it_made(void **state)
{
    char code[RECEIPT_CODE_SIZE], again[RECEIPT_CODE_SIZE];

    (void)state;
    for (unsigned seed = 0; seed < 1000; seed++) {
        make_code(seed, code);
        assert_true(receipt_code_parse(code, again));
        assert_string_equal(again, code);
    }
}

static void catches_every_single_error(void **state)
{
    char code[RECEIPT_CODE_SIZE], wrong[RECEIPT_CODE_SIZE], out[RECEIPT_CODE_SIZE];

    (void)state;
    for (unsigned seed = 0; seed < 200; seed++) {
        make_code(seed, code);
        for (size_t i = 0; i < 12; i++) {
            for (size_t symbol = 0; symbol < 32; symbol++) {
                memcpy(wrong, code, sizeof wrong);
                wrong[i] = alphabet[symbol];
                assert_int_equal(receipt_code_parse(wrong, out), wrong[i] == code[i]);
            }
        }
    }
}

static void catches_every_swap_of_neighbours(void **state)
{
    char code[RECEIPT_CODE_SIZE], out[RECEIPT_CODE_SIZE];

    (void)state;
    for (unsigned seed = 0; seed < 2000; seed++) {
        make_code(seed, code);
        for (size_t i = 0; i + 1 < 12; i++) {
            char first = code[i], second = code[i + 1];

            code[i] = second;
            code[i + 1] = first;
            assert_int_equal(receipt_code_parse(code, out), first == second);
            code[i] = first;
            code[i + 1] = second;
        }
    }
}

static void reads_it_as_people_type_it(void **state)
{
    static const char *const typed[] = {"K7M4 29QT X3H8", "k7m4-29qt-x3h8", "K7M429QTX3H8",
                                        " K7M4--29QTX3H 8 ", "CA1:K7M429QTX3H8"};
    char code[RECEIPT_CODE_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        assert_true(receipt_code_parse(typed[i], code));
        assert_string_equal(code, "K7M429QTX3H8");
    }
}

static void takes_letters_that_look_like_digits(void **state)
{
    char code[RECEIPT_CODE_SIZE];

    (void)state;
    assert_true(receipt_code_parse("IooO OOOO ooo2", code));
    assert_string_equal(code, "100000000002");
    assert_true(receipt_code_parse("looo oooo ooo2", code));
    assert_string_equal(code, "100000000002");
}

static void refuses_what_is_no_code(void **state)
{
    static const char *const typed[] = {"",
                                        "K7M4 29QT X3H",
                                        "K7M4 29QT X3H88",
                                        "K7M4 29QT X3HU",
                                        "K7M4_29QT_X3H8",
                                        "K7M4 29QT X3H\xC3\x84"};
    char code[RECEIPT_CODE_SIZE], lengthy[RECEIPT_CODE_TYPED_MAX + 2];

    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        assert_false(receipt_code_parse(typed[i], code));
        assert_string_equal(code, "");
    }
    memset(lengthy, ' ', sizeof lengthy);
    memcpy(lengthy, "K7M429QTX3H8", 12);
    lengthy[sizeof lengthy - 1] = '\0';
    assert_false(receipt_code_parse(lengthy, code));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_the_published_vectors),
        cmocka_unit_test(reads_what_it_made),
        cmocka_unit_test(catches_every_single_error),
        cmocka_unit_test(catches_every_swap_of_neighbours),
        cmocka_unit_test(reads_it_as_people_type_it),
        cmocka_unit_test(takes_letters_that_look_like_digits),
        cmocka_unit_test(refuses_what_is_no_code),
    };

    return cmocka_run_group_tests_name("receipt_code", tests, NULL, NULL);
}
