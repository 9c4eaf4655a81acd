#include "platform/language/language.h"
#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "build/share/languages"

static int open_languages(void **state)
{
    struct error error = {0};

    *state = language_open(FOLDER, &error);
    if (!*state)
        fail_msg("%s", error.text);
    return 0;
}

static int close_languages(void **state)
{
    language_close(*state);
    return 0;
}

static void languages_stand_in_the_order_of_the_welcome_screen(void **state)
{
    assert_true(language_count(*state) >= 2);
    assert_string_equal(language_at(*state, 0)->code, "en");
    assert_string_equal(language_at(*state, 1)->code, "es");
    assert_null(language_at(*state, LANGUAGES_MAX));
}

static void facts_come_from_the_catalogue(void **state)
{
    const struct language_facts *spanish = language_find(*state, "es");

    assert_string_equal(spanish->name, "Espa\xC3\xB1ol");
    assert_false(spanish->right_to_left);
    assert_string_equal(spanish->date_order, "dmy");
    assert_null(language_find(*state, "xx"));
}

static void two_languages_speak_side_by_side(void **state)
{
    for (int i = 0; i < 3; i++) {
        assert_string_equal(language_text(*state, "en", "w_free"), "Free");
        assert_string_equal(language_text(*state, "es", "w_free"), "Gratis");
    }
}

static void what_a_language_lacks_is_said_in_the_fallback(void **state)
{
    assert_string_equal(language_text(*state, "xx", "w_free"), "Free");
    assert_string_equal(language_text(*state, "es", "no_such_key"), "no_such_key");
    assert_false(language_has(*state, "es", "no_such_key"));
    assert_true(language_has(*state, "es", "w_free"));
}

static void texts_are_filled_in(void **state)
{
    const struct text_value values[] = {{"n", "3"}, {"t", "7"}};
    struct buffer out;

    buffer_init(&out, 100);
    assert_true(language_fill(*state, "es", "step", values, 2, &out));
    assert_string_equal(buffer_text(&out), "Paso 3 de 7");
    buffer_clear(&out);
    assert_false(language_fill(*state, "es", "step", values, 1, &out));
    buffer_finish(&out);
}

static void what_is_filled_in_keeps_its_order_from_right_to_left(void **state)
{
    const struct text_value values[] = {{"hotline", "1-800-555-0100"}, {"agency", "Office"}};
    struct buffer out;

    buffer_init(&out, 300);
    assert_true(language_fill(*state, "ar", "h_msg", values, 2, &out));
    assert_non_null(strstr(buffer_text(&out), "\xE2\x81\xA8"
                                              "1-800-555-0100"
                                              "\xE2\x81\xA9"));
    buffer_clear(&out);
    assert_true(language_fill(*state, "en", "h_msg", values, 2, &out));
    assert_non_null(strstr(buffer_text(&out), "Call 1-800-555-0100."));
    buffer_clear(&out);
    assert_false(language_fill(*state, "ar", "h_msg", values + 1, 1, &out));
    buffer_finish(&out);
}

static void expect_count(const struct language *language, const char *number, const char *expected)
{
    const struct text_value value = {"n", number};
    struct buffer out;

    buffer_init(&out, 100);
    assert_true(language_fill(language, "es", "u_days", &value, 1, &out));
    assert_string_equal(buffer_text(&out), expected);
    buffer_finish(&out);
}

static void what_is_counted_chooses_the_form(void **state)
{
    expect_count(*state, "1", "1 día");
    expect_count(*state, "0", "0 días");
    expect_count(*state, "12", "12 días");
}

static void expect_date(const struct language *language, const char *code,
                        enum language_date_style style, const char *expected)
{
    struct buffer out;

    buffer_init(&out, 100);
    assert_true(language_date(language, code, style, 2026, 11, 21, &out));
    assert_string_equal(buffer_text(&out), expected);
    buffer_finish(&out);
}

static void dates_read_as_the_language_writes_them(void **state)
{
    struct buffer out;

    expect_date(*state, "en", LANGUAGE_DATE_SHORT, "Nov 21, 2026");
    expect_date(*state, "en", LANGUAGE_DATE_LONG, "November 21, 2026");
    expect_date(*state, "es", LANGUAGE_DATE_SHORT, "21 nov 2026");
    expect_date(*state, "es", LANGUAGE_DATE_LONG, "21 de noviembre de 2026");
    buffer_init(&out, 100);
    assert_false(language_date(*state, "en", LANGUAGE_DATE_LONG, 2026, 13, 1, &out));
    buffer_finish(&out);
}

