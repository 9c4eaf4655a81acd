/* What a first start asks for is in the form that the steward takes. */
#include "app/local/network_settings.h"
#include "app/screen/process/first_words.h"
#include "tests/support/lib/cmocka.h"

#include <stdlib.h>
#include <string.h>

static void the_steward_takes_each_network(void **state)
{
    static const struct first_network fixed = {
        .fixed = true,
        .address = "192.0.2.10",
        .prefix = "24",
        .gateway = "192.0.2.1",
        .dns = "198.51.100.53",
    };
    struct network_settings settings;
    struct error error;
    char words[FIRST_WORDS_SIZE];
    (void)state;
    first_words_network(&(struct first_network){.fixed = false}, words);
    assert_true(network_settings_parse(words, strlen(words), &settings, &error));
    assert_false(settings.fixed);
    first_words_network(&fixed, words);
    assert_true(network_settings_parse(words, strlen(words), &settings, &error));
    assert_string_equal(settings.address, fixed.address);
    assert_int_equal(settings.prefix, 24);
    assert_string_equal(settings.gateway, fixed.gateway);
    assert_string_equal(settings.servers[0], fixed.dns);
}

static void the_longest_network_is_whole(void **state)
{
    static const struct first_network longest = {
        .fixed = true,
        .address = "203.203.203.203",
        .prefix = "30",
        .gateway = "203.203.203.204",
        .dns = "203.203.203.205",
    };
    char words[FIRST_WORDS_SIZE];
    (void)state;
    first_words_network(&longest, words);
    assert_string_equal(words, "fixed 203.203.203.203/30 203.203.203.204 203.203.203.205");
}

static void the_time_of_the_place_is_told_in_utc(void **state)
{
    char words[FIRST_WORDS_SIZE];
    (void)state;
    assert_true(first_words_time("202611221430", words));
    assert_string_equal(words, "2026-11-22T13:30:00Z");
    assert_true(first_words_time("202607010130", words)); /* in summer; the day before in UTC */
    assert_string_equal(words, "2026-06-30T23:30:00Z");
    assert_true(first_words_time("202802290000", words));
    assert_string_equal(words, "2028-02-28T23:00:00Z");
}

static void what_is_no_time_is_not_told(void **state)
{
    static const char *const typed[] = {
        "",
        "202602300000",
        "202604310000",
        "202613010000",
        "202600010000",
        "202611222400",
        "202611220060",
        "196901010000",
    };
    char words[FIRST_WORDS_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        assert_false(first_words_time(typed[i], words));
    }
}

static void a_calibration_is_six_numbers(void **state)
{
    static const double matrix[6] = {-1, 0, 1, 0.000004, 1.0000049, -0.5};
    char words[FIRST_WORDS_SIZE];
    (void)state;
    first_words_calibration(matrix, words);
    assert_string_equal(words,
                        "display calibration -1.00000 0.00000 1.00000 0.00000 1.00000 -0.50000");
}

/* Central Europe as POSIX writes it: no file of time zones is needed. */
static int set_zone(void **state)
{
    (void)state;
    return setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_steward_takes_each_network),
        cmocka_unit_test(the_longest_network_is_whole),
        cmocka_unit_test(the_time_of_the_place_is_told_in_utc),
        cmocka_unit_test(what_is_no_time_is_not_told),
        cmocka_unit_test(a_calibration_is_six_numbers),
    };
    return cmocka_run_group_tests(tests, set_zone, NULL);
}
