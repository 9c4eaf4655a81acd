#include "app/registration/request.h"
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/made_up_visit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct visit {
    struct form *form;
    struct answers *answers;
    struct buffer out;
    struct request request;
};

static const struct request_origin origin = {
    .uuid_random = {0, 1, 2, 3, 4, 5, 0xF6, 7, 0xF8, 9, 10, 11, 12, 13, 14, 15},
    .kiosk = "0417",
    .site = "lobby",
    .time_zone = "America/New_York",
    .language = "es",
    .saved_utc = "2026-11-21T21:35:00Z",
    .clock_trusted = true,
};

static int visit_start(void **state)
{
    struct visit *visit = calloc(1, sizeof *visit);
    struct error error;

    if (!visit || !secret_start(&error))
        return -1;
    visit->form = made_up_form();
    visit->answers = answers_create(visit->form, &error);
    made_up_fill(visit->answers);
    buffer_init_secret(&visit->out, REQUEST_JSON_MAX);
    *state = visit;
    return 0;
}

static int visit_end(void **state)
{
    struct visit *visit = *state;

    buffer_finish(&visit->out);
    answers_destroy(visit->answers);
    form_destroy(visit->form);
    free(visit);
    secret_stop();
    return 0;
}

static void build(struct visit *visit)
{
    struct error error = {0};

    if (!request_build(visit->answers, &origin, made_up_today(), &visit->out, &error))
        fail_msg("%s", error.text);
}

static void build_and_parse(struct visit *visit)
{
    struct error error = {0};

    build(visit);
    if (!request_read(visit->out.data, visit->out.length, &visit->request, &error))
        fail_msg("%s", error.text);
}

static void what_was_built_is_read_again(void **state)
{
    struct visit *visit = *state;
    const struct request *request = &visit->request;

    build_and_parse(visit);
    assert_string_equal(request->uuid, "00010203-0405-4607-b809-0a0b0c0d0e0f");
    assert_string_equal(request->kiosk, "0417");
    assert_string_equal(request->time_zone, "America/New_York");
    assert_string_equal(request->form, "custody-alert");
    assert_true(request->clock_trusted);
    assert_string_equal(request->role, "family");
    assert_int_equal(request->service_count, 2);
    assert_string_equal(request->services[1], "support-specialist");
    assert_string_equal(request->given_name, "Mar\xC3\xAD"
                                             "a Jos\xC3\xA9");
    assert_string_equal(request->other_names, "Pepa \"la Fuerte\"");
    assert_string_equal(request->birth_date, "1984-04-17");
    assert_string_equal(request->birth_country, "HN");
    assert_string_equal(request->phone, "+12025550142");
    assert_int_equal(request->way_count, 3);
    assert_int_equal(request->hour_count, 2);
    assert_string_equal(request->voicemail, "never");
    assert_string_equal(request->alert_language, "es");
    assert_string_equal(request->pin, "4826");
    assert_true(request->phone_unverified && request->email_unverified);
    assert_false(request->minor || request->tty);
}

static void the_length_says_little(void **state)
{
    struct visit *visit = *state;

    build(visit);
    assert_int_equal(visit->out.length, 2048);
    assert_int_equal(visit->out.data[2047], ' ');
}

static void what_does_not_apply_is_left_out(void **state)
{
    struct visit *visit = *state;

    answers_clear(visit->answers, made_up_field(visit->answers, "services"));
    made_up_choose(visit->answers, "services", "local-contact");
    answers_clear(visit->answers, made_up_field(visit->answers, "ways"));
    made_up_choose(visit->answers, "ways", "none");
    build_and_parse(visit);
    assert_string_equal(visit->request.family_name, "");
    assert_string_equal(visit->request.birth_date, "");
    assert_string_equal(visit->request.email, "");
    assert_int_equal(visit->request.hour_count, 0);
    assert_string_equal(visit->request.alert_language, "");
    assert_null(strstr(buffer_text(&visit->out), "Ortiz"));
    assert_null(strstr(buffer_text(&visit->out), "someone"));
}

static void neither_the_second_pin_nor_the_way_to_find_is_stored(void **state)
{
    struct visit *visit = *state;

    build(visit);
    assert_null(strstr(buffer_text(&visit->out), "pin_again"));
    assert_null(strstr(buffer_text(&visit->out), "\"find\""));
    assert_null(strstr(buffer_text(&visit->out), "no_phone"));
}

static void a_minor_is_flagged(void **state)
{
    struct visit *visit = *state;

    made_up_choose(visit->answers, "age_band", "under-18");
    build_and_parse(visit);
    assert_true(visit->request.minor);
    assert_string_equal(visit->request.age_band, "under-18");
    buffer_clear(&visit->out);
    made_up_type(visit->answers, "birth_date", "2010-1-1");
    build_and_parse(visit);
    assert_true(visit->request.minor);
    assert_string_equal(visit->request.age_band, "");
}

static void an_incomplete_form_is_no_request(void **state)
{
    struct visit *visit = *state;
    struct error error = {0};

    made_up_type(visit->answers, "family_name", "");
    assert_false(request_build(visit->answers, &origin, made_up_today(), &visit->out, &error));
    assert_non_null(strstr(error.text, "family_name"));
    assert_int_equal(visit->out.length, 0);
}

