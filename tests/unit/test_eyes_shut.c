/* Whole visits with eyes shut, on five keys and on two switches: the way is found by what is said. */
#include "app/registration/answers.h"
#include "platform/language/language.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/listener.h"

#include <stdio.h>
#include <string.h>

typedef void choose(struct listener *listener, const char *id);

/* What is chosen on each page, in any language; "letters" are the first keys of the keyboard, "#" begins
 * digits. */
static const struct {
    const char *page, *choices;
} plan[] = {
    {"notices", "cont"},
    {"about-you", "option.family cont"},
    {"services", "option.custody-alerts option.support-specialist cont"},
    {"find-person", "option.name cont"},
    {"name", "field.family_name letters cont"},
    {"other-names", "skip"},
    {"birth", "date cont"},
    {"country", "skip"},
    {"phone", "#2025550142 cont"},
    {"ways", "option.text cont"},
    {"hours", "option.morning cont"},
    {"alert-language", "cont"},
    {"visitor-name", "skip"},
    {"pin", "#5796 cont"},
    {"pin-again", "#5796 cont"},
    {"check", "cont"},
};

static void choose_digits(struct listener *listener, choose *by, const char *digits)
{
    for (; *digits != '\0'; digits++) {
        char id[] = {'k', 'e', 'y', '.', *digits, '\0'};
        by(listener, id);
    }
}

static void choose_letters(struct listener *listener, choose *by)
{
    const struct view *view = visit_view(listener->stage->visit);
    char id[VIEW_ID_MAX] = "";
    for (size_t i = 0; i < view->count && id[0] == '\0'; i++) {
        if (view->controls[i].role == ROLE_KEY) {
            (void)snprintf(id, sizeof id, "%s", view->controls[i].id);
        }
    }
    for (int i = 0; i < 3; i++) {
        by(listener, id);
    }
}

/* April 5, 1984, in the order in which the language types it. */
static void choose_date(struct listener *listener, choose *by)
{
    struct visit *visit = listener->stage->visit;
    const char *order = language_find(visit_languages(visit), visit_language(visit))->date_order;
    for (; *order != '\0'; order++) {
        choose_digits(listener, by, *order == 'y' ? "1984" : *order == 'm' ? "04" : "05");
    }
}

static void take(struct listener *listener, choose *by, const char *choices)
{
    char copy[128];
    char *rest = NULL;
    (void)snprintf(copy, sizeof copy, "%s", choices);
    for (char *id = strtok_r(copy, " ", &rest); id != NULL; id = strtok_r(NULL, " ", &rest)) {
        if (id[0] == '#') {
            choose_digits(listener, by, id + 1);
        } else if (strcmp(id, "date") == 0) {
            choose_date(listener, by);
        } else if (strcmp(id, "letters") == 0) {
            choose_letters(listener, by);
        } else {
            by(listener, id);
        }
    }
}

static void on(struct listener *listener, choose *by)
{
    for (size_t i = 0; i < sizeof plan / sizeof *plan; i++) {
        if (strcmp(plan[i].page, stage_screen(listener->stage)) == 0) {
            take(listener, by, plan[i].choices);
            return;
        }
    }
    fail_msg("no plan for %s", stage_screen(listener->stage));
}

static void check_answers(const struct stage *stage)
{
    assert_string_equal(stage_answer(stage, "phone"), "2025550142");
    assert_string_equal(stage_answer(stage, "pin"), "5796");
    assert_true(stage_answer(stage, "family_name")[0] != '\0');
}

/* From the welcome screen to the saved request and the receipt's code. */
static void visit_whole(struct listener *listener, choose *by, const char *language)
{
    struct stage *stage = listener->stage;
    char id[VIEW_ID_MAX];
    (void)snprintf(id, sizeof id, "language.%s", language);
    while (!stage_has(stage, id)) {
        by(listener, "more");
    }
    by(listener, id);
    enum visit_effect effect = EFFECT_NONE;
    for (int i = 0; effect != EFFECT_SAVE; i++) {
        if (i == 40) {
            fail_msg("%s stays at %s, hearing %s", language, stage_screen(stage), listener->heard);
        }
        on(listener, by);
        effect = visit_take_effect(stage->visit);
    }
    check_answers(stage);
    visit_saved(stage->visit, true, STAGE_CODE, stage->now);
    listener_hear(listener);
    by(listener, "receipt.screen");
    assert_non_null(strstr(listener->heard, "K, 7, M, 4, 2, 9, Q, T, X, 3, H, F"));
    by(listener, "cont");
    while (visit_take_effect(stage->visit) != EFFECT_END) {
        by(listener, "cont");
    }
    assert_true(listener->parts > 0);
}

static void each_language(choose *by, bool headphones, enum view_orientation orientation)
{
    size_t count = 1;
    for (size_t i = 0; i < count; i++) {
        struct stage stage;
        struct listener listener;
        stage_open(&stage, orientation);
        count = language_count(visit_languages(stage.visit));
        const char *language = language_at(visit_languages(stage.visit), i)->code;
        listener_open(&listener, &stage, headphones);
        visit_whole(&listener, by, language);
        print_message("%s: %ld presses\n", language, listener.presses);
        assert_null(strstr(listener.all, "5796"));
        if (!headphones) {
            const char *told = strstr(listener.all, "2 0 2, 5 5 5");
            if (told != NULL) {
                fail_msg("%s: the room hears %.200s", language, told - 100);
            }
        }
        listener_close(&listener);
        stage_close(&stage);
    }
}

static void five_keys_and_headphones_are_enough_in_every_language(void **state)
{
    (void)state;
    each_language(listener_choose_by_arrows, true, ORIENTATION_PORTRAIT);
}

static void two_switches_and_headphones_are_enough_in_every_language(void **state)
{
    (void)state;
    each_language(listener_choose_by_switches, true, ORIENTATION_PORTRAIT);
}

static void five_keys_are_enough_where_the_room_hears(void **state)
{
    (void)state;
    each_language(listener_choose_by_arrows, false, ORIENTATION_LANDSCAPE);
}

static void two_switches_are_enough_where_the_room_hears(void **state)
{
    (void)state;
    each_language(listener_choose_by_switches, false, ORIENTATION_LANDSCAPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_keys_and_headphones_are_enough_in_every_language),
        cmocka_unit_test(two_switches_and_headphones_are_enough_in_every_language),
        cmocka_unit_test(five_keys_are_enough_where_the_room_hears),
        cmocka_unit_test(two_switches_are_enough_where_the_room_hears),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
