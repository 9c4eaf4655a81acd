/* The keyboards of all languages on the screen: their room, what they type, what a held key offers. */
#include "app/screen/widgets/measure.h"
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/canvas/canvas.h"
#include "platform/language/language.h"
#include "platform/typing/keyboard.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/screen_checks.h"
#include "tests/support/lib/stage.h"

#include <string.h>

#define KEYBOARDS  "build/share/keyboards"
#define LAYERS_MAX 8
#define KEYS_MAX   512

static void show(struct stage *stage, const char *screen, const char *language, bool large)
{
    struct view_style style = {.orientation = visit_view(stage->visit)->style.orientation,
                               .size = large ? SIZE_LARGE : SIZE_STANDARD,
                               .language = language};
    struct error error = {0};
    if (!visit_show(stage->visit, screen, &style, &error)) {
        fail_msg("%s", error.text);
    }
    stage->now += 100000;
}

/* The name's page, with nothing in its fields. */
static void show_empty(struct stage *stage, const char *language)
{
    show(stage, "name", language, false);
    while (stage_answer(stage, "given_name")[0] != '\0') {
        stage_press(stage, "key.delete");
    }
    stage_press(stage, "field.family_name");
    while (stage_answer(stage, "family_name")[0] != '\0') {
        stage_press(stage, "key.delete");
    }
    stage_press(stage, "field.given_name");
}

static bool hold(struct stage *stage, const char *id)
{
    const struct rect *rect = &stage_control(stage, id)->rect;
    stage->now += 1000;
    return visit_hold(stage->visit, rect->x + rect->width / 2, rect->y + rect->height / 2,
                      stage->now);
}

/* ---- room ------------------------------------------------------------------------------------ */

static int problems;

static void tell(void *context, enum check check, const char *control, const char *why)
{
    print_message("%s: %s: %s %s\n", (const char *)context, check_name(check), control, why);
    problems++;
}

static void check_view(struct stage *stage, const char *name)
{
    const struct view *view = visit_view(stage->visit);
    struct tally tally = {.tell = tell, .context = (void *)(uintptr_t)name};
    check_screen(&tally, view, name);
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (control->role == ROLE_KEY &&
            !measure_fits(stage->room.measure, &view->style, control)) {
            tell((void *)(uintptr_t)name, CHECK_FIT, control->id, "does not fit");
        }
        bool named =
            strncmp(control->spoken, "sg_", 3) != 0 && strncmp(control->spoken, "kb_", 3) != 0;
        if (control->role == ROLE_KEY && !named) {
            tell((void *)(uintptr_t)name, CHECK_SPOKEN, control->id, control->spoken);
        }
    }
}

