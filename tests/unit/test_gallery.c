/* Each kind of finding of the gallery is caught: one thing is broken on purpose, and it alone told. */
#include "app/screen/pages/layout.h"
#include "app/screen/widgets/draw.h"
#include "app/screen/widgets/theme.h"
#include "platform/base/text.h"
#include "tests/gallery/picture.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

const struct palette *__real_theme_palette(enum view_theme theme);
const struct palette *__wrap_theme_palette(enum view_theme theme);
struct text_style __real_theme_text(const struct view_style *style, enum type_role role);
struct text_style __wrap_theme_text(const struct view_style *style, enum type_role role);

/* What the product's calls get while a test breaks the theme. */
static bool pale_hints, tiny_tools;

const struct palette *__wrap_theme_palette(enum view_theme theme)
{
    static struct palette palette;
    palette = *__real_theme_palette(theme);
    palette.text2 = pale_hints ? 0x9a9a9a : palette.text2;
    return &palette;
}

struct text_style __wrap_theme_text(const struct view_style *style, enum type_role role)
{
    struct text_style text = __real_theme_text(style, role);
    text.size = tiny_tools && role == TYPE_TOOL ? 24 : text.size;
    return text;
}

struct exhibit {
    struct stage stage;
    struct view *view;
    struct canvas *canvas;
    struct drawn drawn;
    struct tally tally;
};

static void tell(void *context, enum check check, const char *control, const char *why)
{
    (void)context;
    print_message("told: %s: %s %s\n", check_name(check), control, why);
}

static int set_up(void **state)
{
    struct exhibit *exhibit = test_calloc(1, sizeof *exhibit);
    struct error error;
    stage_open(&exhibit->stage, ORIENTATION_PORTRAIT);
    exhibit->canvas = canvas_create(1080, 1920, 1080, 1920, NULL, 0, &error);
    exhibit->tally = (struct tally){.tell = tell};
    *state = exhibit;
    return exhibit->canvas != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    struct exhibit *exhibit = *state;
    pale_hints = tiny_tools = false;
    drawn_forget(&exhibit->drawn);
    drawn_finish();
    canvas_destroy(exhibit->canvas);
    stage_close(&exhibit->stage);
    test_free(exhibit);
    return 0;
}

static void show(struct exhibit *exhibit, const char *screen, const char *language)
{
    struct view_style style = {.language = language};
    style.direction =
        strcmp(language, "ar") == 0 ? DIRECTION_RIGHT_TO_LEFT : DIRECTION_LEFT_TO_RIGHT;
    assert_true(visit_show(exhibit->stage.visit, screen, &style, NULL));
    exhibit->view = (struct view *)(uintptr_t)visit_view(exhibit->stage.visit);
}

static struct control *control_of(struct exhibit *exhibit, const char *id)
{
    struct control *control = (struct control *)(uintptr_t)view_find(exhibit->view, id);
    assert_non_null(control);
    return control;
}

static void look(struct exhibit *exhibit)
{
    drawn_begin(&exhibit->drawn, exhibit->canvas);
    canvas_forget(exhibit->canvas);
    draw_view(exhibit->canvas, exhibit->view, NULL, NULL);
    drawn_end(&exhibit->drawn);
    check_screen(&exhibit->tally, exhibit->view, exhibit->view->screen);
    check_picture(&exhibit->tally, exhibit->view, &exhibit->drawn, exhibit->canvas);
}

static void expect_only(struct exhibit *exhibit, enum check wanted)
{
    look(exhibit);
    for (enum check check = 0; check < CHECK_KINDS; check++) {
        if (check == wanted) {
            assert_true(exhibit->tally.findings[check] > 0);
        } else {
            assert_int_equal(exhibit->tally.findings[check], 0);
        }
    }
}

static void a_whole_screen_has_no_finding(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "en");
    expect_only(exhibit, CHECK_KINDS);
    for (enum check check = 0; check < CHECK_KINDS; check++) {
        assert_true(check == CHECK_MIRROR || exhibit->tally.checks[check] > 0);
    }
}

static void a_letter_that_no_font_has(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "en");
    control_of(exhibit, "hint")->label = "A sign: \U00013000";
    expect_only(exhibit, CHECK_GLYPH);
}

static void a_translation_that_is_too_long(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "en");
    control_of(exhibit, "tool.contrast")->label = "Hochkontrastdarstellung";
    expect_only(exhibit, CHECK_FIT);
}

static void words_below_their_box(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "en");
    control_of(exhibit, "cont")->label = "Go on with this, and then with all the other things that "
                                         "are still to be done before the request can be saved";
    expect_only(exhibit, CHECK_FIT);
}

