#include "app/screen/widgets/draw.h"
#include "app/screen/widgets/measure.h"
#include "app/screen/widgets/theme.h"
#include "platform/base/secret.h"

#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <string.h>

static struct view view, previous;

/* ---- helpers -------------------------------------------------------------------------------- */

static const enum control_look looks[] = {
    LOOK_HEADING, LOOK_HINT,    LOOK_BODY,        LOOK_LABEL,   LOOK_BRAND,
    LOOK_STEP,    LOOK_PRIMARY, LOOK_SECONDARY,   LOOK_OPTION,  LOOK_FIELD,
    LOOK_KEY,     LOOK_TOOL,    LOOK_LEAVE,       LOOK_TAB,     LOOK_ROW,
    LOOK_TILE,    LOOK_PANEL,   LOOK_NOTE,        LOOK_ERROR,   LOOK_DOTS,
    LOOK_CODE,    LOOK_QR,      LOOK_STATUS_ICON, LOOK_EXAMPLE, LOOK_COUNTDOWN};
#define LOOKS (sizeof looks / sizeof looks[0])

#define STYLES 8

static struct view_style style_number(size_t number)
{
    return (struct view_style){
        .theme = number & 1 ? THEME_CONTRAST : THEME_LIGHT,
        .size = number & 2 ? SIZE_LARGE : SIZE_STANDARD,
        .orientation = ORIENTATION_PORTRAIT,
        .direction = number & 4 ? DIRECTION_RIGHT_TO_LEFT : DIRECTION_LEFT_TO_RIGHT,
        .language = number & 4 ? "ar" : "en",
    };
}

/* An empty view in that style. */
static struct view_style begin_view(size_t number)
{
    struct view_style style = style_number(number);
    view_clear(&view, "test", &style);
    return style;
}

static const char *value_of(enum control_look look)
{
    switch (look) {
    case LOOK_STEP:
    case LOOK_DOTS:
        return "2/4";
    case LOOK_COUNTDOWN:
        return "42";
    case LOOK_QR:
        return "CA1:K7M429QTX3HF";
    case LOOK_CODE:
        return "K7M4 29QT X3HF";
    default:
        return "María Ortiz";
    }
}

static enum control_role role_of(enum control_look look, bool odd)
{
    if (look == LOOK_OPTION)
        return odd ? ROLE_CHECKBOX : ROLE_RADIO;
    return look == LOOK_KEY ? ROLE_KEY : ROLE_BUTTON;
}

static struct control *add(enum control_look look, const char *id, int x, int y, int width,
                           int height)
{
    struct control *control = view_add(&view, role_of(look, x % 2), look, id);
    control->rect = (struct rect){x, y, width, height};
    control->label = look == LOOK_KEY ? "Q" : "Help with daily needs";
    control->value = value_of(look);
    control->icon = look == LOOK_KEY ? "" : "bell";
    return control;
}

static struct canvas *canvas_of(int width, int height)
{
    struct error error;
    struct canvas *canvas =
        canvas_create(width, height, CANVAS_SHORT, CANVAS_LONG, NULL, 0, &error);
    assert_non_null(canvas);
    return canvas;
}

static const uint8_t *row_of(struct canvas *canvas, int y, size_t *size)
{
    int width, height, stride;
    const uint8_t *pixels = canvas_pixels(canvas, &width, &height, &stride);
    *size = (size_t)width * 4;
    return pixels + (size_t)y * (size_t)stride;
}

static uint32_t pixel(struct canvas *canvas, int x, int y)
{
    size_t size;
    uint32_t value;
    memcpy(&value, row_of(canvas, y, &size) + x * 4, sizeof value);
    return value & 0xffffff;
}

static void assert_same_pixels(struct canvas *a, struct canvas *b, int tolerance)
{
    int width, height, stride;
    canvas_pixels(a, &width, &height, &stride);
    for (int y = 0; y < height; y++) {
        size_t size;
        const uint8_t *one = row_of(a, y, &size), *other = row_of(b, y, &size);
        if (tolerance == 0)
            assert_memory_equal(one, other, size);
        for (size_t i = 0; tolerance > 0 && i < size; i++)
            assert_true(i % 4 == 3 ||
                        (one[i] - other[i] <= tolerance && other[i] - one[i] <= tolerance));
    }
}

