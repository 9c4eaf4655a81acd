/* A visitor who presses anything in any order: the visit stays whole, and forgets at the end. */
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

#define STEPS 20000
#define SEED  20261121u

/* xorshift32: the same presses in every run. */
static uint32_t next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void press_something(struct stage *stage, uint32_t *random)
{
    const struct view *view = visit_view(stage->visit);
    const struct control *control = &view->controls[next(random) % view->count];
    /* Leaving is rare, else nobody gets far. */
    bool leaves = strcmp(control->id, "leave") == 0 || strcmp(control->id, "no") == 0;
    if (!leaves || next(random) % 40 == 0) {
        char id[VIEW_ID_MAX];
        (void)strcpy(id, control->id);
        (void)visit_press(stage->visit, id, stage->now);
    }
}

static void hold_something(struct stage *stage, uint32_t *random)
{
    const struct view *view = visit_view(stage->visit);
    const struct rect *rect = &view->controls[next(random) % view->count].rect;
    (void)visit_hold(stage->visit, rect->x + rect->width / 2, rect->y + rect->height / 2,
                     stage->now);
}

/* Every key but those that leave and that call the staff. */
static enum visit_key any_key(uint32_t *random)
{
    uint32_t key = next(random) % (KEY_HEADPHONES_OUT - 1);
    return (enum visit_key)(key < KEY_LEAVE ? key : key + 2);
}

/* Headphones come and go, the voice dies and is there again. */
static void change_voice(struct stage *stage, uint32_t *random)
{
    struct visit_voice voice = {.works = next(random) % 4 != 0,
                                .headphones = next(random) % 2 == 0};
    (void)visit_set_voice(stage->visit, &voice, stage->now);
}

static void do_something(struct stage *stage, uint32_t *random)
{
    static const char *const texts[] = {"2025550142",       "4827", "Ana", "José",
                                        "\xF0\x9F\x98\x80", "@.com"};
    stage->now += next(random) % 5000;
    switch (next(random) % 16) {
    case 0:
        (void)visit_key(stage->visit, any_key(random), stage->now);
        break;
    case 1:
        (void)visit_type(stage->visit, texts[next(random) % 6], stage->now);
        break;
    case 2:
        (void)visit_touch(stage->visit, (int)(next(random) % 1080), (int)(next(random) % 1920),
                          stage->now);
        break;
    case 3:
        stage_wait(stage, next(random) % 30000);
        break;
    case 4: {
        const struct control *go = view_find(visit_view(stage->visit), "cont");
        if (go != NULL) {
            (void)visit_press(stage->visit, "cont", stage->now);
        }
        break;
    }
    case 5:
        hold_something(stage, random);
        break;
    case 6:
        change_voice(stage, random);
        break;
    default:
        press_something(stage, random);
        break;
    }
}

static void answer_effects(struct stage *stage, uint32_t *random)
{
    switch (visit_take_effect(stage->visit)) {
    case EFFECT_SAVE:
        visit_saved(stage->visit, next(random) % 3 != 0, STAGE_CODE, stage->now);
        break;
    case EFFECT_PRINT:
    case EFFECT_PRINT_NOTICE:
        visit_printed(stage->visit, (enum visit_print_result)(next(random) % 3), stage->now);
        break;
    case EFFECT_CHECK_PIN:
        visit_pin_checked(stage->visit, next(random) % 2 == 0, 3, 0, stage->now);
        break;
    default:
        break;
    }
}

static void check_view(const struct view *view)
{
    assert_true(view->count > 0);
    assert_true(view->screen[0] != '\0');
    assert_true(view->focused[0] == '\0' || view_find(view, view->focused) != NULL);
    for (size_t i = 0; i < view->count; i++) {
        assert_ptr_equal(view_find(view, view->controls[i].id), &view->controls[i]);
        assert_true(!view->controls[i].pressable || view->controls[i].spoken[0] != '\0');
    }
}

/* Whatever it is, there are words for it, and none of an answer for a room. */
static void check_words(struct narrator *narrator, struct visit *visit)
{
    struct narrator_moment moment;
    visit_moment(visit, &moment);
    const struct narration *said = narrator_follow(narrator, &moment);
    assert_true(moment.speaks || said->count <= NARRATOR_ANNOUNCED_MAX);
    for (size_t i = 0; i < said->count; i++) {
        assert_true(said->parts[i].text[0] != '\0');
        assert_false(moment.room_hears && said->parts[i].private_text);
    }
}

static void anything_in_any_order_keeps_the_visit_whole(void **state)
{
    (void)state;
    struct stage stage;
    uint32_t random = SEED;
    int saved = 0;
    stage_open(&stage, ORIENTATION_PORTRAIT);
    struct narrator *narrator = narrator_create(visit_languages(stage.visit), NULL);
    assert_non_null(narrator);
    for (int i = 0; i < STEPS; i++) {
        if (i % 2000 == 0) {
            /* Through the staff page to a fresh visit, whatever was there. Keys that are being tried
             * do nothing else. */
            if (strcmp(stage_screen(&stage), "try-keys") == 0) {
                stage_press(&stage, "back");
            }
            assert_true(visit_key(stage.visit, KEY_STAFF, stage.now));
            stage_press(&stage, "back");
            stage_go(&stage, "check");
        }
        do_something(&stage, &random);
        answer_effects(&stage, &random);
        check_view(visit_view(stage.visit));
        check_words(narrator, stage.visit);
        saved += strcmp(stage_screen(&stage), "saved") == 0 ? 1 : 0;
    }
    assert_true(saved > 0);
    narrator_destroy(narrator);
    stage_close(&stage);
    assert_int_equal(secret_in_use(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anything_in_any_order_keeps_the_visit_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
