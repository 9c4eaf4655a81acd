/* When a kiosk shows its first start, and what it knows of the network then. */
#include "app/screen/process/first.h"
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

static void steward_says(struct fixture *fixture, bool pin_set)
{
    struct error error;
    json_t *object = json_pack("{s:b}", "pin_set", pin_set);
    if (fixture->steward == NULL) {
        fixture->steward = state_own(fixture->config.paths.state, "steward", &error);
    }
    assert_non_null(fixture->steward);
    assert_true(state_publish(fixture->steward, object, &error));
    json_decref(object);
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_kiosk_out_of_its_box_wants_it),   TEST(an_enrolled_kiosk_without_a_pin_wants_it),
        TEST(a_kiosk_that_is_set_up_never_does), TEST(in_doubt_it_is_set_up),
        TEST(networkd_says_what_the_link_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