/* How far smoothing may reach out of the outermost curve. */
#define SMOOTH 1

/* ---- every look ----------------------------------------------------------------------------- */

static void assert_background_outside(struct canvas *canvas, const struct rect *rect, colour top)
{
    int reach = RING + SMOOTH;
    for (int y = 0; y < CANVAS_LONG; y++)
        for (int x = 0; x < CANVAS_SHORT; x++)
            if (x < rect->x - reach || x >= rect->x + rect->width + reach || y < rect->y - reach ||
                y >= rect->y + rect->height + reach)
                assert_int_equal(pixel(canvas, x, y), top);
}

static int marks_inside(struct canvas *canvas, const struct rect *rect, colour top)
{
    int marks = 0;
    for (int y = rect->y; y < rect->y + rect->height; y++)
        for (int x = rect->x; x < rect->x + rect->width; x++)
            marks += pixel(canvas, x, y) != top;
    return marks;
}

/* The box is far too small for the large texts, and still nothing gets out of it. */
static void each_look_draws_inside_its_rect_and_ring(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    for (size_t i = 0; i < LOOKS; i++) {
        struct view_style style = begin_view(i % STYLES);
        struct control *control = add(looks[i], "one", 300, 700, 400, 110);
        control->active = control->chosen = i % 2;
        control->description = "Housing, health care, counseling, food";
        snprintf(view.focused, sizeof view.focused, "one");
        draw_view(canvas, &view, NULL, NULL);
        colour top = theme_palette(style.theme)->top;
        assert_background_outside(canvas, &control->rect, top);
        assert_true(marks_inside(canvas, &control->rect, top) > 200);
    }
    canvas_destroy(canvas);
}

static void a_measured_box_holds_its_words(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    for (size_t number = 0; number < STYLES; number++) {
        struct view_style style = begin_view(number);
        for (size_t i = 0; i < LOOKS; i++) {
            char id[16];
            snprintf(id, sizeof id, "c%zu", i);
            struct control *control = add(looks[i], id, 48, 600, 984, 0);
            control->rect.height = measure_height(canvas, &style, control, 984);
            assert_true(control->rect.height > 0);
            assert_true(measure_fits(canvas, &style, control));
            control->rect.height--;
            assert_false(measure_fits(canvas, &style, control));
        }
    }
    canvas_destroy(canvas);
}

static void what_is_pressed_is_never_lower_than_96(void **state)
{
    static const enum control_look pressed[] = {LOOK_PRIMARY, LOOK_SECONDARY, LOOK_OPTION,
                                                LOOK_FIELD,   LOOK_KEY,       LOOK_TOOL,
                                                LOOK_LEAVE,   LOOK_TAB,       LOOK_ROW};
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    for (size_t i = 0; i < sizeof pressed / sizeof pressed[0]; i++) {
        struct view_style style = begin_view(i % STYLES);
        struct control *control = add(pressed[i], "one", 0, 0, 900, 0);
        control->label = "a";
        assert_true(measure_height(canvas, &style, control, 900) >= HEIGHT_LEAST);
    }
    canvas_destroy(canvas);
}

static void more_words_need_more_room(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    struct view_style style = begin_view(0);
    struct control *control = add(LOOK_OPTION, "one", 0, 0, 500, 0);
    int before = measure_height(canvas, &style, control, 500);
    int wide = measure_width(canvas, &style, control);
    control->description = "Ask what can be shared about the person’s case, in the way you choose";
    assert_true(measure_height(canvas, &style, control, 500) > before);
    assert_true(measure_width(canvas, &style, control) > wide);
    style.size = SIZE_LARGE;
    assert_true(measure_height(canvas, &style, control, 500) > before);
    canvas_destroy(canvas);
}

