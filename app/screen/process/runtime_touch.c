/* Fingers: a touch counts when it ends on what it began on, or on a variant of the key it held. */
#include "app/screen/process/runtime.h"

#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <string.h>

#define KEY     "key."
#define VARIANT "variant."

static const char *control_at(struct runtime *runtime, int x, int y)
{
    const struct control *control = view_at(visit_view(runtime->visit), x, y);

    return control ? control->id : "";
}

static bool begins(const char *id, const char *prefix)
{
    return strncmp(id, prefix, strlen(prefix)) == 0;
}

static void locate(struct runtime *runtime, const struct window_event *event)
{
    frame_locate(runtime->frame, event->x, event->y, &runtime->finger_x, &runtime->finger_y);
}

static void forget_touch(struct runtime *runtime)
{
    loop_timer_stop(&runtime->rest);
    runtime->held = false;
    /* It may name a digit of a PIN. */
    secret_wipe(runtime->pressed, sizeof runtime->pressed);
}

static void take_press(struct runtime *runtime)
{
    forget_touch(runtime);
    text_copy(runtime->pressed, sizeof runtime->pressed,
              control_at(runtime, runtime->finger_x, runtime->finger_y));
    if (begins(runtime->pressed, KEY))
        loop_timer_set(runtime->loop, &runtime->rest, VISIT_HOLD_MS);
}

void runtime_finger_rested(void *context)
{
    struct runtime *runtime = context;
    int x = runtime->finger_x, y = runtime->finger_y;

    loop_timer_stop(&runtime->rest);
    if (runtime->failed || runtime->ended || runtime->leaving || !runtime->visit ||
        strcmp(runtime->pressed, control_at(runtime, x, y)) != 0)
        return;
    runtime->held = visit_hold(runtime->visit, x, y, runtime_now(runtime));
    if (runtime->held)
        runtime_settle(runtime);
}

/* One beside everything still shows that somebody is there. */
static bool take_release(struct runtime *runtime)
{
    int x = runtime->finger_x, y = runtime->finger_y;
    const char *id = control_at(runtime, x, y);
    bool same = strcmp(runtime->pressed, id) == 0;
    bool beside = !runtime->pressed[0];
    bool counts = runtime->held ? begins(id, VARIANT)
                                /* Touches beside everything are what the hidden way to the staff
                                 * page is made of, and what a touch screen is measured by. */
                                : same && (!beside || runtime->config.visit.staff_gesture ||
                                           visit_first_start(runtime->visit));

    forget_touch(runtime);
    return counts && visit_touch(runtime->visit, x, y, runtime_now(runtime));
}

bool runtime_take_touch(struct runtime *runtime, const struct window_event *event)
{
    if (event->kind == WINDOW_CANCEL) {
        forget_touch(runtime);
        return false;
    }
    locate(runtime, event);
    if (event->kind == WINDOW_PRESS)
        take_press(runtime);
    return event->kind == WINDOW_RELEASE && take_release(runtime);
}
