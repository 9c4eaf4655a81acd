/* What keys make of a text, and which layouts are refused. */
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/typing/composition.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <string.h>

#define KEYBOARDS "build/share/keyboards"
#define TEXT_SIZE 128
#define DELETE    "<" /* among keys */

static struct keyboards *open_all(void)
{
    struct error error = {0};
    struct keyboards *keyboards = keyboards_open(KEYBOARDS, &error);

    if (!keyboards)
        fail_msg("%s", error.text);
    return keyboards;
}

/* Presses keys with spaces between them; "_" is the space bar, "1" and so on a candidate. */
static void type(enum keyboard_method method, const char *keys, char text[TEXT_SIZE])
{
    struct keyboards *keyboards = open_all();
    struct composition composition = {0};
    char copy[TEXT_SIZE * 2];
    char *rest = NULL;

    assert_true(text_copy(copy, sizeof copy, keys));
    memset(text, 0, TEXT_SIZE);
    for (char *key = strtok_r(copy, " ", &rest); key; key = strtok_r(NULL, " ", &rest)) {
        if (strcmp(key, DELETE) == 0)
            composition_delete(&composition, method, text);
        else if (key[0] >= '0' && key[0] <= '9')
            assert_true(composition_choose(&composition, keyboards, (size_t)(key[0] - '0'), text,
                                           TEXT_SIZE));
        else
            assert_true(composition_add(&composition, method, strcmp(key, "_") == 0 ? " " : key,
                                        text, TEXT_SIZE));
    }
    keyboards_close(keyboards);
}

static void expect(enum keyboard_method method, const char *keys, const char *wanted)
{
    char text[TEXT_SIZE];

    type(method, keys, text);
    assert_string_equal(text, wanted);
}

/* ---- Hangul -------------------------------------------------------------------------------------- */

static void jamo_become_syllables(void **state)
{
    (void)state;
    expect(KEYBOARD_HANGUL, "ㄱ ㅣ ㅁ ㅁ ㅣ ㄴ ㅅ ㅜ", "김민수");
    expect(KEYBOARD_HANGUL, "ㅇ ㅣ ㅅ ㅓ ㅇ ㅕ ㄴ", "이서연");
    expect(KEYBOARD_HANGUL, "ㅊ ㅗ ㅣ ㅈ ㅣ ㅇ ㅜ", "최지우");
    expect(KEYBOARD_HANGUL, "ㄲ ㅡ ㅌ ㅎ ㅡ ㄹ ㄱ", "끝흙");
    expect(KEYBOARD_HANGUL, "ㅎ ㅏ ㄴ _ ㅅ ㅗ - ㅇ ㅏ", "한 소-아");
}

static void a_following_vowel_takes_the_last_consonant_along(void **state)
{
    (void)state;
    expect(KEYBOARD_HANGUL, "ㄱ ㅏ ㄴ", "간");
    expect(KEYBOARD_HANGUL, "ㄱ ㅏ ㄴ ㅏ", "가나");
    expect(KEYBOARD_HANGUL, "ㄷ ㅏ ㄹ ㄱ ㅣ", "달기");
}

static void delete_takes_a_jamo_of_the_syllable_and_else_a_syllable(void **state)
{
    (void)state;
    expect(KEYBOARD_HANGUL, "ㄷ ㅏ ㄹ ㄱ <", "달");
    expect(KEYBOARD_HANGUL, "ㄷ ㅏ ㄹ ㄱ < <", "다");
    expect(KEYBOARD_HANGUL, "ㄷ ㅏ ㄹ ㄱ < < <", "ㄷ");
    expect(KEYBOARD_HANGUL, "ㄷ ㅏ ㄹ ㄱ < < < <", "");
    expect(KEYBOARD_HANGUL, "ㄱ ㅣ ㅁ ㅊ ㅓ ㄹ < < < <", "");
    expect(KEYBOARD_HANGUL, "ㄱ ㅣ ㅁ _ < <", "");
    expect(KEYBOARD_HANGUL, "ㄱ ㅗ ㅏ < ㅣ", "괴");
}

