/* What does one thing: main and secondary buttons, tools, keys. */
#include "app/screen/widgets/parts.h"

#include <string.h>

#define PAD          28
#define PAD_LEAST    12 /* of a small button with one long word */
#define PAD_DOWN     18
#define PAD_DOWN_LOW 7
#define GAP          20
#define ACTION_ICON  56
#define ACTION_PAD   40
#define ACTION_GAP   24
#define STROKE       2.5

/* ---- icon and words side by side in the middle ------------------------------------------------ */

struct row {
    const char *icon;
    int icon_size, gap;
    double stroke;
    bool icon_last;
    struct words words;
    int down; /* moves the words from the middle */
};

static int row_icon_room(const struct row *row)
{
    if (!row->icon[0])
        return 0;
    return row->icon_size + (row->words.text[0] ? row->gap : 0);
}

static void row_draw(const struct brush *brush, const struct row *row, const struct rect *rect,
                     int pad)
{
    int icon_room = row_icon_room(row);
    struct words words = row->words;
    words.style.align = ALIGN_CENTRE;
    int most = rect->width - 2 * pad - icon_room;
    int room = words_width(brush, &words);
    if (room > most) {
        words.style.balanced = true;
        room =
            words.text[0] ? canvas_measure(brush->canvas, words.text, most, &words.style).width : 0;
    }
    int start = (rect->width - room - icon_room) / 2;
    int icon_at = row->icon_last ? start + room + icon_room - row->icon_size : start;
    if (icon_room)
        part_icon(brush, row->icon, from_start(brush, rect, icon_at, row->icon_size),
                  rect->y + (rect->height - row->icon_size) / 2, row->icon_size, row->stroke,
                  words.style.colour);
    struct rect place = {rect->x, rect->y + row->down, rect->width, rect->height};
    stack_draw(brush, &words, 1, &place, start + (row->icon_last ? 0 : icon_room), room);
}

static int row_height(const struct brush *brush, const struct row *row, int width, int pad)
{
    int room = width - 2 * pad - row_icon_room(row);
    return at_least(words_height(brush, &row->words, room), row->icon[0] ? row->icon_size : 0);
}

static int row_width(const struct brush *brush, const struct row *row, int pad)
{
    return words_width(brush, &row->words) + row_icon_room(row) + 2 * pad;
}

/* ---- main and secondary buttons ------------------------------------------------------------- */

static bool points_on(const char *icon)
{
    return strcmp(icon, "chevron-right") == 0 || strcmp(icon, "arrow-down") == 0;
}

/* A staff action: its icon at the start, as in a list. */
static bool is_action(const struct control *control)
{
    return control->look == LOOK_SECONDARY && !control->compact && control->icon[0] &&
           !points_on(control->icon) && strcmp(control->icon, "arrow-left") != 0;
}

static colour button_ink(const struct brush *brush, const struct control *control)
{
    if (control->disabled)
        return brush->palette->on_disabled;
    return control->look == LOOK_PRIMARY ? brush->palette->on_primary : brush->palette->secondary;
}

static struct row button_row_in(const struct brush *brush, const struct control *control,
                                enum type_role role)
{
    return (struct row){
        .icon = control->icon,
        .icon_size = ICON_BUTTON,
        .gap = GAP,
        .stroke = control->compact ? 2 : STROKE,
        .icon_last = points_on(control->icon),
        .words = words_of(brush, control->label, role, button_ink(brush, control), control->ltr),
    };
}

/* Large words that do not fit on one line are set as on small buttons, not on two lines. */
static struct row button_row(const struct brush *brush, const struct control *control, int width)
{
    struct row row =
        button_row_in(brush, control, control->compact ? TYPE_SMALL_BUTTON : TYPE_BUTTON);
    if (is_large(brush) && !control->compact && row_width(brush, &row, PAD) > width)
        row = button_row_in(brush, control, TYPE_SMALL_BUTTON);
    return row;
}

static int button_pad(const struct brush *brush, const struct control *control,
                      const struct row *row, int width)
{
    return control->compact && row_width(brush, row, PAD) > width ? PAD_LEAST : PAD;
}

static void draw_button_frame(const struct brush *brush, const struct control *control)
{
    const struct palette *palette = brush->palette;
    const struct rect *rect = &control->rect;
    static const double corners[4] = {RADIUS_BUTTON, RADIUS_BUTTON, RADIUS_BUTTON, RADIUS_BUTTON};
    if (control->disabled)
        canvas_box(brush->canvas, rect->x, rect->y, rect->width, rect->height, corners,
                   palette->disabled, palette->disabled_line, BORDER_OPTION, 5);
    else if (control->look == LOOK_PRIMARY)
        part_box(brush, rect, RADIUS_BUTTON, palette->primary, COLOUR_NONE, 0);
    else
        part_box(brush, rect, RADIUS_BUTTON, palette->sheet, palette->secondary, BORDER_BUTTON);
}

