/* Every screen in every language, text size and orientation: nothing cut, covered or too small. */
#include "app/screen/pages/layout.h"
#include "app/screen/widgets/measure.h"
#include "platform/base/text.h"
#include "platform/language/language.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/screen_checks.h"
#include "tests/support/lib/stage.h"

#include <string.h>

static const enum view_orientation orientations[] = {ORIENTATION_PORTRAIT, ORIENTATION_LANDSCAPE};

typedef void look_at(const struct stage *stage, const struct view *view, const char *name);

/* Shows all screens in all styles to `look`. */
static void each_screen(look_at *look)
{
    static const char *const languages[] = {"en", "es"};
    for (size_t o = 0; o < 2; o++) {
        struct stage stage;
        stage_open(&stage, orientations[o]);
        for (size_t i = 0; visit_screen(i) != NULL; i++) {
            for (int style = 0; style < 4; style++) {
                struct view_style wanted = {.orientation = orientations[o],
                                            .size = style % 2 == 0 ? SIZE_STANDARD : SIZE_LARGE,
                                            .language = languages[style / 2]};
                char name[128];
                assert_true(visit_show(stage.visit, visit_screen(i), &wanted, NULL));
                (void)text_format(name, sizeof name, "%s, %s, %s, %s", visit_screen(i),
                                  wanted.language, style % 2 == 0 ? "standard" : "large",
                                  o == 0 ? "portrait" : "landscape");
                look(&stage, visit_view(stage.visit), name);
            }
        }
        stage_close(&stage);
    }
}

static int problems;

static void tell(void *context, enum check check, const char *control, const char *why)
{
    print_message("%s: %s: %s %s\n", (const char *)context, check_name(check), control, why);
    problems++;
}

static struct tally tally_for(const char *name)
{
    return (struct tally){.tell = tell, .context = (void *)(uintptr_t)name};
}

static void check_all(const struct stage *stage, const struct view *view, const char *name)
{
    struct tally tally = tally_for(name);
    (void)stage;
    check_screen(&tally, view, name);
}

static void screens_keep_the_rules(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_all);
    assert_int_equal(problems, 0);
}

static void check_fits(const struct stage *stage, const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (is_seen(control) && !measure_fits(stage->room.measure, &view->style, control)) {
            print_message(
                "%s: the words of %s do not fit (%d high, need %d): %s\n", name, control->id,
                control->rect.height,
                measure_height(stage->room.measure, &view->style, control, control->rect.width),
                control->label);
            problems++;
        }
    }
}

static void words_fit_their_boxes(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_fits);
    assert_int_equal(problems, 0);
}

static void must_have(const struct stage *stage, const char *name, const char *wanted,
                      const char *id)
{
    size_t length = strlen(wanted);
    if (strncmp(name, wanted, length) == 0 && name[length] == ',' && !stage_has(stage, id)) {
        print_message("%s: %s is missing\n", name, id);
        problems++;
    }
}

/* Nobody looks for their language behind a button. */
static void check_languages(const struct stage *stage, const struct view *view, const char *name)
{
    const struct language *languages = visit_languages(stage->visit);
    (void)view;
    for (size_t i = 0; i < language_count(languages); i++) {
        char id[VIEW_ID_MAX];
        (void)text_format(id, sizeof id, "language.%s", language_at(languages, i)->code);
        must_have(stage, name, "welcome", id);
        must_have(stage, name, "languages", id);
    }
}

static void all_languages_stand_on_one_page(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_languages);
    assert_int_equal(problems, 0);
}

static bool has_item(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        if (strncmp(view->controls[i].id, "item.", 5) == 0)
            return true;
    }
    return false;
}

