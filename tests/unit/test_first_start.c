/* The first start: every step, going on after a power cut, what each failure leads to. */
#include "app/screen/setup/first_start_state.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

struct first_test {
    struct first_start first;
};

static const struct first_facts fresh = {.link = FIRST_LINK_READY};

static int set_up(void **state)
{
    static struct first_test test;
    test = (struct first_test){0};
    first_start_begin(&test.first, "", &fresh);
    *state = &test;
    return 0;
}

static void press(struct first_start *first, const char *id)
{
    assert_true(first_start_press(first, id));
}

static void type(struct first_start *first, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        first_start_type(first, (char[2]){*c, '\0'});
    }
}

/* Everything that was asked for, as a text: "keep network ". */
static const char *asked(struct first_start *first)
{
    static const char *const names[] = {
        [FIRST_KEEP] = "keep ",     [FIRST_SET_NETWORK] = "network ", [FIRST_DO_ENROL] = "enrol ",
        [FIRST_SET_PIN] = "pin ",   [FIRST_TURN] = "turn ",           [FIRST_PRINT_TEST] = "print ",
        [FIRST_FINISH] = "finish ",
    };
    static char text[64];
    enum first_effect effect;
    text[0] = '\0';
    while ((effect = first_start_take(first)) != FIRST_NOTHING) {
        (void)strcat(text, names[effect]);
    }
    return text;
}

static void to_network(struct first_start *first)
{
    first_start_language(first);
    press(first, "skip");
    (void)asked(first);
}

static void to_invitation(struct first_start *first)
{
    to_network(first);
    press(first, "cont");
    first_start_network_set(first, true);
    press(first, "cont");
    (void)asked(first);
}

/* A code whose check symbol fits. */
static void type_code(struct first_start *first)
{
    static const char all[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    type(first, "K7M429QTX3HF8P2");
    for (size_t i = 0; first->step == FIRST_CODE && i < sizeof all - 1; i++) {
        first_start_type(first, (char[2]){all[i], '\0'});
        press(first, "cont");
        if (first->step == FIRST_CODE) {
            first_start_type(first, "delete");
        }
    }
    assert_int_equal(first->step, FIRST_ENROL);
}

static void to_enrol(struct first_start *first)
{
    to_invitation(first);
    press(first, "cont");
    type_code(first);
}

static void to_pin(struct first_start *first)
{
    to_enrol(first);
    (void)asked(first);
    first_start_enrol_ended(first, ENROL_FINE);
    (void)asked(first);
}

/* ---- the way ----------------------------------------------------------------- */

static void all_steps_lead_to_visits(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    first_start_language(first);
    assert_string_equal(asked(first), "keep ");
    assert_string_equal(first_start_kept(first), "touch");
    for (int i = 0; i < FIRST_TARGETS; i++) {
        assert_int_equal(first->step, FIRST_TOUCH);
        press(first, "target");
    }
    assert_int_equal(first->step, FIRST_NETWORK);
    press(first, "cont");
    assert_string_equal(asked(first), "keep network ");
    assert_false(first_start_network(first)->fixed);
    first_start_network_set(first, true);
    press(first, "cont");
    assert_int_equal(first->step, FIRST_INVITATION);
    press(first, "cont");
    type_code(first);
    assert_string_equal(asked(first), "keep enrol ");
    assert_memory_equal(first_start_code(first), "K7M429QTX3HF8P2", 15);
    first_start_enrol_ended(first, ENROL_FINE);
    assert_string_equal(asked(first), "keep ");
    assert_string_equal(first_start_code(first), "");
    type(first, "271828");
    press(first, "cont");
    type(first, "271828");
    press(first, "cont");
    assert_string_equal(asked(first), "pin ");
    assert_string_equal(first_start_pin(first), "271828");
    first_start_pin_kept(first, true);
    assert_string_equal(first_start_pin(first), "");
    press(first, "print");
    press(first, "print");
    assert_string_equal(asked(first), "print ");
    first_start_printed(first, "a1_done");
    press(first, "cont");
    press(first, "cont");
    assert_string_equal(asked(first), "finish ");
}

static void it_goes_on_where_it_was(void **state)
{
    static const struct {
        const char *kept;
        bool enrolled, pin_set;
        enum first_step step;
    } cuts[] = {
        {"", false, false, FIRST_LANGUAGE},
        {"nonsense", false, false, FIRST_LANGUAGE},
        {"touch", false, false, FIRST_TOUCH},
        {"network", false, false, FIRST_NETWORK},
        {"invitation", false, false, FIRST_INVITATION},
        {"invitation", true, false, FIRST_PIN}, /* cut off between enrolling and keeping the word */
        {"", true, false, FIRST_PIN},           /* enrolled in another way */
        {"pin", true, false, FIRST_PIN},
        {"pin", false, false, FIRST_INVITATION}, /* the keys are gone */
        {"pin", true, true, FIRST_PRINT},
    };
    struct first_start *first = &((struct first_test *)*state)->first;
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        const struct first_facts facts = {.enrolled = cuts[i].enrolled, .pin_set = cuts[i].pin_set};
        first_start_begin(first, cuts[i].kept, &facts);
        assert_int_equal(first->step, cuts[i].step);
    }
}

