#include "tests/support/lib/stage.h"

#include "app/registration/answers.h"
#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <string.h>

#define SHARE "build/share"

void stage_open(struct stage *stage, enum view_orientation orientation)
{
    stage_open_notice(stage, orientation, NULL);
}

void stage_open_notice(struct stage *stage, enum view_orientation orientation, const char *notice)
{
    static bool fonts_loaded;
    struct error error = {0};
    struct showroom_options options = {
        .share = SHARE, .notice = notice, .orientation = orientation, .fonts_loaded = fonts_loaded};
    *stage = (struct stage){.now = 1000000};
    if (!showroom_open(&stage->room, &options, &error)) {
        fail_msg("%s", error.text);
    }
    fonts_loaded = true;
    stage->visit = stage->room.visit;
    stage_health(stage, true, true, false);
}

void stage_close(struct stage *stage)
{
    showroom_close(&stage->room);
}

int stage_set_up(void **state)
{
    struct stage *stage = test_malloc(sizeof *stage);
    stage_open(stage, ORIENTATION_PORTRAIT);
    *state = stage;
    return 0;
}

int stage_tear_down(void **state)
{
    stage_close(*state);
    test_free(*state);
    return 0;
}

void stage_health(struct stage *stage, bool can_save, bool can_print, bool paper_out)
{
    struct visit_health health = {can_save, can_print, paper_out,
                                  can_save ? "" : "outbox.db: the disk is full", false};
    visit_set_health(stage->visit, &health, stage->now);
}

const char *stage_screen(const struct stage *stage)
{
    return visit_view(stage->visit)->screen;
}

bool stage_has(const struct stage *stage, const char *id)
{
    return view_find(visit_view(stage->visit), id) != NULL;
}

const struct control *stage_control(const struct stage *stage, const char *id)
{
    const struct control *control = view_find(visit_view(stage->visit), id);
    if (control == NULL) {
        fail_msg("no control %s on %s", id, stage_screen(stage));
    }
    return control;
}

static void press(struct stage *stage, const char *id)
{
    stage->now += 1000;
    if (!visit_press(stage->visit, id, stage->now)) {
        fail_msg("%s cannot be pressed on %s", id, stage_screen(stage));
    }
}

void stage_press(struct stage *stage, const char *ids)
{
    char copy[512];
    assert_true(strlen(ids) < sizeof copy);
    (void)strcpy(copy, ids);
    char *rest = NULL;
    for (char *id = strtok_r(copy, " ", &rest); id != NULL; id = strtok_r(NULL, " ", &rest)) {
        press(stage, id);
    }
}

void stage_keys(struct stage *stage, const char *characters)
{
    for (const char *c = characters; *c != '\0'; c++) {
        char id[16];
        (void)snprintf(id, sizeof id, *c == ' ' ? "key.space" : "key.%c", *c);
        press(stage, id);
    }
}

void stage_wait(struct stage *stage, int64_t milliseconds)
{
    int64_t until = stage->now + milliseconds;
    for (;;) {
        int64_t next = visit_next_tick(stage->visit);
        if (next == 0 || next > until) {
            break;
        }
        stage->now = next > stage->now ? next : stage->now + 1;
        (void)visit_tick(stage->visit, stage->now);
    }
    stage->now = until;
}

static bool holds(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

bool stage_shows(const struct stage *stage, const char *text)
{
    const struct view *view = visit_view(stage->visit);
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (holds(control->label, text) || holds(control->description, text) ||
            holds(control->value, text) || holds(control->spoken, text)) {
            return true;
        }
    }
    return false;
}

const char *stage_answer(const struct stage *stage, const char *field)
{
    return answers_text(visit_answers(stage->visit), form_field_find(stage->room.form, field));
}

/* What takes a made-up visitor on from each page. */
static const struct {
    const char *page, *keys, *presses;
} ways[] = {
    {"welcome", "", "language.en"},
    {"notices", "", "cont"},
    {"about-you", "", "option.family cont"},
    {"services", "", "option.custody-alerts option.support-specialist cont"},
    {"find-person", "", "option.name cont"},
    {"name", "", "field.family_name"},
    {"other-names", "", "skip"},
    {"birth", "04171984", "cont"},
    {"country", "MEXI", "item.MX cont"},
    {"phone", "2025550142", "cont"},
    {"ways", "", "option.text option.call cont"},
    {"hours", "", "option.morning option.afternoon option.never cont"},
    {"visitor-name", "", "skip"},
    {"pin", "4827", "cont"},
    {"pin-again", "4827", "cont"},
    {"helper", "", "cont"},
};

void stage_on(struct stage *stage)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(ways[i].page, stage_screen(stage)) != 0) {
            continue;
        }
        stage_keys(stage, ways[i].keys);
        stage_press(stage, ways[i].presses);
        if (strcmp(ways[i].page, "name") == 0) {
            stage_keys(stage, "ORTIZ");
            stage_press(stage, "cont");
        }
        return;
    }
    fail_msg("no way on from %s", stage_screen(stage));
}

void stage_go(struct stage *stage, const char *page)
{
    for (int i = 0; strcmp(stage_screen(stage), page) != 0; i++) {
        assert_true(i < 40);
        stage_on(stage);
    }
}

void stage_save(struct stage *stage)
{
    stage_go(stage, "check");
    stage_press(stage, "cont cont");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_SAVE);
    visit_saved(stage->visit, true, STAGE_CODE, stage->now);
}