static void draw_action(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct words words[2] = {
        words_of(brush, control->label, TYPE_OPTION, button_ink(brush, control), false),
        words_of(brush, control->description, TYPE_SMALL, brush->palette->text2, false)};
    int start = ACTION_PAD + ACTION_ICON + ACTION_GAP;
    part_icon(brush, control->icon, from_start(brush, rect, ACTION_PAD, ACTION_ICON),
              rect->y + (rect->height - ACTION_ICON) / 2, ACTION_ICON, 2,
              button_ink(brush, control));
    stack_draw(brush, words, 2, rect, start, rect->width - start - PAD);
}

static void draw_button(const struct brush *brush, const struct control *control)
{
    draw_button_frame(brush, control);
    if (is_action(control)) {
        draw_action(brush, control);
        return;
    }
    struct row row = button_row(brush, control, control->rect.width);
    row_draw(brush, &row, &control->rect, button_pad(brush, control, &row, control->rect.width));
}

static int height_button(const struct brush *brush, const struct control *control, int width)
{
    struct row row = button_row(brush, control, width);
    int pad = button_pad(brush, control, &row, width);
    int down = control->low ? PAD_DOWN_LOW : PAD_DOWN;
    return at_least(row_height(brush, &row, width, pad) + 2 * down, HEIGHT_LEAST);
}

static int width_button(const struct brush *brush, const struct control *control)
{
    struct row row = button_row(brush, control, CANVAS_LONG);
    if (is_action(control))
        return ACTION_PAD + ACTION_ICON + ACTION_GAP + words_width(brush, &row.words) + PAD;
    return row_width(brush, &row, PAD);
}

const struct widget widget_primary = {draw_button, height_button, width_button, RADIUS_BUTTON};
const struct widget widget_secondary = {draw_button, height_button, width_button, RADIUS_BUTTON};

/* ---- tools ---------------------------------------------------------------------------------- */

#define TOOL_PAD      8
#define TOOL_ICON_GAP 6
#define TOOL_ROW_GAP  16

static bool tool_in_row(const struct brush *brush)
{
    return is_large(brush) || brush->style->orientation == ORIENTATION_LANDSCAPE;
}

static struct row tool_row(const struct brush *brush, const struct control *control)
{
    colour ink = control->look == LOOK_LEAVE ? brush->palette->on_leave : brush->palette->on_tool;
    return (struct row){
        .icon = control->icon,
        .icon_size = ICON_TOOL,
        .gap = TOOL_ROW_GAP,
        .stroke = 2,
        .words = words_of(brush, control->label, TYPE_TOOL, ink, false),
    };
}

/* A tool that is on has a second line inside its edge: not colour alone. */
static void draw_tool_frame(const struct brush *brush, const struct control *control)
{
    const struct palette *palette = brush->palette;
    bool leave = control->look == LOOK_LEAVE;
    int border = control->chosen ? 6 : (leave || palette->tool_line == COLOUR_NONE ? 0 : 3);
    part_box(brush, &control->rect, RADIUS_FIELD, leave ? palette->leave : palette->tool,
             palette->on_tool, border);
}

static void draw_tool(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct row row = tool_row(brush, control);
    draw_tool_frame(brush, control);
    if (tool_in_row(brush)) {
        row_draw(brush, &row, rect, TOOL_PAD);
        return;
    }
    struct words words = row.words;
    words.style.align = ALIGN_CENTRE;
    int room = rect->width - 2 * TOOL_PAD;
    int words_high = words_height(brush, &words, room);
    int top = (rect->height - ICON_TOOL - TOOL_ICON_GAP - words_high) / 2;
    part_icon(brush, control->icon, rect->x + (rect->width - ICON_TOOL) / 2.0, rect->y + top,
              ICON_TOOL, 2, words.style.colour);
    words_draw(brush, &words, rect, TOOL_PAD, top + ICON_TOOL + TOOL_ICON_GAP, room);
}

static int height_tool(const struct brush *brush, const struct control *control, int width)
{
    struct row row = tool_row(brush, control);
    if (tool_in_row(brush))
        return at_least(row_height(brush, &row, width, TOOL_PAD) + 2 * PAD_DOWN, HEIGHT_LEAST);
    int words_high = words_height(brush, &row.words, width - 2 * TOOL_PAD);
    return at_least(ICON_TOOL + TOOL_ICON_GAP + words_high + 2 * TOOL_PAD, HEIGHT_TOOL);
}