/* Room is short in large text: these may not give way. */
static void check_ways(const struct stage *stage, const struct view *view, const char *name)
{
    must_have(stage, name, "phone", "option.tty");
    must_have(stage, name, "phone", "skip");
    must_have(stage, name, "phone-error", "error");
    must_have(stage, name, "birth", "tab.age_band");
    assert_true(strncmp(name, "country,", 8) != 0 || has_item(view));
    must_have(stage, name, "email-error", "error");
    must_have(stage, name, "pin-error", "error");
    must_have(stage, name, "services-error", "error");
    must_have(stage, name, "receipt", "extend");
    must_have(stage, name, "receipt", "code");
    must_have(stage, name, "saved", "receipt.print");
    /* The staff's settings are screens of the first start. */
    if (view->screen[0] != 's' && strncmp(name, "staff-", 6) != 0 &&
        strncmp(name, "first-", 6) != 0 && strncmp(name, "welcome", 7) != 0 &&
        strncmp(name, "not-available", 13) != 0) {
        assert_true(stage_has(stage, "leave"));
    }
}

static void nothing_gives_way_that_is_needed(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_ways);
    assert_int_equal(problems, 0);
}

/* A hundred wide letters, as many as are taken. */
static void type_long_name(const struct stage *stage)
{
    for (int i = 0; i < 10; i++) {
        assert_true(visit_type(stage->visit, "WWWWWWWWWW", stage->now));
    }
}

static void the_longest_names_stay_on_the_page(void **state)
{
    (void)state;
    problems = 0;
    for (size_t o = 0; o < 2; o++) {
        struct stage stage;
        stage_open(&stage, orientations[o]);
        stage_go(&stage, "name");
        type_long_name(&stage);
        stage_press(&stage, "field.family_name");
        type_long_name(&stage);
        stage_press(&stage, "cont");
        type_long_name(&stage);
        stage_press(&stage, "cont");
        stage_go(&stage, "check");
        stage_press(&stage, "tool.size");
        for (bool more = true; more;) {
            const struct view *view = visit_view(stage.visit);
            check_all(&stage, view, "check with long names");
            check_fits(&stage, view, "check with long names");
            more = strstr(stage_control(&stage, "cont")->label, "More") != NULL;
            if (more) {
                stage_press(&stage, "cont");
            }
        }
        stage_close(&stage);
    }
    assert_int_equal(problems, 0);
}

static void an_unknown_screen_is_an_error(void **state)
{
    (void)state;
    struct stage stage;
    struct error error = {0};
    struct view_style style = {.language = "en"};
    stage_open(&stage, ORIENTATION_PORTRAIT);
    assert_false(visit_show(stage.visit, "no-such-screen", &style, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    stage_close(&stage);
}

static void check_other_way(const struct stage *stage, const struct view *view, const char *name)
{
    struct tally tally = tally_for(name);
    (void)stage;
    layout_mirror((struct view *)(uintptr_t)view);
    check_overlap(&tally, view);
    check_canvas(&tally, view);
    if (view->bar.x != 0) {
        print_message("%s: the bar is not where it was\n", name);
        problems++;
    }
}

static void mirrored_screens_hold_together(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_other_way);
    assert_int_equal(problems, 0);
}

static void right_to_left_mirrors_everything_but_the_keys(void **state)
{
    (void)state;
    struct stage stage;
    struct view_style style = {.language = "en"};
    stage_open(&stage, ORIENTATION_LANDSCAPE);
    style.orientation = ORIENTATION_LANDSCAPE;
    assert_true(visit_show(stage.visit, "phone", &style, NULL));
    struct view *view = (struct view *)(uintptr_t)visit_view(stage.visit);
    int back = view_find(view, "back")->rect.x;
    int one = view_find(view, "key.1")->rect.x;
    int two = view_find(view, "key.2")->rect.x;
    layout_mirror(view);
    assert_true(view_find(view, "back")->rect.x > back - 700);
    assert_int_equal(view_find(view, "key.2")->rect.x - view_find(view, "key.1")->rect.x,
                     two - one);
    assert_true(view->sheet.x == 0);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screens_keep_the_rules),
        cmocka_unit_test(words_fit_their_boxes),
        cmocka_unit_test(nothing_gives_way_that_is_needed),
        cmocka_unit_test(the_longest_names_stay_on_the_page),
        cmocka_unit_test(an_unknown_screen_is_an_error),
        cmocka_unit_test(all_languages_stand_on_one_page),
        cmocka_unit_test(mirrored_screens_hold_together),
        cmocka_unit_test(right_to_left_mirrors_everything_but_the_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
