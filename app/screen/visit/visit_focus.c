/* The focus of keypad and switches: reading order, keys by their shape, keys in groups. */
#include "app/screen/pages/spoken.h"

#include <string.h>

#define GROUP_MOST 6 /* keys; a longer row is two groups */

static bool can_focus(const struct control *control)
{
    return control->focus >= 0;
}

static void focus_on(struct visit *visit, const struct control *control)
{
    (void)text_copy(visit->focus, sizeof visit->focus, control != NULL ? control->id : "");
}

/* Where the eye and the work are: the field with an error, the field that is typed into, else the
 * first control that does something. */
void visit_focus_first(struct visit *visit)
{
    const struct view *view = &visit->view;
    const struct control *first = NULL;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (!control->pressable && !control->disabled) {
            continue;
        }
        first = first == NULL ? control : first;
        if (control->role == ROLE_FIELD && (control->active || control->attention)) {
            first = control;
            break;
        }
    }
    focus_on(visit, first);
}

static const struct control *by_order(const struct view *view, int place)
{
    for (size_t i = 0; i < view->count && place >= 0; i++) {
        if (view->controls[i].focus == place) {
            return &view->controls[i];
        }
    }
    return NULL;
}

static int order_length(const struct view *view)
{
    int length = 0;
    for (size_t i = 0; i < view->count; i++) {
        length += can_focus(&view->controls[i]) ? 1 : 0;
    }
    return length;
}

/* ---- arrows ---------------------------------------------------------------------------------- */

/* How far `to` lies from `from` in the direction, less is nearer; -1: not that way. Being beside
 * counts double, so that Down from a key takes the key below it. */
static int distance(const struct rect *from, const struct rect *to, enum visit_key key)
{
    int dx = (2 * to->x + to->width) - (2 * from->x + from->width);
    int dy = (2 * to->y + to->height) - (2 * from->y + from->height);
    int along = key == KEY_UP ? -dy : key == KEY_DOWN ? dy : key == KEY_LEFT ? -dx : dx;
    bool vertical = key == KEY_UP || key == KEY_DOWN;
    int gap;
    int across;
    if (vertical) {
        gap = key == KEY_DOWN ? to->y - (from->y + from->height) : from->y - (to->y + to->height);
        across = dx < 0 ? -dx : dx;
        bool overlap = to->x < from->x + from->width && from->x < to->x + to->width;
        across = overlap ? across / 8 : across;
    } else {
        gap = key == KEY_RIGHT ? to->x - (from->x + from->width) : from->x - (to->x + to->width);
        across = dy < 0 ? -dy : dy;
        bool overlap = to->y < from->y + from->height && from->y < to->y + to->height;
        if (!overlap) {
            return -1;
        }
    }
    if (along <= 0 || gap < 0) {
        return -1;
    }
    return along + 2 * across;
}

static const struct control *key_beside(const struct view *view, const struct control *from,
                                        enum visit_key key)
{
    const struct control *best = NULL;
    int least = 0;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (control->role != ROLE_KEY || !can_focus(control) || control == from) {
            continue;
        }
        int away = distance(&from->rect, &control->rect, key);
        if (away >= 0 && (best == NULL || away < least)) {
            best = control;
            least = away;
        }
    }
    return best;
}

/* What comes after the last key, or before the first. */
static const struct control *out_of_keys(const struct view *view, bool on)
{
    int edge = -1;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (control->role == ROLE_KEY && can_focus(control) && (edge < 0 || on)) {
            edge = control->focus;
        }
    }
    return by_order(view, on ? edge + 1 : edge - 1);
}

static bool goes_on(const struct visit *visit, enum visit_key key)
{
    enum visit_key forward =
        visit->style.direction == DIRECTION_RIGHT_TO_LEFT ? KEY_LEFT : KEY_RIGHT;
    return key == KEY_DOWN || key == forward;
}

/* Over keys as they stand, else in the order of reading; the ends are ends. */
static const struct control *by_arrow(const struct visit *visit, const struct control *from,
                                      enum visit_key key)
{
    const struct view *view = &visit->view;
    if (from->role == ROLE_KEY) {
        const struct control *beside = key_beside(view, from, key);
        bool vertical = key == KEY_UP || key == KEY_DOWN;
        return beside != NULL ? beside : vertical ? out_of_keys(view, key == KEY_DOWN) : NULL;
    }
    return by_order(view, from->focus + (goes_on(visit, key) ? 1 : -1));
}

/* ---- two switches ---------------------------------------------------------------------------- */

/* Keys that stand in a row, as places in the view; half of them where they are many. */
struct group {
    size_t first, count;
};

