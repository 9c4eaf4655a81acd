#include "platform/base/config.h"
#include "tests/support/lib/temp_folder.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct settings {
    char name[16];
    char folder[256];
    int64_t count;
    bool loud;
    int colour;
};

static const char *const colours[] = {"red", "green", NULL};

static const struct config_key keys[] = {
    {.section = "a",
     .name = "name",
     .type = CONFIG_TEXT,
     .offset = offsetof(struct settings, name),
     .size = 16,
     .required = true,
     .meaning = "what it is called"},
    {.section = "a",
     .name = "folder",
     .type = CONFIG_PATH,
     .offset = offsetof(struct settings, folder),
     .size = 256},
    {.section = "b",
     .name = "count",
     .type = CONFIG_NUMBER,
     .offset = offsetof(struct settings, count),
     .least = -1,
     .most = 10},
    {.section = "b",
     .name = "loud",
     .type = CONFIG_SWITCH,
     .offset = offsetof(struct settings, loud)},
    {.section = "b",
     .name = "colour",
     .type = CONFIG_CHOICE,
     .offset = offsetof(struct settings, colour),
     .choices = colours},
    CONFIG_IGNORED("other", "thing"),
    {.section = NULL},
};

static bool load(void **state, const char *text, struct settings *settings, struct error *error)
{
    return config_load(temp_folder_write(*state, "a.ini", text), keys, settings, error);
}

static void every_type_is_read(void **state)
{
    struct settings settings = {.count = 3};
    struct error error = {.text = ""};
    assert_true(load(state,
                     "; first\n[a]\nname = one two\nfolder=/srv\n# mid\n[b]\ncount=-1\n"
                     "loud = yes\ncolour=green\n[other]\nthing = else\n",
                     &settings, &error));
    assert_string_equal(settings.name, "one two");
    assert_string_equal(settings.folder, "/srv");
    assert_int_equal(settings.count, -1);
    assert_true(settings.loud);
    assert_int_equal(settings.colour, 1);
}

static void what_is_absent_keeps_its_default(void **state)
{
    struct settings settings = {.count = 3, .loud = true};
    assert_true(load(state, "[a]\nname=x", &settings, NULL));
    assert_int_equal(settings.count, 3);
    assert_true(settings.loud);
}

static void relative_paths_start_at_the_file(void **state)
{
    struct settings settings;
    assert_true(load(state, "[a]\nname=x\nfolder=sub/folder\n", &settings, NULL));
    assert_string_equal(settings.folder, temp_folder_path(*state, "sub/folder"));
}

static void mistakes_name_file_line_and_remedy(void **state)
{
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"[a]\nname=x\nnmae=y\n",
         "line 3: \x27nmae\x27 in [a] is not known; remove it or see docs/maintenance.md"},
        {"[c]\nname=x\n", "line 2: \x27name\x27 in [c] is not known"},
        {"name=x\n", "line 1: \x27name\x27 in [] is not known"},
        {"[a]\nname=x\n[b]\ncount=11\n", "line 4: \x27"
                                         "count\x27 in [b] must be a whole number from -1 to 10"},
        {"[a]\nname=x\n[b]\ncount=1x\n", "line 4: \x27"
                                         "count\x27 in [b] must be a whole number"},
        {"[a]\nname=x\n[b]\ncount=\n", "line 4: \x27"
                                       "count\x27 in [b] must be a whole number"},
        {"[a]\nname=x\n[b]\nloud=true\n", "line 4: \x27loud\x27 in [b] must be yes or no"},
        {"[a]\nname=x\n[b]\ncolour=blue\n", "line 4: \x27"
                                            "colour\x27 in [b] must be one of: red, green"},
        {"[a]\nname=0123456789abcdef\n", "line 2: \x27name\x27 in [a] is too long"},
        {"[a]\nname=\n", "line 2: \x27name\x27 in [a] must not be empty"},
        {"[a]\nname=x\nname=y\n", "line 3: \x27name\x27 in [a] is given twice"},
        {"[a]\nname=x\n  and more\n", "line 3: \x27name\x27 in [a] is given twice"},
        {"[a]\nname=x\nrubbish\n", "line 3: neither [section]"},
        {"[b]\ncount=1\n", ": \x27name\x27 in [a] is missing (what it is called)"},
        {"[a]\nname=\xff\n", "is not a text in UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct settings settings;
        struct error error = {.text = ""};
        assert_false(load(state, rows[i].text, &settings, &error));
        assert_int_equal(error.kind, ERROR_INPUT);
        if (strstr(error.text, rows[i].expected) == NULL ||
            strstr(error.text, temp_folder_path(*state, "a.ini")) == NULL) {
            fail_msg("%s: %s", rows[i].text, error.text);
        }
    }
}

static void a_line_that_is_too_long_is_named(void **state)
{
    struct settings settings;
    struct error error;
    char text[6000] = "[a]\nname=";
    memset(text + strlen(text), 0x61, 5000);
    assert_false(load(state, text, &settings, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    assert_non_null(strstr(error.text, "line 2"));
}

static void a_missing_file_is_named(void **state)
{
    struct settings settings;
    struct error error;
    assert_false(config_load(temp_folder_path(*state, "absent.ini"), keys, &settings, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, temp_folder_setup, temp_folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_type_is_read),
        TEST(what_is_absent_keeps_its_default),
        TEST(relative_paths_start_at_the_file),
        TEST(mistakes_name_file_line_and_remedy),
        TEST(a_line_that_is_too_long_is_named),
        TEST(a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