/* ---- pinyin -------------------------------------------------------------------------------------- */

static void letters_offer_characters(void **state)
{
    (void)state;
    expect(KEYBOARD_PINYIN, "W a n g 0", "王");
    expect(KEYBOARD_PINYIN, "W a n g", "Wang");
    expect(KEYBOARD_PINYIN, "L i 0 N a 0", "李娜");
    expect(KEYBOARD_PINYIN, "z h a n g w e i 0 1", "张韦");
    expect(KEYBOARD_PINYIN, "L Ü 0", "吕");
}

static void characters_for_one_syllable_leave_the_others_to_be_chosen(void **state)
{
    (void)state;
    expect(KEYBOARD_PINYIN, "z h a n g w e i 0", "张wei");
    expect(KEYBOARD_PINYIN, "z h a n g w e i 0 <", "张we");
    expect(KEYBOARD_PINYIN, "z h a n g w e i 0 < < < <", "");
}

static void letters_that_are_no_syllable_yet_offer_what_begins_so(void **state)
{
    struct keyboards *keyboards = open_all();
    struct composition composition = {0};
    char text[TEXT_SIZE] = "";
    char found[4][COMPOSITION_CANDIDATE_MAX];

    (void)state;
    assert_true(composition_add(&composition, KEYBOARD_PINYIN, "z", text, sizeof text));
    assert_true(composition_add(&composition, KEYBOARD_PINYIN, "h", text, sizeof text));
    assert_int_equal(composition_candidates(&composition, keyboards, 0, found, 4), 4);
    composition_end(&composition);
    assert_int_equal(composition_candidates(&composition, keyboards, 0, found, 4), 0);
    assert_false(composition_choose(&composition, keyboards, 0, text, sizeof text));
    keyboards_close(keyboards);
}

static void candidates_end(void **state)
{
    struct keyboards *keyboards = open_all();
    struct composition composition = {0};
    char text[TEXT_SIZE] = "";
    char found[1][COMPOSITION_CANDIDATE_MAX];
    size_t count = 0;

    (void)state;
    assert_true(composition_add(&composition, KEYBOARD_PINYIN, "e", text, sizeof text));
    while (composition_candidates(&composition, keyboards, count, found, 1) == 1)
        assert_in_range(++count, 1, 500);
    assert_false(composition_choose(&composition, keyboards, count, text, sizeof text));
    assert_string_equal(text, "e");
    keyboards_close(keyboards);
}

/* ---- Vietnamese ---------------------------------------------------------------------------------- */

#define SAC   "\u0301"
#define HUYEN "\u0300"
#define HOI   "\u0309"
#define NGA   "\u0303"
#define NANG  "\u0323"

static void a_tone_goes_to_the_vowel_that_carries_it(void **state)
{
    (void)state;
    expect(KEYBOARD_VIETNAMESE, "N g u y ê n " NGA, "Nguyễn");
    expect(KEYBOARD_VIETNAMESE, "T r â n " HUYEN, "Trần");
    expect(KEYBOARD_VIETNAMESE, "H o a " HUYEN, "Hòa");
    expect(KEYBOARD_VIETNAMESE, "T o a n " HUYEN, "Toàn");
    expect(KEYBOARD_VIETNAMESE, "T h u y " SAC, "Thúy");
    expect(KEYBOARD_VIETNAMESE, "Q u y " SAC, "Quý");
    expect(KEYBOARD_VIETNAMESE, "G i a " HUYEN, "Già");
    expect(KEYBOARD_VIETNAMESE, "G i " HUYEN, "Gì");
    expect(KEYBOARD_VIETNAMESE, "n g ư ơ i " HUYEN, "người");
    expect(KEYBOARD_VIETNAMESE, "N g o a i " HUYEN, "Ngoài");
    expect(KEYBOARD_VIETNAMESE, "Đ " NANG, "Đ");
    expect(KEYBOARD_VIETNAMESE, "P h a m " NANG " _ L e " HOI, "Phạm Lẻ");
}