static void a_hint_over_the_question(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "en");
    const struct control *title = control_of(exhibit, "title");
    control_of(exhibit, "hint")->rect.y = title->rect.y + title->rect.height - 15;
    expect_only(exhibit, CHECK_OVERLAP);
}

static void a_control_that_is_too_low(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "en");
    control_of(exhibit, "tool.help")->rect.height = 95;
    expect_only(exhibit, CHECK_SIZE);
}

static void a_key_that_is_too_narrow(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "phone", "en");
    control_of(exhibit, "key.1")->rect.width = 87;
    expect_only(exhibit, CHECK_SIZE);
}

static void choices_that_are_too_near(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "about-you", "en");
    const struct control *first = control_of(exhibit, "option.victim");
    control_of(exhibit, "option.family")->rect.y = first->rect.y + first->rect.height + 27;
    expect_only(exhibit, CHECK_GAP);
}

static void words_that_are_too_small(void **state)
{
    struct exhibit *exhibit = *state;
    tiny_tools = true;
    show(exhibit, "services", "en");
    expect_only(exhibit, CHECK_TYPE);
}

static void a_colour_that_is_too_pale(void **state)
{
    struct exhibit *exhibit = *state;
    pale_hints = true;
    show(exhibit, "services", "en");
    expect_only(exhibit, CHECK_CONTRAST);
}

static void a_control_that_says_nothing(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "en");
    control_of(exhibit, "cont")->spoken = "";
    expect_only(exhibit, CHECK_SPOKEN);
}

static void a_name_that_was_not_filled_in(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "en");
    control_of(exhibit, "hint")->label = "Call {hotline}";
    expect_only(exhibit, CHECK_PLACEHOLDER);
}

static void a_control_beyond_the_edge(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "en");
    control_of(exhibit, "leave")->rect.x += 40;
    expect_only(exhibit, CHECK_CANVAS);
}

static void a_choice_beyond_reach(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "about-you", "en");
    control_of(exhibit, "option.victim")->rect.y = 631;
    expect_only(exhibit, CHECK_REACH);
}

static void arabic_that_is_not_mirrored(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "ar");
    layout_mirror(exhibit->view);
    expect_only(exhibit, CHECK_MIRROR);
}

static void a_number_that_arabic_turns_around(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "ar");
    control_of(exhibit, "hint")->label = "\u0627\u062a\u0635\u0627\u0644 1-800-555-0100";
    expect_only(exhibit, CHECK_MIRROR);
}

static void a_control_out_of_order(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "services", "en");
    control_of(exhibit, "cont")->focus = 99;
    expect_only(exhibit, CHECK_ORDER);
}

static void a_heading_that_nothing_follows(void **state)
{
    struct exhibit *exhibit = *state;
    show(exhibit, "privacy-notice", "en");
    struct control *label = control_of(exhibit, "part.authority");
    assert_true(text_copy(label[1].id, sizeof label[1].id, "more"));
    expect_only(exhibit, CHECK_ORDER);
}

static void contrast_is_counted_as_WCAG_does(void **state)
{
    (void)state;
    assert_true(contrast_of(0x000000, 0xffffff) > 20.99);
    assert_true(contrast_of(0x767676, 0xffffff) > 4.5 && contrast_of(0x767676, 0xffffff) < 4.6);
    assert_true(contrast_of(0xffffff, 0xffffff) < 1.01);
}

#define EXHIBIT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EXHIBIT(a_whole_screen_has_no_finding),
        EXHIBIT(a_letter_that_no_font_has),
        EXHIBIT(a_translation_that_is_too_long),
        EXHIBIT(words_below_their_box),
        EXHIBIT(a_hint_over_the_question),
        EXHIBIT(a_control_that_is_too_low),
        EXHIBIT(a_key_that_is_too_narrow),
        EXHIBIT(choices_that_are_too_near),
        EXHIBIT(words_that_are_too_small),
        EXHIBIT(a_colour_that_is_too_pale),
        EXHIBIT(a_control_that_says_nothing),
        EXHIBIT(a_name_that_was_not_filled_in),
        EXHIBIT(a_control_beyond_the_edge),
        EXHIBIT(a_choice_beyond_reach),
        EXHIBIT(arabic_that_is_not_mirrored),
        EXHIBIT(a_number_that_arabic_turns_around),
        EXHIBIT(a_control_out_of_order),
        EXHIBIT(a_heading_that_nothing_follows),
        cmocka_unit_test(contrast_is_counted_as_WCAG_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
