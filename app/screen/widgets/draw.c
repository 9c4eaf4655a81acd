#include "app/screen/widgets/draw.h"

#include "app/screen/widgets/scene.h"
#include "app/screen/widgets/widget.h"

#include <string.h>

#define DAMAGES_MAX 8
#define REACH       (RING + 1) /* of the focus ring and its smoothed edge */
#define OVERHANG    16         /* how far strokes and tall marks may reach out of a control */

static struct rect grown(const struct rect *rect, int by)
{
    return (struct rect){rect->x - by, rect->y - by, rect->width + 2 * by, rect->height + 2 * by};
}

static bool is_empty(const struct rect *rect)
{
    return rect->width <= 0 || rect->height <= 0;
}

static bool overlap(const struct rect *a, const struct rect *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static struct rect united(const struct rect *a, const struct rect *b)
{
    if (is_empty(a))
        return *b;
    if (is_empty(b))
        return *a;
    int x = a->x < b->x ? a->x : b->x, y = a->y < b->y ? a->y : b->y;
    int right = a->x + a->width > b->x + b->width ? a->x + a->width : b->x + b->width;
    int bottom = a->y + a->height > b->y + b->height ? a->y + a->height : b->y + b->height;
    return (struct rect){x, y, right - x, bottom - y};
}

static bool is_inside(const struct rect *inner, const struct rect *outer)
{
    return !is_empty(outer) && inner->x >= outer->x && inner->y >= outer->y &&
           inner->x + inner->width <= outer->x + outer->width &&
           inner->y + inner->height <= outer->y + outer->height;
}

static struct rect whole(const struct view *view)
{
    if (view->style.orientation == ORIENTATION_LANDSCAPE)
        return (struct rect){0, 0, CANVAS_LONG, CANVAS_SHORT};
    return (struct rect){0, 0, CANVAS_SHORT, CANVAS_LONG};
}

/* ---- zones ---------------------------------------------------------------------------------- */

/* The question that covers everything stands on a card of its own. */
static bool is_card(const struct view *view)
{
    return view->covers && view->sheet.x > 0 &&
           view->sheet.x + view->sheet.width < whole(view).width;
}

static void draw_box(struct canvas *canvas, const struct rect *rect, const double corners[4],
                     colour fill, colour line, int border)
{
    canvas_box(canvas, rect->x, rect->y, rect->width, rect->height, corners, fill, line, border, 0);
}

static void draw_sheet(struct canvas *canvas, const struct view *view,
                       const struct palette *palette)
{
    const struct rect *sheet = &view->sheet;
    bool landscape = view->style.orientation == ORIENTATION_LANDSCAPE;
    bool mirrored = view->style.direction == DIRECTION_RIGHT_TO_LEFT;
    double left = landscape && mirrored ? 0 : RADIUS_SHEET;
    double right = landscape && !mirrored ? 0 : RADIUS_SHEET;
    if (is_card(view)) {
        double corners[4] = {RADIUS_SHEET, RADIUS_SHEET, RADIUS_SHEET, RADIUS_SHEET};
        draw_box(canvas, sheet, palette->rules ? NULL : corners, palette->sheet, palette->secondary,
                 palette->rules ? BORDER_RULE : BORDER_BUTTON);
    } else if (!palette->rules) {
        double corners[4] = {left, right, 0, 0};
        draw_box(canvas, sheet, corners, palette->sheet, COLOUR_NONE, 0);
    } else if (!landscape) {
        canvas_rectangle(canvas, sheet->x, sheet->y, sheet->width, BORDER_RULE, palette->line);
    } else {
        int x = mirrored ? sheet->x + sheet->width - BORDER_RULE : sheet->x;
        canvas_rectangle(canvas, x, sheet->y, BORDER_RULE, sheet->height, palette->line);
    }
}

static void draw_zones(struct canvas *canvas, const struct view *view)
{
    const struct palette *palette = theme_palette(view->style.theme);
    const struct rect *bar = &view->bar;
    canvas_fill(canvas, palette->top);
    scene_draw(canvas, view, palette);
    if (!is_empty(&view->sheet))
        draw_sheet(canvas, view, palette);
    if (is_empty(bar))
        return;
    canvas_rectangle(canvas, bar->x, bar->y, bar->width, bar->height, palette->bar);
    if (palette->rules)
        canvas_rectangle(canvas, bar->x, bar->y, bar->width, BORDER_RULE, palette->line);
}

/* ---- controls ------------------------------------------------------------------------------- */

static bool is_notice(const struct view *view, size_t index)
{
    const struct control *control = &view->controls[index];
    return control->look == LOOK_NOTE && control->description[0];
}

static void draw_control(struct canvas *canvas, const struct view *view, size_t index)
{
    const struct control *control = &view->controls[index];
    const struct widget *widget = widget_of(control->look);
    if (!widget->draw || is_empty(&control->rect))
        return;
    struct brush brush = brush_for(canvas, &view->style);
    brush.on_bar = is_inside(&control->rect, &view->bar);
    brush.continues = index > 0 && is_notice(view, index) && is_notice(view, index - 1);
    struct rect room = grown(&control->rect, OVERHANG);
    canvas_clip(canvas, room.x, room.y, room.width, room.height);
    widget->draw(&brush, control);
    canvas_unclip(canvas);
}

/* ---- focus ring ----------------------------------------------------------------------------- */

struct band {
    int width;
    colour colour;
};

static void draw_band(struct canvas *canvas, const struct rect *rect, int radius, int out,
                      struct band band)
{
    struct rect box = grown(rect, out + band.width);
    double r = radius + out + band.width;
    draw_box(canvas, &box, (double[]){r, r, r, r}, COLOUR_NONE, band.colour, band.width);
}

/* Concentric, from the inside out; the gap keeps it apart from the control's own border. */
static void draw_ring(struct canvas *canvas, const struct view *view, const struct control *control)
{
    const struct rect *rect = is_empty(&view->group) ? &control->rect : &view->group;
    const struct palette *palette = theme_palette(view->style.theme);
    struct band light[] = {
        {5, palette->ring_gap}, {6, palette->ring_dark}, {8, palette->ring_gold}};
    struct band bar[] = {{4, palette->bar}, {0, palette->bar}, {8, palette->ring_gold}};
    struct band contrast[] = {
        {5, palette->ring_gap}, {0, palette->ring_gap}, {12, palette->ring_gold}};
    const struct band *bands = light;
    if (view->style.theme == THEME_CONTRAST)
        bands = contrast;
    else if (is_inside(&control->rect, &view->bar))
        bands = bar;
    int out = 0;
    for (size_t i = 0; i < sizeof light / sizeof light[0]; i++) {
        if (bands[i].width)
            draw_band(canvas, rect, widget_of(control->look)->radius, out, bands[i]);
        out += bands[i].width;
    }
}

/* ---- all or what differs -------------------------------------------------------------------- */

static void draw_inside(struct canvas *canvas, const struct view *view, const struct rect *area)
{
    draw_zones(canvas, view);
    for (size_t i = 0; i < view->count; i++) {
        struct rect reach = grown(&view->controls[i].rect, OVERHANG);
        if (!area || overlap(&reach, area))
            draw_control(canvas, view, i);
    }
    const struct control *focused = view->focused[0] ? view_find(view, view->focused) : NULL;
    if (focused && !is_empty(&focused->rect))
        draw_ring(canvas, view, focused);
}

static bool same_rect(const struct rect *a, const struct rect *b)
{
    return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height;
}

/* What `spoken`, `focus` and `pressable` say is not drawn. */
static bool same_control(const struct control *a, const struct control *b)
{
    return a->role == b->role && a->look == b->look && same_rect(&a->rect, &b->rect) &&
           a->disabled == b->disabled && a->chosen == b->chosen && a->active == b->active &&
           a->attention == b->attention && a->ltr == b->ltr && a->compact == b->compact &&
           a->centred == b->centred && a->stacked == b->stacked && a->low == b->low &&
           strcmp(a->label, b->label) == 0 && strcmp(a->value, b->value) == 0 &&
           strcmp(a->description, b->description) == 0 && strcmp(a->icon, b->icon) == 0;
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* The same page in the same style, with the same controls in the same order. */
static bool same_frame(const struct view *a, const struct view *b)
{
    if (a->count != b->count || a->covers != b->covers || a->scene != b->scene ||
        a->style.theme != b->style.theme || a->style.size != b->style.size ||
        a->style.orientation != b->style.orientation || a->style.direction != b->style.direction ||
        !same_text(a->style.language, b->style.language) || !same_rect(&a->sheet, &b->sheet) ||
        !same_rect(&a->reading, &b->reading) || !same_rect(&a->bar, &b->bar))
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->controls[i].id, b->controls[i].id) != 0)
            return false;
    return true;
}