/* Holds every key of the layer that is shown. */
static void check_held(struct stage *stage, const char *name)
{
    char ids[KEYS_MAX][VIEW_ID_MAX];
    size_t count = 0;
    const struct view *view = visit_view(stage->visit);
    for (size_t i = 0; i < view->count; i++) {
        if (view->controls[i].role == ROLE_KEY) {
            (void)text_copy(ids[count++], VIEW_ID_MAX, view->controls[i].id);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (stage_has(stage, ids[i]) && hold(stage, ids[i])) {
            check_view(stage, name);
            stage_press(stage, "tool.contrast tool.contrast");
        }
    }
}

static void check_layers(struct stage *stage, const char *name, bool held)
{
    for (int layer = 0; layer < LAYERS_MAX; layer++) {
        check_view(stage, name);
        if (held) {
            check_held(stage, name);
        }
        if (!stage_has(stage, "key.layer")) {
            return;
        }
        stage_press(stage, "key.layer");
    }
}

static void check_keyboards(struct stage *stage, const char *screen, const char *language,
                            bool large)
{
    char name[96];
    (void)text_format(name, sizeof name, "%s, %s, %s", screen, language,
                      large ? "large" : "standard");
    show(stage, screen, language, large);
    /* Variants take their keys' row, whatever stands above it. */
    check_layers(stage, name, strcmp(screen, "name") == 0);
    if (stage_has(stage, "key.keyboard")) {
        stage_press(stage, "key.keyboard");
        check_layers(stage, name, false);
    }
}

static void keyboards_keep_the_rules(void **state)
{
    static const char *const screens[] = {"name", "other-names", "country", "email"};
    (void)state;
    problems = 0;
    for (int turned = 0; turned < 2; turned++) {
        struct stage stage;
        stage_open(&stage, turned ? ORIENTATION_LANDSCAPE : ORIENTATION_PORTRAIT);
        const struct language *languages = visit_languages(stage.visit);
        for (size_t i = 0; i < language_count(languages); i++) {
            for (size_t j = 0; j < sizeof screens / sizeof *screens; j++) {
                for (int large = 0; large < 2; large++) {
                    check_keyboards(&stage, screens[j], language_at(languages, i)->code, large);
                }
            }
        }
        stage_close(&stage);
    }
    assert_int_equal(problems, 0);
}

static void candidates_keep_the_rules(void **state)
{
    (void)state;
    problems = 0;
    for (int style = 0; style < 4; style++) {
        struct stage stage;
        stage_open(&stage, style % 2 ? ORIENTATION_LANDSCAPE : ORIENTATION_PORTRAIT);
        show(&stage, "name", "zh-Hans", style / 2 == 1);
        stage_press(&stage, "key.Y key.I");
        check_view(&stage, "name with candidates");
        stage_press(&stage, "cand.next");
        assert_true(stage_has(&stage, "cand.previous") && stage_has(&stage, "cand.7"));
        check_view(&stage, "name with further candidates");
        stage_close(&stage);
    }
    assert_int_equal(problems, 0);
}

static void every_language_names_keyboards_that_are_there(void **state)
{
    struct stage *stage = *state;
    const struct language *languages = visit_languages(stage->visit);
    struct keyboards *keyboards = keyboards_open(KEYBOARDS, NULL);
    assert_non_null(keyboards);
    for (size_t i = 0; i < language_count(languages); i++) {
        char names[128];
        char *rest = NULL;
        assert_true(text_copy(names, sizeof names, language_at(languages, i)->keyboards));
        for (char *name = strtok_r(names, " ", &rest); name != NULL;
             name = strtok_r(NULL, " ", &rest)) {
            if (keyboards_find(keyboards, name) == NULL) {
                fail_msg("%s: there is no keyboard %s", language_at(languages, i)->code, name);
            }
        }
    }
    keyboards_close(keyboards);
}

/* ---- glyphs ---------------------------------------------------------------------------------- */

static void expect_glyphs(struct canvas *canvas, const char *language, const char *text)
{
    for (int bold = 0; bold < 2; bold++) {
        struct text_style style = {
            .size = 44, .bold = bold, .line_height = 1.28, .language = language};
        if (canvas_measure(canvas, text, 0, &style).unknown != 0) {
            fail_msg("no glyph for something of \"%s\"", text);
        }
    }
}

static void expect_layer(struct canvas *canvas, const struct keyboard_layer *layer)
{
    for (size_t i = 0; i < layer->row_count; i++) {
        for (size_t j = 0; j < layer->rows[i].count; j++) {
            const struct keyboard_key *key = &layer->rows[i].keys[j];
            expect_glyphs(canvas, "en", key->label);
            for (size_t k = 0; k < key->variant_count; k++) {
                expect_glyphs(canvas, "en", key->variants[k]);
            }
        }
    }
}

static void every_key_has_a_glyph_in_both_weights(void **state)
{
    struct stage *stage = *state;
    struct keyboards *keyboards = keyboards_open(KEYBOARDS, NULL);
    assert_non_null(keyboards);
    for (size_t i = 0; i < keyboards_count(keyboards); i++) {
        const struct keyboard *keyboard = keyboards_at(keyboards, i);
        for (size_t j = 0; j < keyboard->layer_count; j++) {
            expect_layer(stage->room.measure, &keyboard->layers[j]);
        }
    }
    keyboards_close(keyboards);
}

static void every_candidate_has_a_glyph_in_both_weights(void **state)
{
    struct stage *stage = *state;
    struct buffer table;
    char *rest = NULL;
    buffer_init(&table, 1u << 20);
    assert_true(file_read(KEYBOARDS "/pinyin.table", &table, NULL));
    assert_true(buffer_append_byte(&table, '\0'));
    for (char *line = strtok_r((char *)table.data, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        const char *tab = strchr(line, '\t');
        if (line[0] != '#' && tab != NULL) {
            expect_glyphs(stage->room.measure, "zh-Hans", tab + 1);
        }
    }
    buffer_finish(&table);
}

/* ---- what keys type -------------------------------------------------------------------------- */

static const struct {
    const char *language, *ids, *name;
} typed[] = {
    {"en", "key.A key.N key.N key.space key.M key.A key.Y", "Ann May"},
    {"es", "key.M key.U key.layer key.Ñ key.O key.Z", "Muñoz"},
    {"fr", "key.F key.R key.A key.N key.layer key.Ç key.O key.I key.S", "François"},
    {"pt", "key.J key.O key.layer key.Ã key.O", "João"},
    {"vi", "key.Đ key.Ô key.\u0303 key.space key.H key.U key.Ê key.\u0323", "Đỗ Huệ"},
    {"ru", "key.С key.Е key.М key.Ё key.Н", "Семён"},
    {"ru", "key.layer key.Ї key.keyboard key.A", "Їa"},
    {"ar", "key.أ key.ح key.م key.د", "أحمد"},
    {"hi", "key.प key.् key.र key.ि key.य key.ा", "प्रिया"},
    {"hi", "key.layer key.अ key.म key.ि key.त", "अमित"},
    {"ko", "key.ㅁ key.ㅣ key.ㄴ key.ㅅ key.ㅜ", "민수"},
    {"ko", "key.layer key.ㄲ key.ㅗ key.ㅊ", "꽃"},
    {"zh-Hans", "key.L key.I cand.0 key.N key.A cand.0", "李娜"},
    {"zh-Hans", "key.L key.I key.space key.N key.A", "Li Na"},
};

static void names_of_every_script_are_typed(void **state)
{
    struct stage *stage = *state;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        show_empty(stage, typed[i].language);
        stage_press(stage, typed[i].ids);
        assert_string_equal(stage_answer(stage, "given_name"), typed[i].name);
    }
}

static const struct {
    const char *language, *ids, *item;
} searches[] = {
    {"es", "key.M key.E key.X", "item.MX"},
    {"vi", "key.V key.I key.Ê key.\u0323 key.T", "item.VN"},
    {"ru", "key.М key.Е key.К", "item.MX"},
    {"ar", "key.م key.ص", "item.EG"},
    {"hi", "key.भ key.ा key.र", "item.IN"},
    {"ko", "key.ㄷ key.ㅐ key.ㅎ key.ㅏ", "item.KR"},
    {"zh-Hans", "key.M key.E key.I cand.1", "item.US"},
};

static void countries_are_found_by_their_native_names(void **state)
{
    struct stage *stage = *state;
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
        show(stage, "country", searches[i].language, false);
        for (int j = 0; j < 8; j++) {
            stage_press(stage, "key.delete");
        }
        stage_press(stage, searches[i].ids);
        if (!stage_has(stage, searches[i].item)) {
            fail_msg("%s: %s does not find %s", searches[i].language, searches[i].ids,
                     searches[i].item);
        }
    }
}