static int width_tool(const struct brush *brush, const struct control *control)
{
    struct row row = tool_row(brush, control);
    if (tool_in_row(brush))
        return row_width(brush, &row, TOOL_PAD);
    return words_width(brush, &row.words) + 2 * TOOL_PAD;
}

const struct widget widget_tool = {draw_tool, height_tool, width_tool, RADIUS_FIELD};
const struct widget widget_leave = {draw_tool, height_tool, width_tool, RADIUS_FIELD};

/* ---- keys ----------------------------------------------------------------------------------- */

#define KEY_PAD      6
#define KEY_DOWN     2 /* the line height holds the rest */
#define KEY_ICON     52
#define KEY_ICON_GAP 12
#define KEY_CLEAR    5   /* between a letter and the border */
#define KEY_LEAST    42  /* least size of a letter with marks */
#define NUMBER_KEY   160 /* from this width on it is a key of the number pad */
#define KEY_ASCII    4   /* bytes of a key in Latin letters or signs: ".com" */
#define KEY_LETTER   3   /* code points of a letter of any other script with its marks */

/* One letter or sign, not words. */
static bool is_letter(const char *label)
{
    size_t count = 0;
    if ((unsigned char)label[0] < 0x80)
        return strlen(label) <= KEY_ASCII && !strchr(label, ' ');
    for (const char *at = label; *at; at++)
        count += ((unsigned char)*at & 0xC0) != 0x80 ? 1 : 0;
    return count <= KEY_LETTER && !strchr(label, ' ');
}

static enum type_role key_role(const struct control *control)
{
    const char *label = control->label;
    if (!is_letter(label))
        return control->icon[0] ? TYPE_VALUE : TYPE_KEY_WORDS;
    if (control->compact)
        return TYPE_KEY_NARROW;
    bool digit = label[0] >= '0' && label[0] <= '9' && !label[1];
    return digit && control->rect.width >= NUMBER_KEY ? TYPE_DIGIT : TYPE_KEY;
}

/* Where icon and word have no room beside each other the icon stands alone. */
static struct row key_row(const struct brush *brush, const struct control *control, int width)
{
    struct row row = {
        .icon = control->icon,
        .icon_size = KEY_ICON,
        .gap = KEY_ICON_GAP,
        .stroke = 2,
        .words = words_of(brush, control->label, key_role(control),
                          control->disabled ? brush->palette->on_disabled : brush->palette->text,
                          control->ltr),
    };
    if (row.icon[0] && row_width(brush, &row, KEY_PAD) > width)
        row.words.text = "";
    return row;
}

/* A letter with marks stays off the border: moved, and where it is too tall, smaller. */
static void keep_marks_inside(const struct brush *brush, const struct control *control,
                              struct row *row)
{
    struct text_style *style = &row->words.style;
    int edge = (control->chosen ? BORDER_CHOSEN : BORDER_KEY) + KEY_CLEAR;
    struct text_ink ink = canvas_ink(brush->canvas, row->words.text, 0, style);
    while (ink.bottom - ink.top > control->rect.height - 2 * edge && style->size > KEY_LEAST) {
        style->size -= 2;
        ink = canvas_ink(brush->canvas, row->words.text, 0, style);
    }
    int top = (control->rect.height - words_height(brush, &row->words, 0)) / 2;
    int above = edge - (top + ink.top);
    int below = top + ink.bottom - (control->rect.height - edge);
    row->down = above > 0 ? above : below > 0 ? -below : 0;
}

static void draw_key(const struct brush *brush, const struct control *control)
{
    const struct palette *palette = brush->palette;
    struct row row = key_row(brush, control, control->rect.width);
    if (row.words.text[0] && is_letter(control->label))
        keep_marks_inside(brush, control, &row);
    part_box(brush, &control->rect, RADIUS_KEY, control->chosen ? palette->tint : palette->key,
             control->chosen ? palette->primary : palette->key_line,
             control->chosen ? BORDER_CHOSEN : BORDER_KEY);
    row_draw(brush, &row, &control->rect, KEY_PAD);
}

static int height_key(const struct brush *brush, const struct control *control, int width)
{
    struct row row = key_row(brush, control, width);
    return at_least(row_height(brush, &row, width, KEY_PAD) + 2 * KEY_DOWN, HEIGHT_LEAST);
}

static int width_key(const struct brush *brush, const struct control *control)
{
    struct row row = key_row(brush, control, CANVAS_LONG);
    return at_least(row_width(brush, &row, KEY_PAD), 88);
}

const struct widget widget_key = {draw_key, height_key, width_key, RADIUS_KEY};