struct damages {
    struct rect rects[DAMAGES_MAX];
    size_t count;
};

/* Apart while they are apart: a key and a field at the other end of the page stay small. */
static void add_damage(struct damages *damages, struct rect rect)
{
    for (size_t i = 0; i < damages->count; i++) {
        if (overlap(&damages->rects[i], &rect) || damages->count == DAMAGES_MAX) {
            damages->rects[i] = united(&damages->rects[i], &rect);
            return;
        }
    }
    damages->rects[damages->count++] = rect;
}

static bool has_ring(const struct view *view, size_t index)
{
    return view->focused[0] && strcmp(view->focused, view->controls[index].id) == 0;
}

static void find_damages(const struct view *view, const struct view *previous,
                         struct damages *damages)
{
    if (!same_rect(&view->group, &previous->group)) {
        if (!is_empty(&previous->group))
            add_damage(damages, grown(&previous->group, REACH));
        if (!is_empty(&view->group))
            add_damage(damages, grown(&view->group, REACH));
    }
    for (size_t i = 0; i < view->count; i++) {
        const struct control *now = &view->controls[i], *before = &previous->controls[i];
        if (same_control(now, before) && has_ring(view, i) == has_ring(previous, i))
            continue;
        struct rect old = grown(&before->rect, REACH), new = grown(&now->rect, REACH);
        if (same_rect(&old, &new) || overlap(&old, &new)) {
            add_damage(damages, united(&old, &new));
            continue;
        }
        add_damage(damages, old);
        add_damage(damages, new);
    }
}

static struct rect redraw(struct canvas *canvas, const struct view *view,
                          const struct view *previous)
{
    struct damages damages = {.count = 0};
    struct rect all = {0};
    find_damages(view, previous, &damages);
    for (size_t i = 0; i < damages.count; i++) {
        const struct rect *area = &damages.rects[i];
        canvas_clip(canvas, area->x, area->y, area->width, area->height);
        draw_inside(canvas, view, area);
        canvas_unclip(canvas);
        all = united(&all, area);
    }
    return all;
}

void draw_view(struct canvas *canvas, const struct view *view, const struct view *previous,
               struct rect *damage)
{
    struct rect drawn;
    if (previous && same_frame(view, previous)) {
        drawn = redraw(canvas, view, previous);
    } else {
        draw_inside(canvas, view, NULL);
        drawn = whole(view);
    }
    if (damage)
        *damage = drawn;
}
