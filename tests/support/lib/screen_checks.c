#include "tests/support/lib/screen_checks.h"

#include "app/screen/pages/layout.h"
#include "platform/base/text.h"

#include <string.h>

#define LEAST_HEIGHT      96
#define LEAST_KEY         88
#define REACH_TOP         632
#define GAP_OPTIONS       28
#define GAP_BUTTONS       24
#define GAP_CHANGE        20
#define GAP_KEYS          10
#define GAP_TOOLS         8
#define GAP_OTHERS        12
#define GAP_KEYS_TO_LEAVE 40 /* from the last row of keys to Back and Continue; standard text */
#define WHY_MAX           200

static const char *const names[CHECK_KINDS] = {
    [CHECK_GLYPH] = "glyph",       [CHECK_FIT] = "fit",       [CHECK_OVERLAP] = "overlap",
    [CHECK_SIZE] = "size",         [CHECK_GAP] = "gap",       [CHECK_TYPE] = "type",
    [CHECK_CONTRAST] = "contrast", [CHECK_SPOKEN] = "spoken", [CHECK_PLACEHOLDER] = "placeholder",
    [CHECK_CANVAS] = "canvas",     [CHECK_REACH] = "reach",   [CHECK_MIRROR] = "mirror",
    [CHECK_ORDER] = "order",
};

const char *check_name(enum check check)
{
    return names[check];
}

void tally_count(struct tally *tally, enum check check, bool holds, const char *control,
                 const char *why)
{
    tally->checks[check]++;
    if (!holds) {
        tally->findings[check]++;
        tally->tell(tally->context, check, control, why);
    }
}

bool is_seen(const struct control *control)
{
    return control->look != LOOK_NONE;
}

bool may_lie_over(const struct control *outer, const struct control *inner)
{
    return (outer->look == LOOK_ROW && strncmp(inner->id, "change.", 7) == 0) ||
           (outer->look == LOOK_OPTION && inner->look == LOOK_EXAMPLE);
}

/* ---- room ------------------------------------------------------------------------------------ */

static void check_pair_apart(struct tally *tally, const struct control *a, const struct control *b)
{
    char why[WHY_MAX];
    (void)text_format(why, sizeof why, "lies over %s", b->id);
    tally_count(tally, CHECK_OVERLAP, !layout_overlaps(&a->rect, &b->rect), a->id, why);
}

void check_overlap(struct tally *tally, const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        for (size_t j = i + 1; j < view->count; j++) {
            const struct control *a = &view->controls[i];
            const struct control *b = &view->controls[j];
            if (is_seen(a) && is_seen(b) && !may_lie_over(a, b)) {
                check_pair_apart(tally, a, b);
            }
        }
    }
}

void check_canvas(struct tally *tally, const struct view *view)
{
    struct rect canvas = layout_for(&view->style)->canvas;
    for (size_t i = 0; i < view->count; i++) {
        const struct rect *rect = &view->controls[i].rect;
        bool inside = rect->x >= 0 && rect->y >= 0 && rect->width > 0 && rect->height > 0 &&
                      rect->x + rect->width <= canvas.width &&
                      rect->y + rect->height <= canvas.height;
        char why[WHY_MAX];
        (void)text_format(why, sizeof why, "is at %d, %d, %d wide and %d high", rect->x, rect->y,
                          rect->width, rect->height);
        tally_count(tally, CHECK_CANVAS, inside, view->controls[i].id, why);
    }
}

void check_sizes(struct tally *tally, const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        bool small = control->rect.height < LEAST_HEIGHT ||
                     (control->role == ROLE_KEY && control->rect.width < LEAST_KEY);
        char why[WHY_MAX];
        (void)text_format(why, sizeof why, "is only %d x %d", control->rect.width,
                          control->rect.height);
        if (control->pressable) {
            tally_count(tally, CHECK_SIZE, !small, control->id, why);
        }
    }
}

static bool leads_on(const struct control *control)
{
    return strcmp(control->id, "cont") == 0 || strcmp(control->id, "back") == 0;
}

static int least_gap(const struct control *a, const struct control *b, enum view_size size)
{
    bool key = a->role == ROLE_KEY || b->role == ROLE_KEY;
    if (a->role == ROLE_KEY && b->role == ROLE_KEY) {
        return GAP_KEYS;
    }
    if (key && (leads_on(a) || leads_on(b))) {
        return size == SIZE_LARGE ? GAP_BUTTONS : GAP_KEYS_TO_LEAVE;
    }
    if (a->role == ROLE_TOOL && b->role == ROLE_TOOL) {
        return GAP_TOOLS;
    }
    if (leads_on(a) && leads_on(b)) {
        return GAP_BUTTONS;
    }
    if (a->look == LOOK_OPTION && b->look == LOOK_OPTION) {
        return GAP_OPTIONS;
    }
    return strncmp(a->id, "change.", 7) == 0 ? GAP_CHANGE : GAP_OTHERS;
}

static void check_gap(struct tally *tally, const struct control *a, const struct control *b,
                      enum view_size size)
{
    int gap = least_gap(a, b, size);
    struct rect around = {a->rect.x - gap, a->rect.y - gap, a->rect.width + 2 * gap,
                          a->rect.height + 2 * gap};
    char why[WHY_MAX];
    (void)text_format(why, sizeof why, "is nearer than %d to %s", gap, b->id);
    tally_count(tally, CHECK_GAP, !layout_overlaps(&around, &b->rect), a->id, why);
}

void check_gaps(struct tally *tally, const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        for (size_t j = i + 1; j < view->count; j++) {
            const struct control *a = &view->controls[i];
            const struct control *b = &view->controls[j];
            if (a->pressable && b->pressable) {
                check_gap(tally, a, b, view->style.size);
            }
        }
    }
}