static void a_tone_may_be_changed_and_taken_off(void **state)
{
    (void)state;
    expect(KEYBOARD_VIETNAMESE, "L a n " SAC " " HUYEN, "Làn");
    expect(KEYBOARD_VIETNAMESE, "L a n " SAC " " SAC, "Lan");
    expect(KEYBOARD_VIETNAMESE, "H o a " HUYEN " n " HUYEN, "Hoàn");
    expect(KEYBOARD_VIETNAMESE, SAC, "");
}

static void delete_takes_a_letter_with_its_signs(void **state)
{
    (void)state;
    expect(KEYBOARD_VIETNAMESE, "V u ơ " NGA " <", "Vu");
    expect(KEYBOARD_PLAIN, "क ् ष <", "");
    expect(KEYBOARD_PLAIN, "श र ् म ा <", "श");
    expect(KEYBOARD_PLAIN, "र ा म <", "रा");
    expect(KEYBOARD_PLAIN, "र ा <", "");
    expect(KEYBOARD_PLAIN, "é <", "");
}

static void plain_keys_are_composed(void **state)
{
    (void)state;
    expect(KEYBOARD_PLAIN, "e \u0301", "é");
    expect(KEYBOARD_PLAIN, "أ ح م د", "أحمد");
    expect(KEYBOARD_PLAIN, "प ् र ि य ा", "प्रिया");
}

/* ---- room ---------------------------------------------------------------------------------------- */

static void what_does_not_fit_changes_nothing(void **state)
{
    struct composition composition = {0};
    char text[] = "가나";

    (void)state;
    assert_false(composition_add(&composition, KEYBOARD_HANGUL, "ㄷ", text, sizeof text));
    assert_string_equal(text, "가나");
    assert_int_equal(composition.tail, 0);
    assert_false(composition_add(&composition, KEYBOARD_PLAIN, "a", text, sizeof text));
    assert_string_equal(text, "가나");
}

static void a_composition_that_ended_leaves_nothing_of_it(void **state)
{
    static const struct composition empty;
    struct composition composition = {0};
    char text[TEXT_SIZE] = "";

    (void)state;
    assert_true(composition_add(&composition, KEYBOARD_HANGUL, "ㄷ", text, sizeof text));
    composition_end(&composition);
    assert_memory_equal(&composition, &empty, sizeof empty);
    composition_delete(&composition, KEYBOARD_HANGUL, text);
    assert_string_equal(text, "");
}

/* ---- layouts ------------------------------------------------------------------------------------- */

static void a_language_names_its_keyboards(void **state)
{
    struct keyboards *keyboards = open_all();

    (void)state;
    assert_string_equal(keyboards_pick(keyboards, "arabic latin", 0)->name, "arabic");
    assert_string_equal(keyboards_pick(keyboards, "arabic latin", 1)->name, "latin");
    assert_string_equal(keyboards_pick(keyboards, "arabic latin", 2)->name, "arabic");
    assert_int_equal(keyboards_pick_count(keyboards, " no-such  arabic "), 1);
    assert_string_equal(keyboards_pick(keyboards, "no-such", 3)->name, "latin");
    assert_string_equal(keyboards_pick(keyboards, "", 0)->name, "latin");
    keyboards_close(keyboards);
}

#define LAST "\"{change} {space} {skip} {delete}\""

static const char fine[] = "{\"label\": \"A\", \"spoken\": \"a\", \"method\": \"plain\", "
                           "\"direction\": \"ltr\", \"layers\": [{\"label\": \"A\", \"rows\": "
                           "[\"A B\", " LAST "]}], \"variants\": {\"A\": \"Á À\"}}";

