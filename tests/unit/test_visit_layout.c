/* Every screen in every language, text size and orientation: nothing cut, covered or too small. */
#include "app/screen/layout.h"
#include "app/screen/measure.h"
#include "platform/base/text.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

#define LEAST_HEIGHT 96
#define LEAST_KEY    88
#define LEAST_GAP    8 /* of tools; the others have more */

static const enum view_orientation orientations[] = {ORIENTATION_PORTRAIT, ORIENTATION_LANDSCAPE};

typedef void look_at(const struct stage *stage, const struct view *view, const char *name);

/* Shows all screens in all styles to `look`. */
static void each_screen(look_at *look)
{
    static const char *const languages[] = {"en", "es"};
    for (size_t o = 0; o < 2; o++) {
        struct stage stage;
        stage_open(&stage, orientations[o]);
        for (size_t i = 0; visit_screens()[i] != NULL; i++) {
            for (int style = 0; style < 4; style++) {
                struct view_style wanted = {.orientation = orientations[o],
                                            .size = style % 2 == 0 ? SIZE_STANDARD : SIZE_LARGE,
                                            .language = languages[style / 2]};
                char name[128];
                assert_true(visit_show(stage.visit, visit_screens()[i], &wanted, NULL));
                (void)text_format(name, sizeof name, "%s, %s, %s, %s", visit_screens()[i],
                                  wanted.language, style % 2 == 0 ? "standard" : "large",
                                  o == 0 ? "portrait" : "landscape");
                look(&stage, visit_view(stage.visit), name);
            }
        }
        stage_close(&stage);
    }
}

static bool is_seen(const struct control *control)
{
    return control->look != LOOK_NONE;
}

/* A row of answers and the Change in it belong together, and so do a choice and its example. */
static bool may_touch(const struct control *a, const struct control *b)
{
    return (a->look == LOOK_ROW && strncmp(b->id, "change.", 7) == 0) ||
           (a->look == LOOK_OPTION && b->look == LOOK_EXAMPLE);
}

static int problems;

static void check_overlap(const struct stage *stage, const struct view *view, const char *name)
{
    (void)stage;
    for (size_t i = 0; i < view->count; i++) {
        for (size_t j = i + 1; j < view->count; j++) {
            const struct control *a = &view->controls[i];
            const struct control *b = &view->controls[j];
            if (is_seen(a) && is_seen(b) && !may_touch(a, b) &&
                layout_overlaps(&a->rect, &b->rect)) {
                print_message("%s: %s lies over %s\n", name, a->id, b->id);
                problems++;
            }
        }
    }
}

static void no_control_covers_another(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_overlap);
    assert_int_equal(problems, 0);
}

static void check_inside(const struct stage *stage, const struct view *view, const char *name)
{
    (void)stage;
    struct rect canvas = layout_for(&view->style)->canvas;
    for (size_t i = 0; i < view->count; i++) {
        const struct rect *rect = &view->controls[i].rect;
        if (rect->x < 0 || rect->y < 0 || rect->width <= 0 || rect->height <= 0 ||
            rect->x + rect->width > canvas.width || rect->y + rect->height > canvas.height) {
            print_message("%s: %s is outside the canvas: %d %d %d %d\n", name, view->controls[i].id,
                          rect->x, rect->y, rect->width, rect->height);
            problems++;
        }
    }
}

static void everything_is_on_the_canvas(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_inside);
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

static void check_sizes(const struct stage *stage, const struct view *view, const char *name)
{
    (void)stage;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        bool small = control->rect.height < LEAST_HEIGHT ||
                     (control->role == ROLE_KEY && control->rect.width < LEAST_KEY);
        if (control->pressable && small) {
            print_message("%s: %s is only %d x %d\n", name, control->id, control->rect.width,
                          control->rect.height);
            problems++;
        }
    }
}

static void what_is_pressed_is_large_enough(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_sizes);
    assert_int_equal(problems, 0);
}

/* Standard text on a tall screen: everything a visitor touches is in the lower two thirds. */
static void check_reach(const struct stage *stage, const struct view *view, const char *name)
{
    (void)stage;
    if (view->style.size != SIZE_STANDARD || view->style.orientation != ORIENTATION_PORTRAIT ||
        strncmp(name, "staff", 5) == 0) {
        return;
    }
    for (size_t i = 0; i < view->count; i++) {
        if (view->controls[i].pressable && view->controls[i].rect.y < 632) {
            print_message("%s: %s is too high\n", name, view->controls[i].id);
            problems++;
        }
    }
}

static void what_is_pressed_is_within_reach(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_reach);
    assert_int_equal(problems, 0);
}

static struct rect grown(const struct rect *rect, int by)
{
    return (struct rect){rect->x - by, rect->y - by, rect->width + 2 * by, rect->height + 2 * by};
}

static int least_gap(const struct control *a, const struct control *b)
{
    if (a->role == ROLE_KEY && b->role == ROLE_KEY) {
        return 10;
    }
    if (a->role == ROLE_TOOL && b->role == ROLE_TOOL) {
        return LEAST_GAP;
    }
    bool options = a->look == LOOK_OPTION && b->look == LOOK_OPTION;
    return options ? 28 : strncmp(a->id, "change.", 7) == 0 ? 20 : 12;
}