/* Not for the staff's own screens: whoever stands there opened the cabinet. Nor for targets, which are about the
 * corners of the screen. */
void check_reach(struct tally *tally, const struct view *view, const char *name)
{
    if (view->style.size != SIZE_STANDARD || view->style.orientation != ORIENTATION_PORTRAIT ||
        strncmp(name, "staff", 5) == 0 || strncmp(name, "first-touch", 11) == 0) {
        return;
    }
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (control->pressable) {
            tally_count(tally, CHECK_REACH, control->rect.y >= REACH_TOP, control->id,
                        "is too high");
        }
    }
}

/* ---- words and order ------------------------------------------------------------------------- */

void check_spoken(struct tally *tally, const struct view *view)
{
    bool says = false;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        says = says || (control->role == ROLE_TITLE && control->spoken[0] != '\0');
        if (control->focus >= 0 || control->pressable) {
            tally_count(tally, CHECK_SPOKEN, control->spoken[0] != '\0', control->id,
                        "says nothing");
        }
    }
    tally_count(tally, CHECK_SPOKEN, says, "screen", "says nothing");
}

/* A key without words is shown as itself; an open brace elsewhere was never filled in. */
void check_placeholders(struct tally *tally, const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        const char *texts[] = {control->label, control->description, control->value,
                               control->spoken};
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
            if (texts[j][0] != '\0' && control->role != ROLE_KEY) {
                tally_count(tally, CHECK_PLACEHOLDER, strpbrk(texts[j], "{}") == NULL, control->id,
                            texts[j]);
            }
        }
    }
}

/* The heading of what follows is not the last on its page. */
static void check_headings(struct tally *tally, const struct view *view)
{
    for (size_t i = 0; i + 1 < view->count; i++) {
        const struct control *control = &view->controls[i], *next = &view->controls[i + 1];
        if (control->look == LOOK_LABEL) {
            bool heads =
                next->role != ROLE_TOOL && !leads_on(next) && strcmp(next->id, "more") != 0;
            tally_count(tally, CHECK_ORDER, heads, control->id, "is the heading of nothing");
        }
    }
}

void check_order(struct tally *tally, const struct view *view)
{
    int next = 0;
    check_headings(tally, view);
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        tally_count(tally, CHECK_ORDER, view_find(view, control->id) == control, control->id,
                    "is there twice");
        tally_count(tally, CHECK_ORDER,
                    control->disabled || control->pressable == (control->focus >= 0), control->id,
                    "is pressed or focused only");
        if (control->focus >= 0) {
            tally_count(tally, CHECK_ORDER, control->focus == next++, control->id,
                        "is out of order");
        }
    }
}

/* ---- right to left --------------------------------------------------------------------------- */

static int middle(const struct control *control)
{
    return control->rect.x + control->rect.width / 2;
}

/* `first` stands to the right of `second`, where the screen has both. */
static void check_right_of(struct tally *tally, const struct view *view, const char *first,
                           const char *second)
{
    const struct control *a = view_find(view, first), *b = view_find(view, second);
    char why[WHY_MAX];
    (void)text_format(why, sizeof why, "is not to the right of %s", second);
    if (a != NULL && b != NULL && a->rect.y == b->rect.y) {
        tally_count(tally, CHECK_MIRROR, middle(a) > middle(b), first, why);
    }
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/* Groups of digits with '-' or a space between them stand in the opposite order after Arabic letters
 * (UAX 9, W2), unless they are between U+2066 and U+2069. */
static bool keeps_numbers(const char *text)
{
    int isolated = 0;
    for (const char *at = text; *at != '\0'; at++) {
        isolated += strncmp(at, "\u2066", 3) == 0 ? 1 : 0;
        isolated -= strncmp(at, "\u2069", 3) == 0 ? 1 : 0;
        if (isolated == 0 && is_digit(at[0]) && (at[1] == '-' || at[1] == ' ') && is_digit(at[2])) {
            return false;
        }
    }
    return true;
}

static void check_numbers(struct tally *tally, const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        const char *texts[] = {control->label, control->description,
                               control->ltr || control->look == LOOK_PANEL ? "" : control->value};
        bool as_typed = control->ltr && control->role == ROLE_KEY;
        for (size_t j = 0; j < sizeof texts / sizeof *texts && is_seen(control); j++) {
            tally_count(tally, CHECK_MIRROR, as_typed || keeps_numbers(texts[j]), control->id,
                        texts[j]);
        }
    }
}

void check_mirrored(struct tally *tally, const struct view *view)
{
    bool landscape = view->style.orientation == ORIENTATION_LANDSCAPE;
    if (view->style.direction != DIRECTION_RIGHT_TO_LEFT) {
        return;
    }
    check_numbers(tally, view);
    check_right_of(tally, view, "back", "cont");
    check_right_of(tally, view, "tool.help", "tool.size");
    check_right_of(tally, view, "tool.size", "tool.contrast");
    check_right_of(tally, view, "tool.contrast", "leave");
    if (landscape && view->sheet.width > 0 && !view->covers) {
        tally_count(tally, CHECK_MIRROR, view->sheet.x == 0, "sheet", "is not at the left");
    }
    const struct control *one = view_find(view, "key.1"), *two = view_find(view, "key.2");
    if (one != NULL && two != NULL) {
        tally_count(tally, CHECK_MIRROR, middle(one) < middle(two), "key.1", "is mirrored");
    }
}

void check_screen(struct tally *tally, const struct view *view, const char *name)
{
    check_overlap(tally, view);
    check_canvas(tally, view);
    check_sizes(tally, view);
    check_gaps(tally, view);
    check_reach(tally, view, name);
    check_spoken(tally, view);
    check_placeholders(tally, view);
    check_order(tally, view);
    check_mirrored(tally, view);
}
