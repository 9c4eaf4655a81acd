#include "platform/crypto/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_the_right_password_matches_and_no_other(void **state)
{
    (void)state;
    char text[PASSWORD_HASH_SIZE];
    bool matches = false;
    assert_true(password_hash("602417", 6, text, NULL));
    assert_true(password_verify("602417", 6, text, &matches, NULL));
    assert_true(matches);
    assert_true(password_verify("602418", 6, text, &matches, NULL));
    assert_false(matches);
    assert_true(password_verify("60241", 5, text, &matches, NULL));
    assert_false(matches);
}

static void test_the_same_password_hashes_differently_each_time(void **state)
{
    (void)state;
    char first[PASSWORD_HASH_SIZE], second[PASSWORD_HASH_SIZE];
    assert_true(password_hash("602417", 6, first, NULL));
    assert_true(password_hash("602417", 6, second, NULL));
    assert_string_not_equal(first, second);
    assert_null(strstr(first, "602417"));
}

static void test_the_hash_is_scrypt_as_published(void **state)
{
    (void)state;
    /* computed with Python's hashlib.scrypt: n=1024, r=8, p=1, salt "saltsaltsaltsalt" */
    static const char known[] =
        "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$eId7BTBGuklif4LNX1YGoJvQdllpHh+x8fuog6Rmd3I";
    bool matches = false;
    assert_true(password_verify("pleaseletmein", 13, known, &matches, NULL));
    assert_true(matches);
}

static void test_broken_texts_are_corrupt(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "",
        "$scrypt$",
        "$argon2$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$c2FsdHNhbHRzYWx0c2FsdA",
        "$scrypt$ln=30,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$eId7BTBGuklif4LNX1YGoJvQdllpHh+x8fuog6Rmd3I",
        "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$eId7BTBGuklif4LNX1YGoJvQdllpHh+x8fuog6Rmd3Ix",
        "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$c2FsdHNhbHR",
        "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRz!Wx0c2FsdA$eId7BTBGuklif4LNX1YGoJvQdllpHh+x8fuog6Rmd3I",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct error error = {0};
        bool matches = true;
        assert_false(password_verify("pleaseletmein", 13, broken[i], &matches, &error));
        assert_false(matches);
        assert_int_equal(error.kind, ERROR_CORRUPT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_right_password_matches_and_no_other),
        cmocka_unit_test(test_the_same_password_hashes_differently_each_time),
        cmocka_unit_test(test_the_hash_is_scrypt_as_published),
        cmocka_unit_test(test_broken_texts_are_corrupt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
