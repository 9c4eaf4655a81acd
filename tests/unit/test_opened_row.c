#include "app/central/opening/opened_row.h"

#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"

#include <jansson.h>
#include <string.h>

static struct request request;
static struct opened_row row;
static struct buffer out;

static int start(void **state)
{
    (void)state;
    if (!secret_start(NULL))
        return 1;
    request = (struct request){.site = "tamarack",
                               .time_zone = "America/Detroit",
                               .role = "family",
                               .services = {"custody-alerts", "support-specialist"},
                               .service_count = 2,
                               .family_name = "Ortiz",
                               .phone = "+12025550142",
                               .pin = "4826",
                               .minor = true};
    row = (struct opened_row){.request = &request,
                              .batch = "B1",
                              .name = "0417-1",
                              .received = "2026-11-21T21:35:00Z",
                              .state = "opened"};
    buffer_init_secret(&out, OPENED_ROW_MAX);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    buffer_finish(&out);
    secret_stop();
    return 0;
}

static void test_the_head_is_the_published_one(void **state)
{
    (void)state;
    assert_true(opened_row_csv_head(&out));
    assert_string_equal(
        buffer_text(&out),
        "batch,request,received_utc,site,role,services,a_number,family_name,given_name,other_names,"
        "birth_date,age_band,birth_country,visitor_name,phone,tty,email,ways,hours,time_zone,"
        "voicemail,alert_language,pin,minor,duplicate_of\r\n");
}

static void test_a_row_has_every_column_and_no_pin(void **state)
{
    (void)state;
    assert_true(opened_row_csv(&row, &out));
    assert_string_equal(buffer_text(&out),
                        "B1,0417-1,2026-11-21T21:35:00Z,tamarack,family,"
                        "custody-alerts;support-specialist,,Ortiz,,,,,,,12025550142,no,,,,"
                        "America/Detroit,,,,yes,\r\n");
}

static void test_the_pin_is_there_when_asked_for(void **state)
{
    (void)state;
    row.with_pin = true;
    assert_true(opened_row_csv(&row, &out));
    assert_non_null(strstr(buffer_text(&out), ",4826,yes,"));
}

static void test_what_looks_like_a_formula_gets_an_apostrophe(void **state)
{
    (void)state;
    static const char *const formulas[] = {"=1+1", "+1", "-1", "@SUM"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        char expected[32] = ",'";
        strcat(expected, formulas[i]);
        strcat(expected, ",");
        strcpy(request.family_name, formulas[i]);
        buffer_clear(&out);
        assert_true(opened_row_csv(&row, &out));
        assert_non_null(strstr(buffer_text(&out), expected));
    }
}

static void test_a_formula_with_a_comma_is_quoted_around_its_apostrophe(void **state)
{
    (void)state;
    strcpy(request.family_name, "=A1,B1");
    assert_true(opened_row_csv(&row, &out));
    assert_non_null(strstr(buffer_text(&out), ",\"'=A1,B1\","));
}

static void test_tab_and_return_in_front_are_disarmed_too(void **state)
{
    (void)state;
    strcpy(request.family_name, "\tx");
    strcpy(request.given_name, "\rx");
    assert_true(opened_row_csv(&row, &out));
    assert_non_null(strstr(buffer_text(&out), ",'\tx,\"'\rx\","));
}

static void test_quotes_are_doubled(void **state)
{
    (void)state;
    strcpy(request.other_names, "Pepa \"la Fuerte\"");
    assert_true(opened_row_csv(&row, &out));
    assert_non_null(strstr(buffer_text(&out), ",\"Pepa \"\"la Fuerte\"\"\","));
}

static void test_json_lines_have_the_same_columns_and_the_state(void **state)
{
    (void)state;
    strcpy(request.other_names, "Pepa \"la\\Fuerte\"");
    assert_true(opened_row_json(&row, &out));
    json_t *line = json_loads(buffer_text(&out), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(line);
    assert_int_equal(json_object_size(line), 26);
    assert_string_equal(json_string_value(json_object_get(line, "other_names")),
                        "Pepa \"la\\Fuerte\"");
    assert_true(json_is_true(json_object_get(line, "minor")));
    assert_int_equal(json_array_size(json_object_get(line, "services")), 2);
    assert_string_equal(json_string_value(json_object_get(line, "state")), "opened");
    json_decref(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_head_is_the_published_one, start, stop),
        cmocka_unit_test_setup_teardown(test_a_row_has_every_column_and_no_pin, start, stop),
        cmocka_unit_test_setup_teardown(test_the_pin_is_there_when_asked_for, start, stop),
        cmocka_unit_test_setup_teardown(test_what_looks_like_a_formula_gets_an_apostrophe, start,
                                        stop),
        cmocka_unit_test_setup_teardown(test_a_formula_with_a_comma_is_quoted_around_its_apostrophe,
                                        start, stop),
        cmocka_unit_test_setup_teardown(test_tab_and_return_in_front_are_disarmed_too, start, stop),
        cmocka_unit_test_setup_teardown(test_quotes_are_doubled, start, stop),
        cmocka_unit_test_setup_teardown(test_json_lines_have_the_same_columns_and_the_state, start,
                                        stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