static void back_leads_back(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    to_enrol(first);
    press(first, "back");
    assert_int_equal(first->step, FIRST_ENROL); /* while it is tried nothing leads away */
    first_start_enrol_ended(first, ENROL_NOT_REACHED);
    static const enum first_step steps[] = {FIRST_CODE,    FIRST_INVITATION, FIRST_LINK,
                                            FIRST_NETWORK, FIRST_TOUCH,      FIRST_LANGUAGE,
                                            FIRST_LANGUAGE};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        press(first, "back");
        assert_int_equal(first->step, steps[i]);
    }
}

/* ---- touch ------------------------------------------------------------------- */

static void touch(struct first_start *first, int target, int dx, int dy)
{
    struct first_place place = first_start_target(target, 1080, 1920, 168);
    first_start_touch(first, place.x + place.width / 2 + dx, place.y + place.height / 2 + dy, 1080,
                      1920, 168);
}

static void four_targets_are_touched(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    first_start_language(first);
    for (int i = 0; i < FIRST_TARGETS; i++) {
        assert_int_equal(first->target, i);
        touch(first, i, 20, -20);
    }
    assert_int_equal(first->step, FIRST_NETWORK);
}

static void a_touch_beside_is_told_from_one_that_is_turned(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    first_start_language(first);
    touch(first, 0, 130, 90);
    assert_int_equal(first->touched, FIRST_TOUCH_BESIDE);
    touch(first, 2, 0, 0);
    assert_int_equal(first->touched, FIRST_TOUCH_TURNED);
    first_start_touch(first, 1040, 1880, 1080, 1920, 168); /* the panel's corner, in the bar */
    assert_int_equal(first->touched, FIRST_TOUCH_TURNED);
    assert_int_equal(first->target, 0);
    touch(first, 0, 0, 0);
    assert_int_equal(first->touched, FIRST_TOUCH_NONE);
    assert_int_equal(first->target, 1);
}

static void the_picture_is_turned_where_it_can_be(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    first_start_language(first);
    (void)asked(first);
    press(first, "turn");
    assert_string_equal(asked(first), "");
    first_start_tell(first, &(struct first_facts){.turns = true});
    press(first, "turn");
    assert_string_equal(asked(first), "turn ");
    assert_int_equal(first->step, FIRST_TOUCH);
}

/* ---- network ----------------------------------------------------------------- */

static void fix(struct first_start *first, const char *address, const char *prefix,
                const char *gateway, const char *dns)
{
    to_network(first);
    press(first, "option.fixed");
    press(first, "cont");
    const char *const parts[] = {address, prefix, gateway, dns};
    for (size_t i = 0; i < 4 && first->error == NULL; i++) {
        type(first, parts[i]);
        press(first, "cont");
    }
}

static void a_fixed_address_is_set(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    fix(first, "192.0.2.10", "24", "192.0.2.1", "198.51.100.53");
    assert_int_equal(first->step, FIRST_LINK);
    assert_string_equal(asked(first), "network ");
    const struct first_network *network = first_start_network(first);
    assert_true(network->fixed);
    assert_string_equal(network->address, "192.0.2.10");
    assert_string_equal(network->dns, "198.51.100.53");
}