static void building_leaves_no_secret_memory_behind(void **state)
{
    struct visit *visit = *state;
    size_t before = secret_in_use();

    build(visit);
    buffer_finish(&visit->out);
    assert_int_equal(secret_in_use(), before);
    buffer_init_secret(&visit->out, REQUEST_JSON_MAX);
}

/* ---- what is not a request ---------------------------------------------------------------------- */

static void expect_refused(json_t *root, const char *said)
{
    char *text = json_dumps(root, 0);
    struct error error = {0};
    struct request request;

    assert_false(request_read((const uint8_t *)text, strlen(text), &request, &error));
    if (!strstr(error.text, said))
        fail_msg("\"%s\" does not say \"%s\"", error.text, said);
    assert_string_equal(request.uuid, "");
    free(text);
}

static void expect_refused_with(struct visit *visit, const char *group, const char *member,
                                json_t *value)
{
    json_t *root = json_loadb((const char *)visit->out.data, visit->out.length, 0, NULL);
    json_t *object = group ? json_object_get(root, group) : root;

    json_object_set_new(object, member, value);
    expect_refused(root, group && strcmp(group, "form") == 0 ? "form" : member);
    json_decref(root);
}

static void members_with_the_wrong_form_are_refused(void **state)
{
    struct visit *visit = *state;

    build(visit);
    expect_refused_with(visit, NULL, "version", json_integer(2));
    expect_refused_with(visit, NULL, "uuid", json_string("00010203-0405-1607-b809-0a0b0c0d0e0f"));
    expect_refused_with(visit, NULL, "saved_utc", json_string("2026-02-30T00:00:00Z"));
    expect_refused_with(visit, NULL, "kiosk", json_string("=cmd()"));
    expect_refused_with(visit, NULL, "kiosk", json_string("+1"));
    expect_refused_with(visit, NULL, "clock_trusted", json_string("yes"));
    expect_refused_with(visit, "form", "version", json_integer(0));
    expect_refused_with(visit, "flags", "minor", json_null());
    expect_refused_with(visit, "answers", "role", json_array());
    expect_refused_with(visit, "answers", "role", json_string("-1"));
    expect_refused_with(visit, "answers", "services", json_array());
    expect_refused_with(visit, "answers", "birth_date", json_string("1984-02-30"));
    expect_refused_with(visit, "answers", "phone", json_string("2025550142"));
    expect_refused_with(visit, "answers", "pin", json_string("48265"));
    expect_refused_with(visit, "answers", "family_name", json_string("Ortiz\n"));
    expect_refused_with(visit, "answers", "a_number", json_string("12345678"));
}

static void members_that_are_missing_or_too_many_are_refused(void **state)
{
    struct visit *visit = *state;
    json_t *root;

    build(visit);
    root = json_loadb((const char *)visit->out.data, visit->out.length, 0, NULL);
    json_object_set_new(root, "code", json_string("K7M429QTX3H8"));
    expect_refused(root, "not known");
    json_object_del(root, "code");
    json_object_del(root, "uuid");
    expect_refused(root, "uuid");
    json_decref(root);
}

static void an_answer_of_a_later_form_is_passed_over(void **state)
{
    struct visit *visit = *state;
    json_t *root;
    char *text;

    build(visit);
    root = json_loadb((const char *)visit->out.data, visit->out.length, 0, NULL);
    json_object_set_new(json_object_get(root, "answers"), "shoe_size", json_string("42"));
    text = json_dumps(root, 0);
    assert_true(request_read((const uint8_t *)text, strlen(text), &visit->request, NULL));
    free(text);
    json_decref(root);
}

static void what_is_cut_or_damaged_is_refused(void **state)
{
    struct visit *visit = *state;
    size_t content;

    build(visit);
    for (content = visit->out.length; visit->out.data[content - 1] == ' ';)
        content--;
    for (size_t length = 0; length < content; length++)
        assert_false(request_read(visit->out.data, length, &visit->request, NULL));
    visit->out.data[1] = 0xFF;
    assert_false(request_read(visit->out.data, visit->out.length, &visit->request, NULL));
}

/* The schema that is published is the one that these requests keep: tests/support/schema-check reads both. */
static void what_is_built_keeps_the_published_schema(void **state)
{
    struct visit *visit = *state;
    FILE *check;

    build(visit);
    check = popen("tests/support/schema-check docs/request.schema.json -", "w");
    assert_non_null(check);
    assert_int_equal(fwrite(visit->out.data, 1, visit->out.length, check), visit->out.length);
    assert_int_equal(pclose(check), 0);
}

#define ON_VISIT(test) cmocka_unit_test_setup_teardown(test, visit_start, visit_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_VISIT(what_was_built_is_read_again),
        ON_VISIT(the_length_says_little),
        ON_VISIT(what_does_not_apply_is_left_out),
        ON_VISIT(neither_the_second_pin_nor_the_way_to_find_is_stored),
        ON_VISIT(a_minor_is_flagged),
        ON_VISIT(an_incomplete_form_is_no_request),
        ON_VISIT(building_leaves_no_secret_memory_behind),
        ON_VISIT(members_with_the_wrong_form_are_refused),
        ON_VISIT(members_that_are_missing_or_too_many_are_refused),
        ON_VISIT(an_answer_of_a_later_form_is_passed_over),
        ON_VISIT(what_is_cut_or_damaged_is_refused),
        ON_VISIT(what_is_built_keeps_the_published_schema),
    };

    return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