static void large_words_on_a_button_stay_on_one_line(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    struct view_style style = begin_view(2);
    struct control *control = add(LOOK_PRIMARY, "one", 0, 0, 700, HEIGHT_BUTTON);
    control->label = "Done. Clear the screen";
    control->icon = "chevron-right";
    assert_true(measure_width(canvas, &style, control) > 700);
    assert_true(measure_height(canvas, &style, control, 700) <= HEIGHT_BUTTON);
    canvas_destroy(canvas);
}

static void a_narrow_key_shows_its_icon_alone(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    struct view_style style = begin_view(0);
    struct control *control = add(LOOK_KEY, "one", 0, 0, 154, 112);
    control->label = "Delete";
    control->icon = "delete";
    assert_int_equal(measure_height(canvas, &style, control, 154), HEIGHT_LEAST);
    draw_view(canvas, &view, NULL, NULL);
    const struct palette *palette = theme_palette(THEME_LIGHT);
    for (int y = 10; y < 100; y++) {
        assert_int_equal(pixel(canvas, 40, y), palette->key);
        assert_int_equal(pixel(canvas, 114, y), palette->key);
    }
    canvas_destroy(canvas);
}

static void a_missing_glyph_does_not_fit(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    struct view_style style = begin_view(0);
    struct control *control = add(LOOK_HINT, "one", 0, 0, 900, 200);
    assert_true(measure_fits(canvas, &style, control));
    control->label = "a\xee\x80\x80";
    assert_false(measure_fits(canvas, &style, control));
    canvas_destroy(canvas);
}

static void the_option_is_mirrored_from_right_to_left(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    for (size_t number = 0; number < STYLES; number += 4) {
        struct view_style style = begin_view(number);
        struct control *control = add(LOOK_OPTION, "one", 48, 640, 984, 156);
        control->role = ROLE_RADIO;
        control->chosen = true;
        draw_view(canvas, &view, NULL, NULL);
        const struct palette *palette = theme_palette(style.theme);
        int at_end = 1032 - 34 - 10, at_start = 48 + 34 + 10;
        assert_int_equal(pixel(canvas, number ? at_start : at_end, 718), palette->primary);
        assert_int_not_equal(pixel(canvas, number ? at_end : at_start, 718), palette->primary);
    }
    canvas_destroy(canvas);
}

/* Of the left and of the right half of a field. */
static void assert_typed_at(struct canvas *canvas, const char *typed, bool left)
{
    struct view_style style = begin_view(4);
    struct control *control = add(LOOK_FIELD, "one", 48, 640, 984, 112);
    int halves[2] = {0, 0};
    control->value = typed;
    draw_view(canvas, &view, NULL, NULL);
    for (int x = 60; x < 1020; x++)
        for (int y = 660; y < 730; y++)
            halves[x >= 540] += pixel(canvas, x, y) != theme_palette(style.theme)->sheet;
    assert_true(halves[left ? 0 : 1] > 0);
    assert_int_equal(halves[left ? 1 : 0], 0);
}

static void a_name_in_latin_letters_begins_at_the_left(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    assert_typed_at(canvas, "Ortiz", true);
    assert_typed_at(canvas, "أورتيز", false);
    canvas_destroy(canvas);
}

/* ---- focus ring ----------------------------------------------------------------------------- */

static void the_ring_has_a_gap_a_dark_and_a_gold_band(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    (void)begin_view(0);
    add(LOOK_OPTION, "one", 48, 640, 984, 156);
    snprintf(view.focused, sizeof view.focused, "one");
    draw_view(canvas, &view, NULL, NULL);
    assert_int_equal(pixel(canvas, 500, 639), 0xffffff);
    assert_int_equal(pixel(canvas, 500, 635), 0xffffff);
    assert_int_equal(pixel(canvas, 500, 634), 0x1c1d1f);
    assert_int_equal(pixel(canvas, 500, 629), 0x1c1d1f);
    assert_int_equal(pixel(canvas, 500, 628), 0xffbe2e);
    assert_int_equal(pixel(canvas, 500, 621), 0xffbe2e);
    assert_int_equal(pixel(canvas, 500, 620), theme_palette(THEME_LIGHT)->top);
    canvas_destroy(canvas);
}

