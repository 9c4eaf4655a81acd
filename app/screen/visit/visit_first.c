/* The first start in the place of visits: what reaches it, and what it asks for. */
#include "app/screen/pages/layout.h"
#include "app/screen/visit/visit_state.h"

#include <string.h>

/* A number that has to be touched in time is another one, or none. */
static void set_limit(struct visit *visit)
{
    int target = first_start_hurries(&visit->first) ? visit->first.target : -1;
    if (target != visit->first_hurried) {
        visit->first_hurried = target;
        visit->first_until = visit->now + FIRST_TOUCH_MS;
    }
}

int64_t visit_first_due(const struct visit *visit)
{
    return visit->stage == STAGE_FIRST && first_start_hurries(&visit->first) ? visit->first_until
                                                                             : 0;
}

/* After anything that may have changed it. */
static void settle(struct visit *visit)
{
    if (first_start_over(&visit->first) != NULL) {
        visit_settings_end(visit);
        return;
    }
    if (visit->first.step != visit->first_shown) {
        visit->first_shown = visit->first.step;
        visit->part = 0;
        visit_turn(visit);
    }
    set_limit(visit);
    if (visit->first.effects != 0) {
        visit->effect = EFFECT_FIRST_START;
    }
}

void visit_first_begin(struct visit *visit)
{
    const struct visit_setup *setup = &visit->setup;
    if (setup->first_language != NULL &&
        language_find(visit->languages, setup->first_language) != NULL) {
        (void)text_copy(visit->language, sizeof visit->language, setup->first_language);
    }
    first_start_begin(&visit->first, setup->first_word != NULL ? setup->first_word : "",
                      setup->first_facts);
    visit->first_shown = visit->first.step;
    visit->stage = STAGE_FIRST;
}

static bool is_on(const struct visit *visit)
{
    return visit->stage == STAGE_FIRST && visit->cover == COVER_NONE;
}

bool visit_first_act(struct visit *visit, const char *control_id)
{
    bool turns_back = strcmp(control_id, "back") == 0 && visit->part > 0;
    if (!is_on(visit) || turns_back || !first_start_press(&visit->first, control_id)) {
        return false;
    }
    settle(visit);
    return true;
}

void visit_first_type(struct visit *visit, const char *key)
{
    first_start_type(&visit->first, key);
}

void visit_first_language(struct visit *visit)
{
    if (visit->first.step == FIRST_LANGUAGE || visit->cover == COVER_LANGUAGES) {
        first_start_language(&visit->first);
    }
    settle(visit);
}

bool visit_first_touch(struct visit *visit, int x, int y)
{
    const struct control *control = view_at(&visit->view, x, y);
    if (!is_on(visit) || visit->first.step != FIRST_TOUCH ||
        (control != NULL && strcmp(control->id, "target") != 0)) {
        return false;
    }
    const struct layout *layout = layout_for(&visit->style);
    const struct first_canvas canvas = {
        .width = layout->canvas.width,
        .height = layout->canvas.height,
        .below = layout->bar.height,
        .mirrored = visit->style.direction == DIRECTION_RIGHT_TO_LEFT,
    };
    first_start_touch(&visit->first, x, y, &canvas);
    settle(visit);
    visit_rebuild(visit);
    return true;
}

bool visit_first_late(struct visit *visit)
{
    int64_t due = visit_first_due(visit);
    if (due == 0 || visit->now < due) {
        return false;
    }
    first_start_late(&visit->first);
    settle(visit);
    visit_rebuild(visit);
    return true;
}

void visit_first_forget(struct visit *visit)
{
    first_start_forget(&visit->first);
    visit->touched = visit->now;
    settle(visit);
}

struct first_start *visit_first_start(struct visit *visit)
{
    return visit->first.on ? &visit->first : NULL;
}

void visit_first_told(struct visit *visit, int64_t now)
{
    visit->now = now;
    if (visit->first.again) {
        visit->touched = now; /* whoever waited has not touched anything */
    }
    settle(visit);
    visit_rebuild(visit);
}