/* `fine` with a part of it changed, and what is said about that. */
static const struct {
    const char *part, *instead, *said;
} mistakes[] = {
    {"\"plain\"", "\"plane\"", "\"method\": must be plain, hangul, pinyin or vietnamese"},
    {"\"ltr\"", "\"up\"", "\"direction\": must be ltr or rtl"},
    {"\"label\": \"A\", \"spoken\"", "\"spoken\"", "\"label\" must be a text"},
    {"\"spoken\"", "\"spokn\"", "\"spokn\" is not known"},
    {"{delete}", "D", "layer 1: needs {delete} once"},
    {"{change} ", "", "layer 1: needs {change}, {space} and {skip} once each"},
    {"{change}", "{layer} {change}", "layer 1: needs {layer} once, and none where there is one"},
    {"A B", "A B C D E F G H I J K L", "layer 1, row 1: has more than 11 keys"},
    {"A B", "A B A", "layer 1: has \"A\" twice"},
    {"A B", " ", "layer 1, row 1: has no key"},
    {"A B", "A e\u0301", "layer 1, row 1: key 2, \"e\u0301\", must be at most"},
    {"A B", "A \u200B", "layer 1, row 1: key 2"},
    {"A B", "A thirty-one-bytes-are-too-long", "layer 1, row 1: key 2"},
    {"\"Á À\"", "\"1 2 3 4 5 6 7 8 9\"", "\"variants\", \"A\": must be at most 8 keys"},
    {"{\"A\": \"Á", "{\"Z\": \"Á", "\"variants\", \"Z\": no key types that"},
    {"[\"A B\", " LAST "]", "[]", "layer 1: \"rows\" must be 1 to 5 rows"},
    {"}}", "}", "line 1:"},
};

static void write_layout(const struct temp_folder *folder, const char *part, const char *instead)
{
    char text[1024];
    const char *at = strstr(fine, part);

    assert_non_null(at);
    assert_true(text_format(text, sizeof text, "%.*s%s%s", (int)(at - fine), fine, instead,
                            at + strlen(part)));
    (void)temp_folder_write(folder, "latin.json", text);
}

static void a_mistake_is_named_with_its_place(void **state)
{
    const struct temp_folder *folder = *state;

    (void)temp_folder_write(folder, "email.json", fine);
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct error error = {0};

        write_layout(folder, mistakes[i].part, mistakes[i].instead);
        assert_null(keyboards_open(folder->path, &error));
        assert_int_equal(error.kind, ERROR_INPUT);
        if (!strstr(error.text, "latin.json: ") || !strstr(error.text, mistakes[i].said))
            fail_msg("\"%s\" is not said, but: %s", mistakes[i].said, error.text);
    }
}

static void layers_have_the_same_rows(void **state)
{
    const struct temp_folder *folder = *state;
    struct error error = {0};

    (void)temp_folder_write(folder, "email.json", fine);
    write_layout(folder, "\"A B\", " LAST "]}",
                 "\"A B {layer}\", " LAST
                 "]}, {\"label\": \"B\", \"rows\": [\"{layer}\", \"C\", " LAST "]}");
    assert_null(keyboards_open(folder->path, &error));
    assert_non_null(strstr(error.text, "layer 2: has not as many rows as the first layer"));
}

static void a_good_layout_is_read(void **state)
{
    const struct temp_folder *folder = *state;
    struct error error = {0};
    struct keyboards *keyboards;
    const struct keyboard_key *key;

    (void)temp_folder_write(folder, "email.json", fine);
    write_layout(folder, "A B", "A ◌");
    write_layout(folder, "A B", "A \u0947");
    keyboards = keyboards_open(folder->path, &error);
    assert_non_null(keyboards);
    assert_int_equal(keyboards_count(keyboards), 2);
    key = keyboards_find(keyboards, "latin")->layers[0].rows[0].keys;
    assert_string_equal(key[0].label, "A");
    assert_int_equal(key[0].variant_count, 2);
    assert_string_equal(key[0].variants[1], "À");
    assert_string_equal(key[1].text, "\u0947");
    assert_string_equal(key[1].label, "\u25CC\u0947");
    keyboards_close(keyboards);
}