static void what_is_no_address_is_not_taken(void **state)
{
    static const struct {
        const char *address, *prefix, *gateway, *dns;
        enum first_step step;
    } wrong[] = {
        {"192.0.2", "", "", "", FIRST_ADDRESS},
        {"", "", "", "", FIRST_ADDRESS},
        {"256.0.2.1", "", "", "", FIRST_ADDRESS},
        {"127.0.0.1", "", "", "", FIRST_ADDRESS},
        {"224.0.0.1", "", "", "", FIRST_ADDRESS},
        {"0.1.2.3", "", "", "", FIRST_ADDRESS},
        {"192.0.2.10", "", "", "", FIRST_PREFIX},
        {"192.0.2.10", "7", "", "", FIRST_PREFIX},
        {"192.0.2.10", "31", "", "", FIRST_PREFIX},
        {"192.0.2.0", "24", "", "", FIRST_PREFIX},
        {"192.0.2.255", "24", "", "", FIRST_PREFIX},
        {"192.0.2.10", "24", "192.0.3.1", "", FIRST_GATEWAY},
        {"192.0.2.10", "24", "192.0.2.10", "", FIRST_GATEWAY},
        {"192.0.2.10", "24", "192.0.2.255", "", FIRST_GATEWAY},
        {"192.0.2.10", "24", "192.0.2.1", "..", FIRST_DNS},
    };
    struct first_start *first = &((struct first_test *)*state)->first;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        first_start_begin(first, "", &fresh);
        fix(first, wrong[i].address, wrong[i].prefix, wrong[i].gateway, wrong[i].dns);
        assert_int_equal(first->step, wrong[i].step);
        assert_non_null(first->error);
        assert_string_equal(asked(first), "");
    }
}

static void nothing_leads_on_while_the_network_is_set(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    to_network(first);
    press(first, "cont");
    press(first, "cont");
    press(first, "back");
    assert_int_equal(first->step, FIRST_LINK);
    first_start_network_set(first, false);
    assert_true(first->network_failed);
    press(first, "back");
    assert_int_equal(first->step, FIRST_NETWORK);
}

/* ---- code and enrolling -------------------------------------------------------- */

static void only_the_alphabet_is_typed(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    to_invitation(first);
    press(first, "cont");
    type(first, "k7 m-4oOiIlLuU!.\xc3\xa9");
    first_start_type(first, "12");
    assert_string_equal(first_start_code(first), "K7M4001111");
    type(first, "0123456789");
    assert_int_equal(strlen(first_start_code(first)), FIRST_CODE_SYMBOLS);
    first_start_type(first, "delete");
    assert_int_equal(strlen(first_start_code(first)), FIRST_CODE_SYMBOLS - 1);
}

static void a_slip_is_found_before_the_office_is_asked(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    to_invitation(first);
    press(first, "cont");
    press(first, "cont");
    assert_string_equal(first->error, "fs_code_hint");
    type_code(first);
    assert_string_equal(asked(first), "enrol ");
    first_start_enrol_ended(first, ENROL_NOT_REACHED);
    press(first, "back");
    char last = first->code[FIRST_CODE_SYMBOLS - 1];
    first_start_type(first, "delete");
    first_start_type(first, last == '0' ? "1" : "0");
    press(first, "cont");
    assert_int_equal(first->step, FIRST_CODE);
    assert_string_equal(first->error, "fs_code_wrong");
    assert_string_equal(asked(first), "");
}

static void each_failure_leads_to_what_mends_it(void **state)
{
    static const struct {
        enum enrol_problem problem;
        enum first_step step; /* after 'Try again' */
        bool code_stays;
    } ways[] = {
        {ENROL_CODE_WRONG, FIRST_CODE, false},  {ENROL_CODE_USED, FIRST_INVITATION, false},
        {ENROL_ENDED, FIRST_INVITATION, false}, {ENROL_FALSE_FILE, FIRST_INVITATION, false},
        {ENROL_NO_DRIVE, FIRST_ENROL, true},    {ENROL_BAD_DRIVE, FIRST_ENROL, true},
        {ENROL_NO_FILE, FIRST_ENROL, true},     {ENROL_NO_CABLE, FIRST_ENROL, true},
        {ENROL_NO_ADDRESS, FIRST_ENROL, true},  {ENROL_NOT_REACHED, FIRST_ENROL, true},
        {ENROL_NOT_TRUSTED, FIRST_ENROL, true}, {ENROL_CLOCK_WRONG, FIRST_ENROL, true},
        {ENROL_NO_TPM, FIRST_ENROL, true},      {ENROL_REFUSED, FIRST_ENROL, true},
        {ENROL_FAILED, FIRST_ENROL, true},
    };
    struct first_start *first = &((struct first_test *)*state)->first;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        first_start_begin(first, "", &fresh);
        to_enrol(first);
        (void)asked(first);
        first_start_enrol_ended(first, ways[i].problem);
        press(first, "cont");
        assert_int_equal(first->step, ways[i].step);
        assert_int_equal(first_start_code(first)[0] != '\0', ways[i].code_stays);
        assert_string_equal(asked(first), ways[i].code_stays ? "enrol " : "");
    }
}

