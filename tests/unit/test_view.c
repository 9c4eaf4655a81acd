#include "app/screen/view.h"
#include "platform/base/secret.h"

#include "tests/support/lib/cmocka.h"

#include <string.h>

static struct view view, other;
static const struct view_style style = {.language = "en"};

static struct control *button(const char *id, int x)
{
    struct control *control = view_add(&view, ROLE_BUTTON, LOOK_PRIMARY, id);
    control->rect = (struct rect){x, 0, 100, 100};
    control->pressable = true;
    return control;
}

static void a_new_control_says_nothing_and_has_no_focus(void **state)
{
    (void)state;
    view_clear(&view, "page", &style);
    const struct control *control = view_add(&view, ROLE_FIELD, LOOK_FIELD, "field");
    assert_string_equal(control->label, "");
    assert_string_equal(control->value, "");
    assert_string_equal(control->spoken, "");
    assert_string_equal(control->icon, "");
    assert_int_equal(control->focus, -1);
    assert_ptr_equal(view_find(&view, "field"), control);
    assert_null(view_find(&view, "other"));
}

static void a_touch_finds_the_control_under_it(void **state)
{
    (void)state;
    view_clear(&view, "page", &style);
    button("left", 0);
    button("right", 100);
    assert_string_equal(view_at(&view, 0, 0)->id, "left");
    assert_string_equal(view_at(&view, 99, 99)->id, "left");
    assert_string_equal(view_at(&view, 100, 0)->id, "right");
    assert_null(view_at(&view, 200, 0));
    assert_null(view_at(&view, 0, 100));
}

static void what_lies_on_top_is_touched_first(void **state)
{
    (void)state;
    view_clear(&view, "page", &style);
    button("below", 0);
    button("above", 50);
    assert_string_equal(view_at(&view, 60, 10)->id, "above");
}

static void what_is_off_or_only_words_is_not_touched(void **state)
{
    (void)state;
    view_clear(&view, "page", &style);
    button("off", 0)->disabled = true;
    button("words", 100)->pressable = false;
    assert_null(view_at(&view, 10, 10));
    assert_null(view_at(&view, 110, 10));
}

static void a_copy_stays_when_the_view_is_rebuilt(void **state)
{
    (void)state;
    view_clear(&view, "page", &style);
    struct control *control = button("one", 0);
    control->label = view_text(&view, "Family name");
    control->value = view_text(&view, "Ortiz");
    control->icon = "bell";
    view_copy(&other, &view);
    view_clear(&view, "next", &style);
    view_text(&view, "something else, longer than before");
    assert_string_equal(other.screen, "page");
    assert_string_equal(other.controls[0].label, "Family name");
    assert_string_equal(other.controls[0].value, "Ortiz");
    assert_string_equal(other.controls[0].icon, "bell");
}

static void clearing_wipes_the_words(void **state)
{
    (void)state;
    view_clear(&view, "page", &style);
    const char *name = view_text(&view, "María Ortiz");
    size_t length = strlen(name);
    view_clear(&view, "page", &style);
    for (size_t i = 0; i < length; i++)
        assert_int_equal(view.text[i], 0);
}

static void a_shorter_copy_leaves_nothing_of_the_longer(void **state)
{
    (void)state;
    view_clear(&view, "page", &style);
    view_text(&view, "a long text with a name in it");
    view_copy(&other, &view);
    view_clear(&view, "page", &style);
    view_text(&view, "short");
    view_copy(&other, &view);
    assert_int_equal(other.text_used, sizeof "short");
    for (size_t i = other.text_used; i < 40; i++)
        assert_int_equal(other.text[i], 0);
}

static int open_views(void **state)
{
    struct error error;
    (void)state;
    return secret_start(&error) && view_init(&view, &error) && view_init(&other, &error) ? 0 : -1;
}

static int close_views(void **state)
{
    (void)state;
    view_finish(&view);
    view_finish(&other);
    int left = (int)secret_in_use();
    secret_stop();
    return left;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_control_says_nothing_and_has_no_focus),
        cmocka_unit_test(a_touch_finds_the_control_under_it),
        cmocka_unit_test(what_lies_on_top_is_touched_first),
        cmocka_unit_test(what_is_off_or_only_words_is_not_touched),
        cmocka_unit_test(a_copy_stays_when_the_view_is_rebuilt),
        cmocka_unit_test(clearing_wipes_the_words),
        cmocka_unit_test(a_shorter_copy_leaves_nothing_of_the_longer),
    };
    return cmocka_run_group_tests(tests, open_views, close_views);
}
