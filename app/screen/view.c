#include "app/screen/view.h"

#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <stdlib.h>
#include <string.h>

bool view_init(struct view *view, struct error *error)
{
    memset(view, 0, sizeof *view);
    view->text = secret_allocate(VIEW_TEXT_BYTES);
    view->group_spoken = "";
    if (!view->text)
        return error_set(error, ERROR_MEMORY, "no locked memory is left for a screen's texts");
    return true;
}

void view_finish(struct view *view)
{
    secret_release(view->text);
    secret_wipe(view, sizeof *view);
}

static void refuse(const char *what)
{
    log_error("a screen has too many %s", what);
    abort();
}

void view_clear(struct view *view, const char *screen, const struct view_style *style)
{
    char *text = view->text;
    secret_wipe(text, view->text_used);
    secret_wipe(view, sizeof *view);
    view->text = text;
    view->style = *style;
    view->group_spoken = "";
    if (!text_copy(view->screen, sizeof view->screen, screen))
        refuse("characters in its name");
}

struct control *view_add(struct view *view, enum control_role role, enum control_look look,
                         const char *id)
{
    if (view->count == VIEW_CONTROLS_MAX)
        refuse("controls");
    struct control *control = &view->controls[view->count++];
    *control = (struct control){
        .role = role,
        .look = look,
        .label = "",
        .description = "",
        .value = "",
        .spoken = "",
        .discreet = "",
        .tongue = "",
        .icon = "",
        .focus = -1,
    };
    if (!text_copy(control->id, sizeof control->id, id))
        refuse("characters in a control's name");
    return control;
}

const char *view_text(struct view *view, const char *text)
{
    size_t size = strlen(text) + 1;
    if (size > VIEW_TEXT_BYTES - view->text_used)
        refuse("words");
    char *copy = view->text + view->text_used;
    memcpy(copy, text, size);
    view->text_used += size;
    return copy;
}

/* A text of `from` as it stands in `to`; literals stay where they are. */
static const char *moved(const struct view *to, const struct view *from, const char *text)
{
    uintptr_t start = (uintptr_t)from->text;
    uintptr_t at = (uintptr_t)text;
    if (at < start || at >= start + VIEW_TEXT_BYTES)
        return text;
    return to->text + (at - start);
}

void view_copy(struct view *to, const struct view *from)
{
    char *text = to->text;
    if (to->text_used > from->text_used)
        secret_wipe(text + from->text_used, to->text_used - from->text_used);
    memcpy(text, from->text, from->text_used);
    memcpy(to, from, sizeof *to);
    to->text = text;
    for (size_t i = 0; i < to->count; i++) {
        struct control *control = &to->controls[i];
        control->label = moved(to, from, control->label);
        control->description = moved(to, from, control->description);
        control->value = moved(to, from, control->value);
        control->spoken = moved(to, from, control->spoken);
        control->discreet = moved(to, from, control->discreet);
        control->tongue = moved(to, from, control->tongue);
        control->icon = moved(to, from, control->icon);
    }
    to->group_spoken = moved(to, from, to->group_spoken);
}

const struct control *view_find(const struct view *view, const char *id)
{
    for (size_t i = 0; i < view->count; i++)
        if (strcmp(view->controls[i].id, id) == 0)
            return &view->controls[i];
    return NULL;
}

static bool is_under(const struct control *control, int x, int y)
{
    const struct rect *rect = &control->rect;
    return x >= rect->x && y >= rect->y && x < rect->x + rect->width && y < rect->y + rect->height;
}

const struct control *view_at(const struct view *view, int x, int y)
{
    for (size_t i = view->count; i-- > 0;) {
        const struct control *control = &view->controls[i];
        if (control->pressable && !control->disabled && is_under(control, x, y))
            return control;
    }
    return NULL;
}

const struct control *view_over(const struct view *view, int x, int y)
{
    for (size_t i = view->count; i-- > 0;) {
        const struct control *control = &view->controls[i];
        if (control->spoken[0] != '\0' && is_under(control, x, y))
            return control;
    }
    return NULL;
}