static void numbers_are_isolated(void **state)
{
    struct buffer out;

    (void)state;
    buffer_init(&out, 100);
    assert_true(language_isolate(&out, "K7M4"));
    assert_string_equal(buffer_text(&out), "\xE2\x81\xA6K7M4\xE2\x81\xA9");
    buffer_clear(&out);
    assert_true(language_phone(&out, "+12025550142"));
    assert_string_equal(buffer_text(&out), "\xE2\x81\xA6(202) 555-0142\xE2\x81\xA9");
    buffer_clear(&out);
    assert_true(language_phone(&out, "+50422345678"));
    assert_string_equal(buffer_text(&out), "\xE2\x81\xA6+504 223 456 78\xE2\x81\xA9");
    buffer_finish(&out);
}

static void countries_have_names_in_the_language(void **state)
{
    size_t count;

    assert_string_equal(language_country_name(*state, "es", "DE"), "Alemania");
    assert_string_equal(language_country_name(*state, "en", "DE"), "Germany");
    assert_string_equal(language_country_name(*state, "en", "ZZ"), "ZZ");
    assert_non_null(language_countries(*state, "es", &count));
    assert_int_equal(count, 250);
}

static void expect_first(const struct language *language, const char *typed, const char *expected)
{
    const struct language_country *list;
    size_t count, indices[4];

    list = language_countries(language, "es", &count);
    assert_true(language_find_countries(language, "es", typed, indices, 4) > 0);
    assert_string_equal(list[indices[0]].code, expected);
}

static void a_country_is_found_by_its_first_letters(void **state)
{
    size_t indices[300];

    expect_first(*state, "mex", "MX");
    expect_first(*state, "M\xC3\x89X", "MX");
    expect_first(*state, "salv", "SV");
    expect_first(*state, "hon", "HN");
    assert_int_equal(language_find_countries(*state, "es", "xyz", indices, 300), 0);
    assert_int_equal(language_find_countries(*state, "es", "", indices, 300), 250);
}

static void names_are_composed(void **state)
{
    char out[32];

    (void)state;
    assert_true(language_compose("Jose\xCC\x81", out, sizeof out));
    assert_string_equal(out, "Jos\xC3\xA9");
    assert_true(language_compose("\xE1\x84\x80\xE1\x85\xA1", out, sizeof out));
    assert_string_equal(out, "\xEA\xB0\x80");
    assert_false(language_compose("Jos\xE9", out, sizeof out));
    assert_false(language_compose("a\xED\xA5\xA4", out, sizeof out)); /* a surrogate */
    assert_string_equal(out, "");
    assert_false(language_compose("Jos\xC3\xA9", out, 5));
}

static void delete_takes_what_a_person_sees_as_one(void **state)
{
    (void)state;
    assert_int_equal(language_delete_last(""), 0);
    assert_int_equal(language_delete_last("a"), 0);
    assert_int_equal(language_delete_last("Jos\xC3\xA9"), 3);
    assert_int_equal(language_delete_last("Jose\xCC\x81"), 3);
    assert_int_equal(language_delete_last("a\xE0\xA4\x95\xE0\xA4\xBF"), 1);
}

/* ---- what cannot be opened ----------------------------------------------------------------------- */

static void a_folder_without_the_fallback_is_refused(void **state)
{
    char folder[] = "/tmp/languages.XXXXXX";
    struct error error = {0};

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_null(language_open(folder, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(error.text, folder));
    rmdir(folder);
    assert_null(language_open(folder, &error));
}

/* A sandboxed program cannot open files: what is needed was read when it was opened. */
static void nothing_is_opened_later(void **state)
{
    char folder[] = "/tmp/languages.XXXXXX", command[256];
    struct language *language;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "cp -r " FOLDER "/. %s", folder);
    assert_int_equal(system(command), 0);
    language = language_open(folder, NULL);
    assert_non_null(language);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    assert_string_equal(language_text(language, "es", "w_free"), "Gratis");
    assert_string_equal(language_text(language, "en", "w_priv"), "Private");
    assert_string_equal(language_country_name(language, "es", "DE"), "Alemania");
    language_close(language);
}

static void a_country_is_found_by_its_english_name_as_well(void **state)
{
    size_t indices[8], count;
    const struct language_country *list = language_countries(*state, "zh-Hans", &count);

    assert_int_equal(language_find_countries(*state, "zh-Hans", "mexi", indices, 8), 1);
    assert_string_equal(list[indices[0]].code, "MX");
    assert_int_equal(language_find_countries(*state, "zh-Hans", "\u58A8\u897F", indices, 8), 1);
    assert_string_equal(list[indices[0]].code, "MX");
    list = language_countries(*state, "es", &count);
    assert_true(language_find_countries(*state, "es", "ger", indices, 8) > 0);
    assert_string_equal(list[indices[0]].code, "DE");
    assert_true(language_find_countries(*state, "es", "al", indices, 8) > 0);
    assert_string_equal(list[indices[0]].code, "AL");
    assert_string_equal(list[indices[1]].code, "DE");
}