/* "대만" goes through "댐", which begins no country. */
static void nothing_is_called_unknown_while_it_is_composed(void **state)
{
    struct stage *stage = *state;
    show(stage, "country", "ko", false);
    for (int j = 0; j < 8; j++) {
        stage_press(stage, "key.delete");
    }
    stage_press(stage, "key.ㄷ key.ㅐ key.ㅁ");
    assert_false(stage_has(stage, "none"));
    stage_press(stage, "key.ㅏ key.ㄴ");
    assert_true(stage_has(stage, "item.TW"));
    stage_press(stage, "key.ㅋ");
    assert_true(stage_has(stage, "item.TW"));
    stage_press(stage, "key.space");
    assert_true(stage_has(stage, "none"));
}

static void addresses_are_typed_in_latin_letters_everywhere(void **state)
{
    struct stage *stage = *state;
    show(stage, "email", "ar", false);
    assert_true(stage_has(stage, "key.@"));
    assert_false(stage_has(stage, "key.keyboard"));
    assert_string_equal(stage_control(stage, "key.@")->spoken,
                        language_text(visit_languages(stage->visit), "ar", "sg_at"));
}

static void another_field_begins_a_syllable_of_its_own(void **state)
{
    struct stage *stage = *state;
    show_empty(stage, "ko");
    stage_press(stage, "key.ㄱ field.family_name key.ㅏ field.given_name key.ㅏ");
    assert_string_equal(stage_answer(stage, "family_name"), "ㅏ");
    assert_string_equal(stage_answer(stage, "given_name"), "ㄱㅏ");
}

