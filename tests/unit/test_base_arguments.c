#include "platform/base/arguments.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct found {
    const char *file;
    const char *out;
    bool json;
    const char *operands[2];
    size_t count;
};

static bool parse(struct found *found, struct error *error, int argc, const char *const *argv)
{
    const struct option_row rows[] = {
        {.name = "file", .value = "FILE", .target = &found->file, .meaning = "a file"},
        {.name = "o", .value = "FILE", .target = &found->out, .meaning = "another"},
        {.name = "json", .flag = &found->json, .meaning = "for programs"},
        {.name = NULL},
    };
    memset(found, 0, sizeof *found);
    return arguments_parse(argc, (char **)argv, rows, found->operands, 2, &found->count, error);
}

#define PARSE(found_, error_, ...)                                                                 \
    parse((found_), (error_), (int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)),       \
          (const char *[]){__VA_ARGS__})

static void options_switches_and_operands_are_told_apart(void **state)
{
    (void)state;
    struct found found;
    assert_true(PARSE(&found, NULL, "p", "a", "--file", "x", "--json", "-o", "y", "b"));
    assert_string_equal(found.file, "x");
    assert_string_equal(found.out, "y");
    assert_true(found.json);
    assert_int_equal(found.count, 2);
    assert_string_equal(found.operands[1], "b");
}

static void a_value_may_follow_an_equals_sign(void **state)
{
    (void)state;
    struct found found;
    assert_true(PARSE(&found, NULL, "p", "--file=a=b"));
    assert_string_equal(found.file, "a=b");
}

static void two_hyphens_end_the_options(void **state)
{
    (void)state;
    struct found found;
    assert_true(PARSE(&found, NULL, "p", "--", "--json", "-"));
    assert_false(found.json);
    assert_string_equal(found.operands[0], "--json");
    assert_true(PARSE(&found, NULL, "p", "-"));
    assert_string_equal(found.operands[0], "-");
}

static void mistakes_are_named(void **state)
{
    (void)state;
    struct found found;
    struct error error;
    assert_false(PARSE(&found, &error, "p", "--flie", "x"));
    assert_non_null(strstr(error.text, "--flie"));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_false(PARSE(&found, &error, "p", "--file"));
    assert_non_null(strstr(error.text, "--file needs FILE"));
    assert_false(PARSE(&found, &error, "p", "--json=1"));
    assert_false(PARSE(&found, &error, "p", "-x"));
    assert_false(PARSE(&found, &error, "p", "-o"));
    assert_false(PARSE(&found, &error, "p", "a", "b", "c"));
    assert_non_null(strstr(error.text, "\x27"
                                       "c\x27"));
}

static int run_seven(int argc, char **argv, void *context)
{
    *(int *)context = argc;
    return strcmp(argv[0], "seven") == 0 ? 7 : 8;
}

static const struct command_row commands[] = {{"seven", "gives 7", run_seven}, {.name = NULL}};

static bool take(int *code, int argc, const char *const *argv)
{
    bool json = false;
    const char *operand = NULL;
    const struct option_row rows[] = {{.name = "json", .flag = &json, .meaning = "for programs"},
                                      {.name = NULL}};
    struct arguments line = {"p", "FOLDER", rows, &operand, 1, 0};
    bool goes_on = arguments_take(&line, argc, (char **)argv, code);

    assert_true(!goes_on || (json && line.operand_count == 1 && strcmp(operand, "a") == 0));
    return goes_on;
}

static void a_line_is_taken_or_answered(void **state)
{
    (void)state;
    int code = -1;
    assert_true(take(&code, 3, (const char *[]){"p", "--json", "a"}));
    assert_false(take(&code, 3, (const char *[]){"p", "a", "b"}));
    assert_int_equal(code, EXIT_USAGE);
    /* whatever else is wrong on the line: who asks gets an answer */
    assert_false(take(&code, 3, (const char *[]){"p", "--nothing", "--help"}));
    assert_int_equal(code, EXIT_FINE);
}

static int dispatch(int argc, const char *const *argv, int *seen)
{
    return arguments_dispatch("tester", argc, (char **)argv, commands, seen);
}

static void a_command_gets_the_rest_of_the_line(void **state)
{
    (void)state;
    int seen = 0;
    assert_int_equal(dispatch(3, (const char *[]){"p", "seven", "x"}, &seen), 7);
    assert_int_equal(seen, 2);
}

static void other_commands_are_a_usage_error(void **state)
{
    (void)state;
    int seen = 0;
    assert_int_equal(dispatch(2, (const char *[]){"p", "eight"}, &seen), EXIT_USAGE);
    assert_int_equal(dispatch(1, (const char *[]){"p"}, &seen), EXIT_USAGE);
    assert_int_equal(dispatch(2, (const char *[]){"p", "--help"}, &seen), EXIT_FINE);
    assert_int_equal(dispatch(2, (const char *[]){"p", "--version"}, &seen), EXIT_FINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_switches_and_operands_are_told_apart),
        cmocka_unit_test(a_value_may_follow_an_equals_sign),
        cmocka_unit_test(two_hyphens_end_the_options),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(a_line_is_taken_or_answered),
        cmocka_unit_test(a_command_gets_the_rest_of_the_line),
        cmocka_unit_test(other_commands_are_a_usage_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
