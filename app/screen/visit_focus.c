/* The focus of keypad and switches: order, and neighbours by geometry. */
#include "app/screen/visit_state.h"

#include <string.h>

static bool can_focus(const struct control *control)
{
    return control->focus >= 0;
}

/* Where the eye and the work are: the field with an error, the field that is typed into, else the
 * first control. */
void visit_focus_first(struct visit *visit)
{
    const struct view *view = &visit->view;
    const struct control *first = NULL;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (!can_focus(control)) {
            continue;
        }
        first = first == NULL ? control : first;
        if (control->role == ROLE_FIELD && (control->active || control->attention)) {
            first = control;
            break;
        }
    }
    (void)text_copy(visit->focus, sizeof visit->focus, first != NULL ? first->id : "");
}

static const struct control *by_order(const struct view *view, int place)
{
    for (size_t i = 0; i < view->count; i++) {
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

static const struct control *neighbour(const struct view *view, const struct control *from,
                                       enum visit_key key)
{
    const struct control *best = NULL;
    int least = 0;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (!can_focus(control) || control == from) {
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

bool visit_focus_move(struct visit *visit, enum visit_key key)
{
    const struct view *view = &visit->view;
    const struct control *from = view_find(view, visit->focus);
    if (!visit->ring || from == NULL) {
        visit->ring = true;
        if (from == NULL) {
            visit_focus_first(visit);
        }
        return true;
    }
    const struct control *to;
    int length = order_length(view);
    if (key == KEY_NEXT) {
        to = by_order(view, (from->focus + 1) % length);
    } else if (key == KEY_PREVIOUS) {
        to = by_order(view, (from->focus + length - 1) % length);
    } else {
        to = neighbour(view, from, key);
    }
    if (to != NULL) {
        (void)text_copy(visit->focus, sizeof visit->focus, to->id);
    }
    return to != NULL;
}
