#include "app/registration/form.h"
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/made_up_visit.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_ROLE                                                                                  \
    "{\"id\":\"p\",\"kind\":\"question\",\"step\":1,\"title\":\"t\",\"fields\":[{\"id\":\"role\"," \
    "\"kind\":\"choice\",\"choices\":[{\"code\":\"a\",\"label\":\"x\"}]}]}"
#define PAGE_CHECK     "{\"id\":\"check\",\"kind\":\"check\",\"title\":\"t\"}"
#define FORM_OF(pages) "{\"id\":\"f\",\"version\":1,\"steps\":2,\"pages\":[" pages "]}"

static void expect_mistake(const char *json, const char *said)
{
    struct error error = {0};

    assert_null(form_parse(json, strlen(json), "try.json", &error));
    if (!strstr(error.text, said) || strncmp(error.text, "try.json: ", 10) != 0)
        fail_msg("\"%s\" does not say \"%s\"", error.text, said);
}

static void the_smallest_form_is_read(void **state)
{
    static const char json[] = FORM_OF(PAGE_ROLE "," PAGE_CHECK);
    struct form *form = form_parse(json, strlen(json), "try.json", NULL);

    (void)state;
    assert_non_null(form);
    assert_int_equal(form->page_count, 2);
    assert_string_equal(form->fields[0].choices[0].code, "a");
    form_destroy(form);
}

static void broken_json_names_its_line(void **state)
{
    (void)state;
    expect_mistake("{\n\"id\": \"f\",\n oops }", "line 3");
    expect_mistake("{\"id\":\"a\",\"id\":\"b\"}", "line 1");
    expect_mistake("", "line 1");
}

static void mistakes_name_their_place(void **state)
{
    (void)state;
    expect_mistake("[]", "top: must be an object");
    expect_mistake("{\"id\":\"f\",\"version\":1,\"steps\":2}", "top: \"pages\" is missing");
    expect_mistake(FORM_OF(PAGE_ROLE), "the last page must be of the kind check");
    expect_mistake(FORM_OF(PAGE_ROLE "," PAGE_ROLE "," PAGE_CHECK),
                   "pages[1]: the id \"p\" stands there twice");
    expect_mistake(
        FORM_OF("{\"id\":\"p\",\"kind\":\"question\",\"step\":9,\"title\":\"t\"}," PAGE_CHECK),
        "pages[0]: \"step\" must be a number from 1 to 2");
    expect_mistake(FORM_OF("{\"id\":\"p\",\"kind\":\"quiz\",\"title\":\"t\"}," PAGE_CHECK),
                   "pages[0]: \"quiz\" is not a kind that is known");
    expect_mistake(
        FORM_OF("{\"id\":\"check\",\"kind\":\"check\",\"title\":\"t\",\"colour\":\"red\"}"),
        "pages[0]: \"colour\" is not known here");
    expect_mistake(FORM_OF("{\"id\":\"check\",\"kind\":\"check\"}"),
                   "pages[0]: \"title\" is missing");
    expect_mistake(FORM_OF("{\"id\":\"Check it\",\"kind\":\"check\",\"title\":\"t\"}"),
                   "pages[0]: \"id\" may have");
}

static void fields_are_checked(void **state)
{
    (void)state;
    expect_mistake(FORM_OF("{\"id\":\"p\",\"kind\":\"question\",\"step\":1,\"title\":\"t\","
                           "\"fields\":[{\"id\":\"x\","
                           "\"kind\":\"date\",\"rule\":\"phone\"}]}," PAGE_CHECK),
                   "pages[0].fields[0]: a field of kind \"date\" cannot have the rule \"phone\"");
    expect_mistake(FORM_OF("{\"id\":\"p\",\"kind\":\"question\",\"step\":1,\"title\":\"t\","
                           "\"fields\":[{\"id\":\"x\","
                           "\"kind\":\"choice\"}]}," PAGE_CHECK),
                   "pages[0].fields[0]: \"choices\" belong to");
    expect_mistake(
        FORM_OF("{\"id\":\"p\",\"kind\":\"question\",\"step\":1,\"title\":\"t\"}," PAGE_CHECK),
        "pages[0]: pages of the kind question have fields");
}