static void the_ring_on_the_bar_and_in_contrast_is_gold_alone(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(CANVAS_SHORT, CANVAS_LONG);
    for (size_t number = 0; number < 2; number++) {
        struct view_style style = begin_view(number);
        view.bar = (struct rect){0, 1752, 1080, 168};
        add(LOOK_TOOL, "one", 200, 1790, 166, 100);
        snprintf(view.focused, sizeof view.focused, "one");
        draw_view(canvas, &view, NULL, NULL);
        int gap = number ? 5 : 4, gold = number ? 12 : 8;
        assert_int_equal(pixel(canvas, 280, 1789), theme_palette(style.theme)->bar);
        assert_int_equal(pixel(canvas, 280, 1790 - gap), theme_palette(style.theme)->bar);
        assert_int_equal(pixel(canvas, 280, 1789 - gap), 0xffbe2e);
        assert_int_equal(pixel(canvas, 280, 1790 - gap - gold), 0xffbe2e);
        assert_int_equal(pixel(canvas, 280, 1789 - gap - gold), theme_palette(style.theme)->bar);
    }
    canvas_destroy(canvas);
}

/* ---- redrawing what differs ----------------------------------------------------------------- */

static void build_page(const struct view_style *style)
{
    view_clear(&view, "page", style);
    view.reading = (struct rect){0, 0, 1080, 600};
    view.sheet = (struct rect){0, 600, 1080, 1152};
    view.bar = (struct rect){0, 1752, 1080, 168};
    view.scene = true;
    add(LOOK_STEP, "step", 48, 118, 984, 86);
    add(LOOK_HEADING, "title", 48, 416, 984, 79);
    add(LOOK_OPTION, "option", 48, 640, 984, 156);
    add(LOOK_FIELD, "field", 48, 830, 984, 108)->active = true;
    for (int i = 0; i < 20; i++) {
        char id[16];
        snprintf(id, sizeof id, "key.%d", i);
        add(LOOK_KEY, id, 48 + i % 10 * 99, 1084 + i / 10 * 120, 89, 108);
    }
    add(LOOK_PRIMARY, "cont", 312, 1592, 720, 128);
    add(LOOK_TOOL, "help", 14, 1768, 166, 136);
    add(LOOK_LEAVE, "leave", 881, 1768, 185, 136);
}