static void a_syllable_that_is_not_finished_finds_a_country(void **state)
{
    size_t indices[8], count;
    const struct language_country *list = language_countries(*state, "ko", &count);

    /* mek-si-ko, typed as far as "me" */
    assert_true(language_find_countries(*state, "ko", "\uBA54", indices, 8) > 0);
    assert_string_equal(list[indices[0]].code, "MX");
}

static void letters_with_a_stroke_are_found_without(void **state)
{
    size_t indices[8], count;
    const struct language_country *list = language_countries(*state, "vi", &count);

    assert_int_equal(language_find_countries(*state, "vi", "duc", indices, 8), 1);
    assert_string_equal(list[indices[0]].code, "DE");
}

static void expect_only(const struct language *language, const char *code, const char *typed,
                        const char *country)
{
    size_t indices[8], count;
    const struct language_country *list = language_countries(language, code, &count);

    assert_int_equal(language_find_countries(language, code, typed, indices, 8), 1);
    assert_string_equal(list[indices[0]].code, country);
}

static void arabic_is_found_without_article_and_hamza(void **state)
{
    expect_only(*state, "ar", "المغر", "MA");
    expect_only(*state, "ar", "مغر", "MA");
    expect_only(*state, "ar", "الاردن", "JO");
    expect_only(*state, "ar", "الوسطي", "CF");
}

static void vowel_signs_are_not_accents(void **state)
{
    expect_only(*state, "hi", "भार", "IN");
    expect_only(*state, "hi", "भूट", "BT");
    expect_only(*state, "hi", "हांग", "HK");
    expect_only(*state, "ru", "Киргиз", "KG");
}

static void han_and_hangul_names_begin_with_the_family(void **state)
{
    (void)state;
    assert_true(language_family_first("\u6653\u5C9A", "\u6B27\u9633"));
    assert_true(language_family_first("\uAF43\uB2D8", "\uD669\uBCF4"));
    assert_false(language_family_first("Ana", "\u738B"));
    assert_false(language_family_first("Ana", "Ruiz"));
    assert_false(language_family_first("", "\u738B"));
}

static void sentences_end_as_the_script_has_it(void **state)
{
    (void)state;
    assert_int_equal(language_first_sentence("One. Two."), 4);
    assert_int_equal(language_first_sentence("One."), 0);
    assert_int_equal(language_first_sentence("Sure? One. Two."), 10);
    assert_int_equal(language_first_sentence("\u4E00\u3002\u4E8C\u3002"), 6);
    assert_int_equal(language_first_sentence("\u090F\u0964 \u0926\u094B\u0964"), 6);
    assert_true(language_ends_sentence("\u8C01\uFF1F"));
    assert_true(language_ends_sentence("\u0645\u0646\u061F"));
    assert_true(language_ends_sentence("One."));
    assert_false(language_ends_sentence("One"));
    assert_false(language_ends_sentence(""));
}

static void a_broken_list_of_countries_names_its_line(void **state)
{
    char folder[] = "/tmp/languages.XXXXXX", command[256], path[256];
    struct error error = {0};
    FILE *list;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "cp -r " FOLDER "/en %s", folder);
    assert_int_equal(system(command), 0);
    snprintf(path, sizeof path, "%s/en/countries", folder);
    list = fopen(path, "w");
    assert_non_null(list);
    fputs("DE\tGermany\nFrance\n", list);
    fclose(list);
    assert_null(language_open(folder, &error));
    assert_non_null(strstr(error.text, "line 2"));
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

#define OPEN(test) cmocka_unit_test_setup_teardown(test, open_languages, close_languages)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OPEN(languages_stand_in_the_order_of_the_welcome_screen),
        OPEN(facts_come_from_the_catalogue),
        OPEN(two_languages_speak_side_by_side),
        OPEN(what_a_language_lacks_is_said_in_the_fallback),
        OPEN(texts_are_filled_in),
        OPEN(what_is_filled_in_keeps_its_order_from_right_to_left),
        OPEN(what_is_counted_chooses_the_form),
        OPEN(dates_read_as_the_language_writes_them),
        cmocka_unit_test(numbers_are_isolated),
        OPEN(countries_have_names_in_the_language),
        OPEN(a_country_is_found_by_its_first_letters),
        OPEN(a_country_is_found_by_its_english_name_as_well),
        OPEN(a_syllable_that_is_not_finished_finds_a_country),
        OPEN(letters_with_a_stroke_are_found_without),
        OPEN(arabic_is_found_without_article_and_hamza),
        OPEN(vowel_signs_are_not_accents),
        cmocka_unit_test(han_and_hangul_names_begin_with_the_family),
        cmocka_unit_test(sentences_end_as_the_script_has_it),
        cmocka_unit_test(names_are_composed),
        cmocka_unit_test(delete_takes_what_a_person_sees_as_one),
        cmocka_unit_test(a_folder_without_the_fallback_is_refused),
        cmocka_unit_test(nothing_is_opened_later),
        cmocka_unit_test(a_broken_list_of_countries_names_its_line),
    };

    return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