static void conditions_look_back_only(void **state)
{
    (void)state;
    expect_mistake(FORM_OF("{\"id\":\"q\",\"kind\":\"question\",\"step\":1,\"title\":\"t\","
                           "\"shown_when\":{\"field\":\"x\"},\"fields\":[{\"id\":\"x\",\"kind\":"
                           "\"flag\"}]}," PAGE_CHECK),
                   "pages[0].shown_when: there is no field \"x\" before this place");
    expect_mistake(FORM_OF("{\"id\":\"q\",\"kind\":\"question\",\"step\":1,\"title\":\"t\",\"shown_"
                           "when\":{\"field\":"
                           "\"role\"},\"fields\":[{\"id\":\"x\",\"kind\":\"flag\"}]}," PAGE_ROLE
                           "," PAGE_CHECK),
                   "pages[0].shown_when: there is no field \"role\" before this place");
    expect_mistake(
        FORM_OF(PAGE_ROLE
                ",{\"id\":\"q\",\"kind\":\"question\",\"step\":1,\"title\":\"t\",\"shown_when\":{"
                "\"field\":\"role\",\"has\":\"z\"},\"fields\":[{\"id\":\"x\",\"kind\":\"flag\"}]}"
                "," PAGE_CHECK),
        "pages[1].shown_when: the field \"role\" has no choice \"z\"");
    expect_mistake(
        FORM_OF(PAGE_ROLE
                ",{\"id\":\"q\",\"kind\":\"question\",\"step\":1,\"title\":\"t\",\"shown_when\":{"
                "\"any\":{}},\"fields\":[{\"id\":\"x\",\"kind\":\"flag\"}]}," PAGE_CHECK),
        "\"any\" stands alone and takes a list of conditions");
    expect_mistake(
        FORM_OF(PAGE_ROLE
                ",{\"id\":\"q\",\"kind\":\"question\",\"step\":1,\"title\":\"t\",\"shown_when\":{"
                "\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"field\":\"role\"}}}}}},\"fields\":["
                "{\"id\":"
                "\"x\",\"kind\":\"flag\"}]}," PAGE_CHECK),
        "conditions stand more than 4 deep");
}

static void a_form_that_is_too_long_is_refused_unread(void **state)
{
    char *json = malloc(FORM_JSON_MAX + 1);
    struct error error = {0};

    (void)state;
    memset(json, ' ', FORM_JSON_MAX + 1);
    assert_null(form_parse(json, FORM_JSON_MAX + 1, "try.json", &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    free(json);
}

/* Cut anywhere, the form is a mistake that is named, never a crash. */
static void a_form_cut_short_is_a_mistake(void **state)
{
    static const char json[] = FORM_OF(PAGE_ROLE "," PAGE_CHECK);
    struct error error = {0};

    (void)state;
    for (size_t length = 0; length < strlen(json); length++)
        assert_null(form_parse(json, length, "try.json", &error));
}

/* ---- services ----------------------------------------------------------------------------------- */

static const struct form_text legal_words[] = {{"en", "Legal help", "Free advice"},
                                               {"es", "Ayuda legal", "Consejo gratis"}};

static void a_site_adds_a_service(void **state)
{
    const struct form_service services[] = {
        {.code = "legal-help", .texts = legal_words, .text_count = 2}};
    struct form *form = made_up_form();
    const struct form_field *field = form_field_find(form, "services");
    const struct form_choice *choice;

    (void)state;
    assert_true(form_apply_services(form, services, 1, NULL));
    assert_int_equal(field->choice_count, 6);
    choice = form_choice_find(field, "legal-help");
    assert_non_null(choice);
    assert_string_equal(form_choice_text(choice, "es")->label, "Ayuda legal");
    assert_string_equal(form_choice_text(choice, "en")->detail, "Free advice");
    assert_string_equal(form_choice_text(choice, "ko")->label, "Legal help");
    form_destroy(form);
}

static void a_site_removes_and_rewords(void **state)
{
    const struct form_text words[] = {{"es", "Avisos", NULL}};
    const struct form_service services[] = {
        {.code = "case-history", .removed = true},
        {.code = "custody-alerts", .texts = words, .text_count = 1}};
    struct form *form = made_up_form();
    const struct form_field *field = form_field_find(form, "services");
    const struct form_choice *alerts;

    (void)state;
    assert_true(form_apply_services(form, services, 2, NULL));
    assert_null(form_choice_find(field, "case-history"));
    alerts = form_choice_find(field, "custody-alerts");
    assert_string_equal(form_choice_text(alerts, "es")->label, "Avisos");
    assert_null(form_choice_text(alerts, "en"));
    assert_string_equal(alerts->label, "s1");
    form_destroy(form);
}

static void a_service_that_cannot_be_is_refused(void **state)
{
    const struct form_service bad[] = {
        {.code = "-legal", .texts = legal_words, .text_count = 2},
        {.code = "Legal Help", .texts = legal_words, .text_count = 2},
        {.code = "legal-help", .texts = legal_words + 1, .text_count = 1},
        {.code = "no-such-one", .removed = true},
    };
    struct form *form = made_up_form();
    const struct form_field *field = form_field_find(form, "services");
    struct error error = {0};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(form_apply_services(form, &bad[i], 1, &error));
        assert_non_null(strstr(error.text, bad[i].code));
        assert_int_equal(field->choice_count, 5);
    }
    form_destroy(form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smallest_form_is_read),
        cmocka_unit_test(broken_json_names_its_line),
        cmocka_unit_test(mistakes_name_their_place),
        cmocka_unit_test(fields_are_checked),
        cmocka_unit_test(conditions_look_back_only),
        cmocka_unit_test(a_form_that_is_too_long_is_refused_unread),
        cmocka_unit_test(a_form_cut_short_is_a_mistake),
        cmocka_unit_test(a_site_adds_a_service),
        cmocka_unit_test(a_site_removes_and_rewords),
        cmocka_unit_test(a_service_that_cannot_be_is_refused),
    };

    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