static bool same_row(const struct control *a, const struct control *b)
{
    return a->role == ROLE_KEY && b->role == ROLE_KEY && a->rect.y == b->rect.y;
}

static struct group group_of(const struct view *view, const struct control *key)
{
    size_t at = (size_t)(key - view->controls);
    size_t first = at;
    size_t end = at + 1;
    while (first > 0 && same_row(&view->controls[first - 1], key)) {
        first--;
    }
    while (end < view->count && same_row(&view->controls[end], key)) {
        end++;
    }
    if (end - first > GROUP_MOST) {
        size_t middle = first + (end - first + 1) / 2;
        first = at < middle ? first : middle;
        end = at < middle ? middle : end;
    }
    return (struct group){first, end - first};
}

bool visit_focus_is_group(const struct visit *visit)
{
    const struct control *at = view_find(&visit->view, visit->focus);
    return visit->ring && visit->scanning && !visit->inside && at != NULL && at->role == ROLE_KEY &&
           group_of(&visit->view, at).count > 1;
}

/* After the last key of a group comes the group itself: a slip costs one round and no more. */
static const struct control *scan_inside(struct visit *visit, const struct control *from, int by)
{
    const struct view *view = &visit->view;
    struct group group = group_of(view, from);
    size_t at = (size_t)(from - view->controls) - group.first;
    bool leaves = by > 0 ? at + 1 == group.count : at == 0;
    if (leaves) {
        visit->inside = false;
        return &view->controls[group.first];
    }
    return by > 0 ? from + 1 : from - 1;
}

static const struct control *scan(struct visit *visit, const struct control *from, int by)
{
    const struct view *view = &visit->view;
    if (visit->inside && from->role == ROLE_KEY) {
        return scan_inside(visit, from, by);
    }
    const struct control *edge = from;
    if (from->role == ROLE_KEY) {
        struct group group = group_of(view, from);
        edge = &view->controls[by > 0 ? group.first + group.count - 1 : group.first];
    }
    int length = order_length(view);
    const struct control *to = by_order(view, (edge->focus + length + by) % length);
    return to != NULL && to->role == ROLE_KEY ? &view->controls[group_of(view, to).first] : to;
}

void visit_focus_enter(struct visit *visit)
{
    const struct control *at = view_find(&visit->view, visit->focus);
    visit->inside = true;
    focus_on(visit, &visit->view.controls[group_of(&visit->view, at).first]);
}

/* After a key the first row is nearest again. */
void visit_focus_leave(struct visit *visit)
{
    if (!visit->scanning || !visit->inside) {
        return;
    }
    visit->inside = false;
    for (size_t i = 0; i < visit->view.count; i++) {
        if (visit->view.controls[i].role == ROLE_KEY) {
            focus_on(visit, &visit->view.controls[i]);
            return;
        }
    }
}

static struct rect around(struct rect a, const struct rect *b)
{
    int right = a.x + a.width > b->x + b->width ? a.x + a.width : b->x + b->width;
    int bottom = a.y + a.height > b->y + b->height ? a.y + a.height : b->y + b->height;
    a.x = a.x < b->x ? a.x : b->x;
    a.y = a.y < b->y ? a.y : b->y;
    a.width = right - a.x;
    a.height = bottom - a.y;
    return a;
}

void visit_focus_show_group(struct visit *visit)
{
    struct view *view = &visit->view;
    if (!visit_focus_is_group(visit)) {
        return;
    }
    struct group group = group_of(view, view_find(view, visit->focus));
    const struct control *first = &view->controls[group.first];
    view->group = first->rect;
    for (size_t i = 1; i < group.count; i++) {
        view->group = around(view->group, &first[i].rect);
    }
    view->group_spoken = spoken_group(visit, first, &first[group.count - 1]);
}

/* ---- either ---------------------------------------------------------------------------------- */

bool visit_focus_move(struct visit *visit, enum visit_key key)
{
    const struct view *view = &visit->view;
    const struct control *from = view_find(view, visit->focus);
    bool scans = key == KEY_NEXT || key == KEY_PREVIOUS;
    /* Whoever uses arrows has no need of groups. */
    visit->scanning = scans || visit->setup.switches;
    if (!visit->ring || from == NULL || !can_focus(from)) {
        visit->ring = true;
        if (from == NULL || !can_focus(from)) {
            visit_focus_first(visit);
        }
        return true;
    }
    const struct control *to =
        scans ? scan(visit, from, key == KEY_NEXT ? 1 : -1) : by_arrow(visit, from, key);
    visit->inside = scans ? visit->inside : true;
    if (to != NULL) {
        focus_on(visit, to);
    }
    return to != NULL;
}
