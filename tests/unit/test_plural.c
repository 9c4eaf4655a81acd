/* Which form goes with a number: the rules of the kiosk's languages, and rules that cannot be used. */
#include "platform/language/plural.h"
#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <string.h>

#define HEADER "Language: xx\nPlural-Forms: "

static struct plural rule_of(const char *rule)
{
    struct plural plural;
    char header[512];

    (void)snprintf(header, sizeof header, HEADER "%s\nX-Review: none\n", rule);
    assert_true(plural_read(&plural, header));
    return plural;
}

static void expect(const char *rule, const unsigned long *numbers, const char *forms)
{
    struct plural plural = rule_of(rule);

    for (size_t i = 0; forms[i]; i++)
        assert_int_equal(plural_form(&plural, numbers[i]), forms[i] - '0');
}

static void a_rule_chooses_as_the_manual_says(void **state)
{
    (void)state;
    expect("nplurals=2; plural=(n != 1);", (unsigned long[]){0, 1, 2, 101}, "1011");
    expect("nplurals=2; plural=n>1;", (unsigned long[]){0, 1, 2}, "001");
    expect("nplurals=1; plural=0;", (unsigned long[]){0, 1, 7}, "000");
    expect("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || "
           "n%100>=20) ? 1 : 2);",
           (unsigned long[]){1, 2, 5, 11, 12, 21, 22, 25, 111}, "012220122");
    expect("nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
           "n%100>=11 ? 4 : 5);",
           (unsigned long[]){0, 1, 2, 3, 10, 11, 99, 100, 103}, "012334453");
}

static void without_a_rule_there_is_one_form(void **state)
{
    struct plural plural;

    (void)state;
    assert_true(plural_read(&plural, "Language: xx\n"));
    assert_int_equal(plural.forms, 1);
    assert_int_equal(plural_form(&plural, 5), 0);
    assert_true(plural_read(&plural, NULL));
}

static void a_rule_that_cannot_be_used_is_refused(void **state)
{
    static const char *const rules[] = {
        "nplurals=2; plural=n;",            /* names forms that there are not */
        "nplurals=0; plural=0;",            /* no form */
        "nplurals=7; plural=0;",            /* more than any language has */
        "plural=0;",                        /* how many? */
        "nplurals=2;",                      /* no rule */
        "nplurals=2; plural=n%0;",          /* divides by nothing */
        "nplurals=2; plural=(n!=1;",        /* open bracket */
        "nplurals=2; plural=n!=1 ? 1;",     /* half a question */
        "nplurals=2; plural=n!=1; exit(1)", /* more than a rule */
        "nplurals=2; plural=((((((((((((((((((((((((((((((((((0))))))))))))))))))))))))))))))))));",
    };
    struct plural plural;
    char header[512];

    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        (void)snprintf(header, sizeof header, HEADER "%s\n", rules[i]);
        if (plural_read(&plural, header))
            fail_msg("%s was taken", rules[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_chooses_as_the_manual_says),
        cmocka_unit_test(without_a_rule_there_is_one_form),
        cmocka_unit_test(a_rule_that_cannot_be_used_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