static void letters_that_were_not_chosen_from_stay(void **state)
{
    struct stage *stage = *state;
    show_empty(stage, "zh-Hans");
    stage_press(stage, "key.W key.A key.N key.G");
    assert_true(stage_has(stage, "cand.0"));
    stage_press(stage, "field.family_name");
    assert_false(stage_has(stage, "cand.0"));
    assert_string_equal(stage_answer(stage, "given_name"), "Wang");
}

static void another_page_begins_with_the_first_keyboard(void **state)
{
    struct stage *stage = *state;
    show_empty(stage, "ru");
    stage_press(stage, "key.keyboard");
    assert_false(stage_has(stage, "key.Й"));
    stage_press(stage, "key.A field.family_name key.B cont");
    assert_string_equal(stage_screen(stage), "other-names");
    assert_true(stage_has(stage, "key.Й"));
}

/* ---- holding a key --------------------------------------------------------------------------- */

static void a_held_key_offers_its_variants(void **state)
{
    struct stage *stage = *state;
    show_empty(stage, "en");
    assert_true(hold(stage, "key.E"));
    assert_string_equal(stage_answer(stage, "given_name"), "");
    assert_true(stage_has(stage, "variant.É") && stage_has(stage, "key.E"));
    assert_false(stage_has(stage, "key.Q"));
    stage_press(stage, "variant.É");
    assert_false(stage_has(stage, "variant.É"));
    assert_true(hold(stage, "key.E"));
    stage_press(stage, "variant.È");
    assert_string_equal(stage_answer(stage, "given_name"), "Éè");
}

static void a_held_key_stays_under_the_finger(void **state)
{
    struct stage *stage = *state;
    show_empty(stage, "en");
    struct rect before = stage_control(stage, "key.P")->rect;
    assert_false(hold(stage, "key.P"));
    before = stage_control(stage, "key.O")->rect;
    assert_true(hold(stage, "key.O"));
    assert_memory_equal(&stage_control(stage, "key.O")->rect, &before, sizeof before);
}

static void any_other_key_puts_the_variants_away(void **state)
{
    struct stage *stage = *state;
    show_empty(stage, "en");
    assert_true(hold(stage, "key.E"));
    stage_press(stage, "key.E");
    assert_true(stage_has(stage, "key.Q"));
    assert_true(hold(stage, "key.A"));
    stage_press(stage, "key.Z");
    assert_string_equal(stage_answer(stage, "given_name"), "Ez");
    assert_true(hold(stage, "key.A"));
    stage_press(stage, "field.family_name");
    assert_false(stage_has(stage, "variant.Á"));
}

static void what_has_no_variants_is_not_held(void **state)
{
    struct stage *stage = *state;
    show_empty(stage, "en");
    assert_false(hold(stage, "key.Q"));
    assert_false(hold(stage, "key.delete"));
    assert_false(hold(stage, "cont"));
    assert_false(visit_hold(stage->visit, 5, 5, stage->now));
    show(stage, "phone", "en", false);
    assert_false(hold(stage, "key.5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keyboards_keep_the_rules),
        cmocka_unit_test(candidates_keep_the_rules),
        cmocka_unit_test_setup_teardown(every_language_names_keyboards_that_are_there, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(every_key_has_a_glyph_in_both_weights, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(every_candidate_has_a_glyph_in_both_weights, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(names_of_every_script_are_typed, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(countries_are_found_by_their_native_names, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_called_unknown_while_it_is_composed,
                                        stage_set_up, stage_tear_down),
        cmocka_unit_test_setup_teardown(addresses_are_typed_in_latin_letters_everywhere,
                                        stage_set_up, stage_tear_down),
        cmocka_unit_test_setup_teardown(another_field_begins_a_syllable_of_its_own, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(letters_that_were_not_chosen_from_stay, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(another_page_begins_with_the_first_keyboard, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(a_held_key_offers_its_variants, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(a_held_key_stays_under_the_finger, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(any_other_key_puts_the_variants_away, stage_set_up,
                                        stage_tear_down),
        cmocka_unit_test_setup_teardown(what_has_no_variants_is_not_held, stage_set_up,
                                        stage_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