static void check_gaps(const struct stage *stage, const struct view *view, const char *name)
{
    (void)stage;
    for (size_t i = 0; i < view->count; i++) {
        for (size_t j = i + 1; j < view->count; j++) {
            const struct control *a = &view->controls[i];
            const struct control *b = &view->controls[j];
            if (!a->pressable || !b->pressable) {
                continue;
            }
            struct rect around = grown(&a->rect, least_gap(a, b));
            if (layout_overlaps(&around, &b->rect)) {
                print_message("%s: %s and %s are too close\n", name, a->id, b->id);
                problems++;
            }
        }
    }
}

static void what_is_pressed_has_room_around_it(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_gaps);
    assert_int_equal(problems, 0);
}

static void check_spoken(const struct stage *stage, const struct view *view, const char *name)
{
    (void)stage;
    bool says = false;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        says = says || (control->role == ROLE_TITLE && control->spoken[0] != '\0');
        if ((control->focus >= 0 || control->pressable) && control->spoken[0] == '\0') {
            print_message("%s: %s says nothing\n", name, control->id);
            problems++;
        }
    }
    if (!says) {
        print_message("%s: the screen says nothing\n", name);
        problems++;
    }
}

static void everything_with_focus_is_spoken(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_spoken);
    assert_int_equal(problems, 0);
}

static void check_focus(const struct stage *stage, const struct view *view, const char *name)
{
    (void)stage;
    int next = 0;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (control->pressable != (control->focus >= 0) && !control->disabled) {
            print_message("%s: %s is pressed or focused only\n", name, control->id);
            problems++;
        }
        if (control->focus >= 0 && control->focus != next++) {
            print_message("%s: %s is out of order\n", name, control->id);
            problems++;
        }
    }
}

static void the_focus_reaches_everything_once(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_focus);
    assert_int_equal(problems, 0);
}

static void check_unique(const struct stage *stage, const struct view *view, const char *name)
{
    (void)stage;
    for (size_t i = 0; i < view->count; i++) {
        if (view_find(view, view->controls[i].id) != &view->controls[i]) {
            print_message("%s: two controls are called %s\n", name, view->controls[i].id);
            problems++;
        }
    }
}

static void ids_are_unique(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_unique);
    assert_int_equal(problems, 0);
}

static void check_keys(const struct stage *stage, const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        const char *texts[] = {control->label, control->description, control->value};
        for (size_t j = 0; j < 3; j++) {
            /* A key without words is shown as itself; an open brace was never filled in. */
            if (strchr(texts[j], '{') != NULL && control->role != ROLE_KEY) {
                print_message("%s: %s shows %s\n", name, control->id, texts[j]);
                problems++;
            }
        }
    }
    (void)stage;
}

static void every_placeholder_is_filled(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_keys);
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

static bool language_is(const struct view *view, const char *code)
{
    return strcmp(view->style.language, code) == 0;
}

/* Room is short in large text: these may not give way. */
static void check_ways(const struct stage *stage, const struct view *view, const char *name)
{
    must_have(stage, name, "phone", "option.tty");
    must_have(stage, name, "phone", "skip");
    must_have(stage, name, "phone-error", "error");
    must_have(stage, name, "birth", "tab.age_band");
    must_have(stage, name, "country", language_is(view, "es") ? "item.MK" : "item.MO");
    must_have(stage, name, "email-error", "error");
    must_have(stage, name, "pin-error", "error");
    must_have(stage, name, "services-error", "error");
    must_have(stage, name, "receipt", "extend");
    must_have(stage, name, "receipt", "code");
    must_have(stage, name, "saved", "receipt.print");
    if (view->screen[0] != 's' && strncmp(name, "welcome", 7) != 0 &&
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
            check_overlap(&stage, view, "check with long names");
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

static void check_mirrored(const struct stage *stage, const struct view *view, const char *name)
{
    layout_mirror((struct view *)(uintptr_t)view);
    check_overlap(stage, view, name);
    check_inside(stage, view, name);
    if (view->bar.x != 0) {
        print_message("%s: the bar is not where it was\n", name);
        problems++;
    }
}

static void mirrored_screens_hold_together(void **state)
{
    (void)state;
    problems = 0;
    each_screen(check_mirrored);
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
    check_overlap(&stage, view, "phone, mirrored");
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_control_covers_another),
        cmocka_unit_test(everything_is_on_the_canvas),
        cmocka_unit_test(words_fit_their_boxes),
        cmocka_unit_test(what_is_pressed_is_large_enough),
        cmocka_unit_test(what_is_pressed_is_within_reach),
        cmocka_unit_test(what_is_pressed_has_room_around_it),
        cmocka_unit_test(everything_with_focus_is_spoken),
        cmocka_unit_test(the_focus_reaches_everything_once),
        cmocka_unit_test(ids_are_unique),
        cmocka_unit_test(every_placeholder_is_filled),
        cmocka_unit_test(nothing_gives_way_that_is_needed),
        cmocka_unit_test(the_longest_names_stay_on_the_page),
        cmocka_unit_test(an_unknown_screen_is_an_error),
        cmocka_unit_test(mirrored_screens_hold_together),
        cmocka_unit_test(right_to_left_mirrors_everything_but_the_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
