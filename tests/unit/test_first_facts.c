/* When a kiosk shows its first start, what it knows of the network then, how the steward's tasks end. */
#include "app/screen/process/first_facts.h"
#include "platform/base/state.h"
#include "platform/base/text.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <stdlib.h>
#include <string.h>

struct fixture {
    void *folder;
    struct kiosk_config config;
    struct state_file *steward;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct error error;
    *state = fixture;
    return temp_folder_setup(&fixture->folder) == 0 &&
                   kiosk_config_load(temp_folder_write(fixture->folder, "kiosk.ini",
                                                       "[paths]\nstate = .\nsite = site.p7\n"
                                                       "network = network\n"
                                                       "[setup]\nfirst_start = yes\n"),
                                     &fixture->config, &error)
               ? 0
               : -1;
}

static void steward_is_gone(struct fixture *fixture)
{
    if (fixture->steward != NULL) {
        state_disown(fixture->steward);
    }
    fixture->steward = NULL;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    steward_is_gone(fixture);
    int gone = temp_folder_teardown(&fixture->folder);
    free(fixture);
    return gone;
}

/* `object` is released. */
static void publish(struct fixture *fixture, json_t *object)
{
    struct error error;
    if (fixture->steward == NULL) {
        fixture->steward = state_own(fixture->config.paths.state, "steward", &error);
    }
    assert_non_null(fixture->steward);
    assert_true(state_publish(fixture->steward, object, &error));
    json_decref(object);
}

static void steward_says(struct fixture *fixture, bool pin_set)
{
    publish(fixture, json_pack("{s:b}", "pin_set", pin_set));
}

static void enrol(struct fixture *fixture)
{
    (void)temp_folder_write(fixture->folder, "site.p7", "broken, but there");
}

static bool wanted(struct fixture *fixture)
{
    struct first_facts facts;
    return first_is_wanted(&fixture->config, &facts);
}

static void a_kiosk_out_of_its_box_wants_it(void **state)
{
    struct fixture *fixture = *state;
    assert_true(wanted(fixture)); /* whether the steward is up yet or not */
    steward_says(fixture, false);
    assert_true(wanted(fixture));
    fixture->config.setup.first_start = false;
    assert_false(wanted(fixture));
}

static void an_enrolled_kiosk_without_a_pin_wants_it(void **state)
{
    struct fixture *fixture = *state;
    enrol(fixture);
    steward_says(fixture, false);
    assert_true(wanted(fixture));
}

static void a_kiosk_that_is_set_up_never_does(void **state)
{
    struct fixture *fixture = *state;
    enrol(fixture);
    steward_says(fixture, true);
    assert_false(wanted(fixture));
    (void)text_copy(fixture->config.setup.reached, sizeof fixture->config.setup.reached, "touch");
    assert_false(wanted(fixture));
}

static void in_doubt_it_is_set_up(void **state)
{
    struct fixture *fixture = *state;
    enrol(fixture);
    assert_false(wanted(fixture));
    steward_says(fixture, false);
    steward_is_gone(fixture);
    assert_false(wanted(fixture));
}

static void networkd_says_what_the_link_does(void **state)
{
    static const struct {
        const char *text;
        enum first_link link;
    } files[] = {
        {"OPER_STATE=routable\n", FIRST_LINK_READY},
        {"# comment\nADMIN_STATE=configured\nOPER_STATE=routable\nX=y\n", FIRST_LINK_READY},
        {"OPER_STATE=degraded\n", FIRST_NO_ADDRESS},
        {"OPER_STATE=carrier\n", FIRST_NO_ADDRESS},
        {"OPER_STATE=no-carrier\n", FIRST_NO_CABLE},
        {"OPER_STATE=off", FIRST_NO_CABLE},
        {"OPER_STATE=routable2\n", FIRST_LINK_UNKNOWN},
        {"NO_OPER_STATE=routable\n", FIRST_LINK_UNKNOWN},
        {"", FIRST_LINK_UNKNOWN},
    };
    struct fixture *fixture = *state;
    struct first_facts facts;
    (void)first_is_wanted(&fixture->config, &facts);
    assert_int_equal(facts.link, FIRST_LINK_UNKNOWN);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        (void)temp_folder_write(fixture->folder, "network", files[i].text);
        (void)first_is_wanted(&fixture->config, &facts);
        assert_int_equal(facts.link, files[i].link);
    }
}