/* ---- PIN ----------------------------------------------------------------------- */

static void two_pins_that_differ_are_typed_anew(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    to_pin(first);
    type(first, "27182");
    press(first, "cont");
    assert_string_equal(first->error, "fs_pin");
    type(first, "8");
    press(first, "cont");
    type(first, "271829");
    press(first, "cont");
    assert_int_equal(first->step, FIRST_PIN);
    assert_string_equal(first->error, "fs_pin_differs");
    assert_string_equal(first->pin, "");
    assert_string_equal(first->pin_again, "");
    assert_string_equal(asked(first), "");
}

static void a_pin_that_was_not_kept_is_asked_again(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    to_pin(first);
    type(first, "271828");
    press(first, "cont");
    type(first, "271828");
    press(first, "cont");
    type(first, "9");
    first_start_type(first, "delete");
    assert_string_equal(first_start_pin(first), "271828");
    first_start_pin_kept(first, false);
    assert_int_equal(first->step, FIRST_PIN);
    assert_string_equal(first->error, "fs_pin_failed");
}

static void what_was_typed_is_forgotten_after_a_while(void **state)
{
    struct first_start *first = &((struct first_test *)*state)->first;
    to_pin(first);
    type(first, "271828");
    press(first, "cont");
    first_start_forget(first);
    assert_int_equal(first->step, FIRST_PIN);
    assert_string_equal(first_start_pin(first), "");
}

/* ---- on the screen --------------------------------------------------------------- */

static void the_words_of_each_step_are_there(void **state)
{
    struct stage *stage = *state;
    struct view_style style = {.language = "en"};
    struct error error;
    const char *screen;
    for (size_t i = 0; (screen = visit_screen(i)) != NULL; i++) {
        if (strncmp(screen, "first-", 6) == 0) {
            assert_true(visit_show(stage->visit, screen, &style, &error));
            assert_true(stage_has(stage, "title"));
            assert_false(stage_has(stage, "leave"));
            assert_false(stage_shows(stage, "271828"));
        }
    }
}

static void no_gesture_leads_out(void **state)
{
    struct stage *stage = *state;
    struct view_style style = {.language = "en"};
    struct error error;
    assert_true(visit_show(stage->visit, "first-network", &style, &error));
    for (int i = 0; i < 6; i++) {
        stage->now += 550;
        (void)visit_touch(stage->visit, 60, 60, stage->now);
    }
    assert_string_equal(stage_screen(stage), "first-network");
    assert_false(visit_key(stage->visit, KEY_STAFF, stage->now));
    assert_string_equal(stage_screen(stage), "first-network");
}

static void a_finger_touches_the_targets_in_a_mirrored_language_too(void **state)
{
    struct stage *stage = *state;
    struct view_style style = {.language = "ar"};
    struct error error;
    assert_true(visit_show(stage->visit, "first-touch-beside", &style, &error));
    for (int i = 0; i < FIRST_TARGETS; i++) {
        struct rect at = stage_control(stage, "target")->rect;
        stage->now += 1000;
        assert_true(visit_touch(stage->visit, at.x + 10, at.y + 10, stage->now));
    }
    assert_string_equal(stage_screen(stage), "first-network");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_FIRST_START);
}

int main(void)
{
#define PURE(name)  cmocka_unit_test_setup(name, set_up)
#define SHOWN(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        PURE(all_steps_lead_to_visits),
        PURE(it_goes_on_where_it_was),
        PURE(back_leads_back),
        PURE(four_targets_are_touched),
        PURE(a_touch_beside_is_told_from_one_that_is_turned),
        PURE(the_picture_is_turned_where_it_can_be),
        PURE(a_fixed_address_is_set),
        PURE(what_is_no_address_is_not_taken),
        PURE(nothing_leads_on_while_the_network_is_set),
        PURE(only_the_alphabet_is_typed),
        PURE(a_slip_is_found_before_the_office_is_asked),
        PURE(each_failure_leads_to_what_mends_it),
        PURE(two_pins_that_differ_are_typed_anew),
        PURE(a_pin_that_was_not_kept_is_asked_again),
        PURE(what_was_typed_is_forgotten_after_a_while),
        SHOWN(the_words_of_each_step_are_there),
        SHOWN(no_gesture_leads_out),
        SHOWN(a_finger_touches_the_targets_in_a_mirrored_language_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