/* A small generator with a fixed seed: the same changes in every run. */
static unsigned next_number(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

static void change_something(unsigned *seed)
{
    static const char *const values[] = {"", "O", "Ortiz", "María José", "A 123 456 789"};
    struct control *control = &view.controls[next_number(seed) % view.count];
    switch (next_number(seed) % 7) {
    case 0:
        snprintf(view.focused, sizeof view.focused, "%s", control->id);
        view.group = (struct rect){0, 0, 0, 0};
        break;
    case 1:
        view.focused[0] = '\0';
        view.group = (struct rect){0, 0, 0, 0};
        break;
    case 6: /* a row of keys as one */
        snprintf(view.focused, sizeof view.focused, "key.0");
        view.group = (struct rect){48, 1084 + (int)(next_number(seed) % 2) * 120, 485, 108};
        break;
    case 2:
        control->chosen = !control->chosen;
        break;
    case 3:
        control->attention = !control->attention;
        break;
    case 4:
        control->rect.x += (int)(next_number(seed) % 9) - 4;
        break;
    default:
        if (control->look != LOOK_STEP)
            control->value = values[next_number(seed) % 5];
    }
}

static void redraw_and_compare(size_t style_index, int width, int height, int tolerance)
{
    unsigned seed = 20261121u + (unsigned)style_index;
    struct view_style style = style_number(style_index);
    struct canvas *partly = canvas_of(width, height), *whole = canvas_of(width, height);
    build_page(&style);
    draw_view(partly, &view, NULL, NULL);
    for (int round = 0; round < 25; round++) {
        view_copy(&previous, &view);
        for (unsigned changes = next_number(&seed) % 4; changes > 0; changes--)
            change_something(&seed);
        draw_view(partly, &view, &previous, NULL);
        draw_view(whole, &view, NULL, NULL);
        assert_same_pixels(partly, whole, tolerance);
    }
    canvas_destroy(partly);
    canvas_destroy(whole);
}

static void redrawing_what_differs_gives_the_same_pixels(void **state)
{
    (void)state;
    for (size_t i = 0; i < STYLES; i++)
        redraw_and_compare(i, 540, 960, 0);
}

/* Cairo cuts a slanted edge at the clip, and rounds where it cut. */
#define EDGE 6

static void so_it_does_at_a_scale_that_is_not_whole(void **state)
{
    (void)state;
    redraw_and_compare(0, 500, 777, EDGE);
    redraw_and_compare(5, 1000, 700, EDGE);
}

/* The page drawn whole; what is on the canvas is `previous` then. */
static struct canvas *canvas_of_page(struct rect *damage)
{
    struct canvas *canvas = canvas_of(540, 960);
    struct view_style style = style_number(0);
    build_page(&style);
    draw_view(canvas, &view, NULL, damage);
    view_copy(&previous, &view);
    return canvas;
}

static void nothing_is_redrawn_when_nothing_differs(void **state)
{
    struct rect damage = {1, 1, 1, 1};
    (void)state;
    struct canvas *canvas = canvas_of_page(&damage);
    assert_int_equal(damage.width, CANVAS_SHORT);
    assert_int_equal(damage.height, CANVAS_LONG);
    draw_view(canvas, &view, &previous, &damage);
    assert_int_equal(damage.width, 0);
    canvas_destroy(canvas);
}

static void a_typed_letter_redraws_the_field_alone(void **state)
{
    struct rect damage;
    (void)state;
    struct canvas *canvas = canvas_of_page(&damage);
    for (size_t i = 0; i < view.count; i++)
        if (view.controls[i].look == LOOK_FIELD)
            view.controls[i].value = "María Ortiz S";
    draw_view(canvas, &view, &previous, &damage);
    assert_in_range(damage.y, 830 - RING - SMOOTH, 830);
    assert_in_range(damage.height, 108, 108 + 2 * (RING + SMOOTH));
    canvas_destroy(canvas);
}

static void another_theme_redraws_everything(void **state)
{
    struct rect damage;
    (void)state;
    struct canvas *canvas = canvas_of_page(&damage);
    view.style.theme = THEME_CONTRAST;
    draw_view(canvas, &view, &previous, &damage);
    assert_int_equal(damage.height, CANVAS_LONG);
    canvas_destroy(canvas);
}

static int open_views(void **state)
{
    struct error error;
    (void)state;
    if (!secret_start(&error) || !canvas_load_fonts(NULL, &error))
        return -1;
    return view_init(&view, &error) && view_init(&previous, &error) ? 0 : -1;
}

static int close_views(void **state)
{
    (void)state;
    view_finish(&view);
    view_finish(&previous);
    secret_stop();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_look_draws_inside_its_rect_and_ring),
        cmocka_unit_test(a_measured_box_holds_its_words),
        cmocka_unit_test(what_is_pressed_is_never_lower_than_96),
        cmocka_unit_test(more_words_need_more_room),
        cmocka_unit_test(large_words_on_a_button_stay_on_one_line),
        cmocka_unit_test(a_narrow_key_shows_its_icon_alone),
        cmocka_unit_test(a_missing_glyph_does_not_fit),
        cmocka_unit_test(the_option_is_mirrored_from_right_to_left),
        cmocka_unit_test(a_name_in_latin_letters_begins_at_the_left),
        cmocka_unit_test(the_ring_has_a_gap_a_dark_and_a_gold_band),
        cmocka_unit_test(the_ring_on_the_bar_and_in_contrast_is_gold_alone),
        cmocka_unit_test(redrawing_what_differs_gives_the_same_pixels),
        cmocka_unit_test(so_it_does_at_a_scale_that_is_not_whole),
        cmocka_unit_test(nothing_is_redrawn_when_nothing_differs),
        cmocka_unit_test(a_typed_letter_redraws_the_field_alone),
        cmocka_unit_test(another_theme_redraws_everything),
    };
    return cmocka_run_group_tests(tests, open_views, close_views);
}