static void in_doubt_no_pin_is_set(void **state)
{
    struct fixture *fixture = *state;
    assert_false(first_pin_is_set(fixture->config.paths.state));
    steward_says(fixture, false);
    assert_false(first_pin_is_set(fixture->config.paths.state));
    steward_says(fixture, true);
    assert_true(first_pin_is_set(fixture->config.paths.state));
    steward_is_gone(fixture);
    assert_false(first_pin_is_set(fixture->config.paths.state));
}

#define TASK 7

static bool is_over(struct fixture *fixture, enum enrol_problem *problem)
{
    return first_task_is_over(fixture->config.paths.state, TASK, problem);
}

static void steward_tells(struct fixture *fixture, int64_t number, const char *how, const char *why,
                          const char *detail)
{
    publish(fixture, json_pack("{s:{s:I, s:s, s:s, s:s}}", "task", "number", (json_int_t)number,
                               "state", how, "why", why, "detail", detail));
}

static void a_task_that_runs_is_waited_for(void **state)
{
    struct fixture *fixture = *state;
    enum enrol_problem problem = ENROL_REFUSED;
    steward_tells(fixture, TASK, "running", "", "");
    assert_false(is_over(fixture, &problem));
    assert_int_equal(problem, ENROL_REFUSED);
}

static void a_task_that_has_ended_says_how(void **state)
{
    static const struct {
        const char *how, *why, *detail;
        enum enrol_problem problem;
    } ends[] = {
        {"fine", "", "", ENROL_FINE},
        {"failed", "failed", "code-used", ENROL_CODE_USED},
        {"failed", "wrong-time", "", ENROL_CLOCK_WRONG},
        {"failed", "two-drives", "", ENROL_NO_DRIVE},
        {"failed", "two-files", "", ENROL_NO_FILE},
        {"failed", "no-drive", "", ENROL_NO_DRIVE},
        {"failed", "what nobody knows", "", ENROL_FAILED},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        enum enrol_problem problem = ENROL_REFUSED;
        steward_tells(fixture, TASK, ends[i].how, ends[i].why, ends[i].detail);
        assert_true(is_over(fixture, &problem));
        assert_int_equal(problem, ends[i].problem);
    }
}

static void a_task_that_nobody_speaks_of_has_failed(void **state)
{
    struct fixture *fixture = *state;
    enum enrol_problem problem = ENROL_FINE;
    assert_true(is_over(fixture, &problem)); /* no steward yet */
    assert_int_equal(problem, ENROL_FAILED);
    problem = ENROL_FINE;
    steward_tells(fixture, TASK + 1, "fine", "", "");
    assert_true(is_over(fixture, &problem));
    assert_int_equal(problem, ENROL_FAILED);
    problem = ENROL_FINE;
    steward_tells(fixture, TASK + 1, "running", "", "");
    assert_true(is_over(fixture, &problem));
    assert_int_equal(problem, ENROL_FAILED);
    problem = ENROL_FINE;
    steward_tells(fixture, TASK, "running", "", "");
    steward_is_gone(fixture);
    assert_true(is_over(fixture, &problem));
    assert_int_equal(problem, ENROL_FAILED);
}

static void each_printer_on_offer_has_its_device(void **state)
{
    struct fixture *fixture = *state;
    struct first_facts facts;
    for (enum first_printer printer = FIRST_PRINTER_NONE; printer <= FIRST_PRINTER_ADAPTER;
         printer++) {
        assert_true(text_copy(fixture->config.printer.device, sizeof fixture->config.printer.device,
                              first_printer_device(printer)));
        (void)first_is_wanted(&fixture->config, &facts);
        assert_int_equal(facts.printer, printer);
    }
    assert_true(text_copy(fixture->config.printer.device, sizeof fixture->config.printer.device,
                          "serial:/dev/ttyS9"));
    (void)first_is_wanted(&fixture->config, &facts);
    assert_int_equal(facts.printer, FIRST_PRINTER_OTHER);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_kiosk_out_of_its_box_wants_it),
        TEST(an_enrolled_kiosk_without_a_pin_wants_it),
        TEST(a_kiosk_that_is_set_up_never_does),
        TEST(in_doubt_it_is_set_up),
        TEST(networkd_says_what_the_link_does),
        TEST(in_doubt_no_pin_is_set),
        TEST(a_task_that_runs_is_waited_for),
        TEST(a_task_that_has_ended_says_how),
        TEST(a_task_that_nobody_speaks_of_has_failed),
        TEST(each_printer_on_offer_has_its_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