static void without_latin_there_are_no_keyboards(void **state)
{
    const struct temp_folder *folder = *state;
    struct error error = {0};

    (void)temp_folder_write(folder, "email.json", fine);
    assert_null(keyboards_open(folder->path, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(error.text, "\"latin\""));
}

static void a_layout_of_pinyin_wants_its_table(void **state)
{
    const struct temp_folder *folder = *state;
    struct error error = {0};

    (void)temp_folder_write(folder, "email.json", fine);
    write_layout(folder, "\"plain\"", "\"pinyin\"");
    assert_null(keyboards_open(folder->path, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    (void)temp_folder_write(folder, "pinyin.table", "ba\t八\nai\t爱\n");
    assert_null(keyboards_open(folder->path, &error));
    assert_non_null(strstr(error.text, "pinyin.table: syllable 2 is not"));
}

/* Whoever cannot hold a key finds every letter in a layer; tones are keys of their own. */
static void every_variant_has_a_key_of_its_own(void **state)
{
    struct keyboards *keyboards = open_all();

    (void)state;
    for (size_t k = 0; k < keyboards_count(keyboards); k++) {
        const struct keyboard *keyboard = keyboards_at(keyboards, k);
        struct {
            const struct keyboard_key
                *keys[KEYBOARD_LAYERS_MAX * KEYBOARD_ROWS_MAX * KEYBOARD_ROW_KEYS_MAX];
            size_t count;
        } all = {.count = 0};

        for (size_t i = 0; i < keyboard->layer_count; i++)
            for (size_t j = 0; j < keyboard->layers[i].row_count; j++)
                for (size_t n = 0; n < keyboard->layers[i].rows[j].count; n++)
                    all.keys[all.count++] = &keyboard->layers[i].rows[j].keys[n];
        for (size_t i = 0; i < all.count && keyboard->method != KEYBOARD_VIETNAMESE; i++) {
            for (size_t v = 0; v < all.keys[i]->variant_count; v++) {
                bool found = false;

                for (size_t n = 0; n < all.count; n++)
                    found = found || strcmp(all.keys[n]->text, all.keys[i]->variants[v]) == 0;
                if (!found)
                    fail_msg("%s: %s has no key", keyboard->name, all.keys[i]->variants[v]);
            }
        }
    }
    keyboards_close(keyboards);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jamo_become_syllables),
        cmocka_unit_test(a_following_vowel_takes_the_last_consonant_along),
        cmocka_unit_test(delete_takes_a_jamo_of_the_syllable_and_else_a_syllable),
        cmocka_unit_test(letters_offer_characters),
        cmocka_unit_test(characters_for_one_syllable_leave_the_others_to_be_chosen),
        cmocka_unit_test(letters_that_are_no_syllable_yet_offer_what_begins_so),
        cmocka_unit_test(candidates_end),
        cmocka_unit_test(a_tone_goes_to_the_vowel_that_carries_it),
        cmocka_unit_test(a_tone_may_be_changed_and_taken_off),
        cmocka_unit_test(delete_takes_a_letter_with_its_signs),
        cmocka_unit_test(plain_keys_are_composed),
        cmocka_unit_test(what_does_not_fit_changes_nothing),
        cmocka_unit_test(a_composition_that_ended_leaves_nothing_of_it),
        cmocka_unit_test(a_language_names_its_keyboards),
        cmocka_unit_test_setup_teardown(a_mistake_is_named_with_its_place, temp_folder_setup,
                                        temp_folder_teardown),
        cmocka_unit_test_setup_teardown(layers_have_the_same_rows, temp_folder_setup,
                                        temp_folder_teardown),
        cmocka_unit_test_setup_teardown(a_good_layout_is_read, temp_folder_setup,
                                        temp_folder_teardown),
        cmocka_unit_test_setup_teardown(without_latin_there_are_no_keyboards, temp_folder_setup,
                                        temp_folder_teardown),
        cmocka_unit_test_setup_teardown(a_layout_of_pinyin_wants_its_table, temp_folder_setup,
                                        temp_folder_teardown),
        cmocka_unit_test(every_variant_has_a_key_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
