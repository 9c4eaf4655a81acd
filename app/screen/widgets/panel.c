/* Information in boxes and lines: panel, note, row of an answer, staff tile. */
#include "app/screen/widgets/parts.h"

/* ---- panel ---------------------------------------------------------------------------------- */

#define PANEL_PAD  36
#define PANEL_DOWN 14
#define PANEL_ICON 74
#define PANEL_GAP  36

static size_t panel_words(const struct brush *brush, const struct control *control,
                          struct words words[3])
{
    colour ink = brush->palette->text;
    bool number = control->value[0], message = control->compact && !number;
    words[0] = words_of(brush, control->label, number ? TYPE_ERROR : TYPE_BUTTON, ink, false);
    if (message)
        words[0] = words_of(brush, control->label, TYPE_KEY_WORDS, ink, false);
    words[1] = words_of(brush, control->value, TYPE_NUMBER, ink, true);
    words[2] =
        words_of(brush, control->description, message ? TYPE_BODY : TYPE_NOTICE, ink, control->ltr);
    if (number && control->compact) { /* "Questions? Call free" over the number */
        words[0] = words_of(brush, control->label, TYPE_DESCRIPTION, ink, false);
        words[1].style.size *= 0.94;
    }
    return 3;
}

static int panel_indent(const struct control *control)
{
    return PANEL_PAD + (control->icon[0] ? PANEL_ICON + PANEL_GAP : 0);
}

static void draw_panel(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct words words[3];
    size_t count = panel_words(brush, control, words);
    part_box(brush, rect, RADIUS_BUTTON, brush->palette->tint,
             brush->palette->rules ? brush->palette->line : COLOUR_NONE,
             brush->palette->rules ? BORDER_OPTION : 0);
    if (control->icon[0])
        part_icon(brush, control->icon, from_start(brush, rect, PANEL_PAD, PANEL_ICON),
                  rect->y + (rect->height - PANEL_ICON) / 2, PANEL_ICON, 1.75,
                  brush->palette->icon);
    int indent = panel_indent(control);
    stack_draw(brush, words, count, rect, indent, rect->width - indent - PANEL_PAD);
}

static int height_panel(const struct brush *brush, const struct control *control, int width)
{
    struct words words[3];
    size_t count = panel_words(brush, control, words);
    int height = stack_height(brush, words, count, width - panel_indent(control) - PANEL_PAD);
    return at_least(height, control->icon[0] ? PANEL_ICON : 0) + 2 * PANEL_DOWN;
}

static int width_panel(const struct brush *brush, const struct control *control)
{
    struct words words[3];
    size_t count = panel_words(brush, control, words);
    return stack_width(brush, words, count) + panel_indent(control) + PANEL_PAD;
}

const struct widget widget_panel = {draw_panel, height_panel, width_panel, RADIUS_BUTTON};

/* ---- note ----------------------------------------------------------------------------------- */

#define NOTE_ICON        48
#define NOTE_GAP         22
#define NOTE_GAP_COMPACT 16
#define NOTE_CIRCLE      92
#define NOTE_CIRCLE_ICON 48
#define NOTE_CIRCLE_GAP  32
#define NOTE_DOWN        16
#define NOTICE_LABEL_GAP 4

static bool is_notice(const struct control *control)
{
    return control->description[0];
}

static colour note_ink(const struct brush *brush, const struct control *control)
{
    if (brush->on_bar)
        return brush->palette->on_tool;
    return control->compact ? brush->palette->text : brush->palette->text2;
}

static void note_words(const struct brush *brush, const struct control *control,
                       struct words words[2])
{
    colour ink = note_ink(brush, control);
    if (is_notice(control)) {
        words[0] = words_of(brush, control->label, TYPE_NOTICE_TITLE, brush->palette->text, false);
        words[1] =
            words_of(brush, control->description, TYPE_NOTICE, brush->palette->text2, control->ltr);
        words[1].gap = NOTICE_LABEL_GAP;
        return;
    }
    enum type_role role = control->compact ? TYPE_LABEL : TYPE_DESCRIPTION;
    if (control->attention)
        role = TYPE_OPTION;
    words[0] =
        words_of(brush, control->label, brush->on_bar ? TYPE_SMALL : role, ink, control->ltr);
    words[0].style.balanced = !brush->on_bar;
    words[1] = words_of(brush, "", TYPE_SMALL, ink, false);
}

static int note_indent(const struct control *control)
{
    if (is_notice(control))
        return NOTE_CIRCLE + NOTE_CIRCLE_GAP;
    if (!control->icon[0])
        return 0;
    return NOTE_ICON + (control->compact ? NOTE_GAP_COMPACT : NOTE_GAP);
}

static void draw_notice_icon(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    const struct palette *palette = brush->palette;
    double x = from_start(brush, rect, 0, NOTE_CIRCLE),
           inset = (NOTE_CIRCLE - NOTE_CIRCLE_ICON) / 2;
    double y = rect->y + (rect->height - NOTE_CIRCLE) / 2;
    if (brush->continues)
        canvas_rectangle(brush->canvas, rect->x, rect->y, rect->width, 2, palette->hair);
    canvas_circle(brush->canvas, x + NOTE_CIRCLE / 2, y + NOTE_CIRCLE / 2, NOTE_CIRCLE / 2,
                  palette->tint, palette->rules ? palette->line : COLOUR_NONE,
                  palette->rules ? BORDER_OPTION : 0);
    part_icon(brush, control->icon, x + inset, y + inset, NOTE_CIRCLE_ICON, 2, palette->icon);
}

static void draw_note(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct words words[2];
    note_words(brush, control, words);
    int indent = note_indent(control);
    int room = rect->width - indent, start = 0;
    if (is_notice(control))
        draw_notice_icon(brush, control);
    if (control->centred) {
        int wanted = canvas_measure(brush->canvas, control->label, room, &words[0].style).width;
        start = (rect->width - indent - wanted) / 2;
        room = wanted;
    }
    bool coloured = control->compact && !control->centred && !control->attention;
    if (indent && !is_notice(control))
        part_icon(brush, control->icon, from_start(brush, rect, start, NOTE_ICON),
                  rect->y + (rect->height - NOTE_ICON) / 2, NOTE_ICON, 2,
                  coloured && !brush->on_bar ? brush->palette->icon : note_ink(brush, control));
    stack_draw(brush, words, 2, rect, start + indent, room);
}

static int height_note(const struct brush *brush, const struct control *control, int width)
{
    struct words words[2];
    note_words(brush, control, words);
    int height = stack_height(brush, words, 2, width - note_indent(control));
    if (is_notice(control))
        return at_least(height, NOTE_CIRCLE) + 2 * NOTE_DOWN;
    return at_least(height, control->icon[0] ? NOTE_ICON : 0);
}

static int width_note(const struct brush *brush, const struct control *control)
{
    struct words words[2];
    note_words(brush, control, words);
    return stack_width(brush, words, 2) + note_indent(control);
}

const struct widget widget_note = {draw_note, height_note, width_note, RADIUS_CHECK};

/* ---- row: an answer to check ---------------------------------------------------------------- */

#define ROW_DOWN 10
#define HAIR     2

static void row_words(const struct brush *brush, const struct control *control,
                      struct words words[2])
{
    const struct palette *palette = brush->palette;
    words[0] = words_of(brush, control->label, TYPE_SMALL, palette->text2, false);
    words[1] = words_of(brush, control->value, TYPE_VALUE, palette->text, control->ltr);
}

static void draw_row(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct words words[2];
    row_words(brush, control, words);
    canvas_rectangle(brush->canvas, rect->x, rect->y, rect->width, HAIR, brush->palette->hair);
    stack_draw(brush, words, 2, rect, 0, rect->width - theme_row_reserve(brush->style));
}

static int height_row(const struct brush *brush, const struct control *control, int width)
{
    struct words words[2];
    row_words(brush, control, words);
    int height = stack_height(brush, words, 2, width - theme_row_reserve(brush->style));
    return at_least(height, HEIGHT_LEAST) + 2 * ROW_DOWN;
}

static int width_row(const struct brush *brush, const struct control *control)
{
    struct words words[2];
    row_words(brush, control, words);
    return stack_width(brush, words, 2) + theme_row_reserve(brush->style);
}

const struct widget widget_row = {draw_row, height_row, width_row, RADIUS_CHECK};

/* ---- staff tile ----------------------------------------------------------------------------- */

#define TILE_PAD  26
#define TILE_DOWN 24
#define TILE_ICON 50
#define TILE_GAP  24
#define TILE_MARK 44
#define TILE_EDGE 22

static void tile_words(const struct brush *brush, const struct control *control,
                       struct words words[3])
{
    const struct palette *palette = brush->palette;
    words[0] = words_of(brush, control->label, TYPE_SMALL, palette->text, false);
    words[1] = words_of(brush, control->value, TYPE_OPTION, palette->text, control->ltr);
    words[2] = words_of(brush, control->description, TYPE_SMALL, palette->text2, false);
}

/* The label leaves the corner to the mark. */
static int tile_room(int room, size_t index)
{
    return index == 0 ? room - TILE_MARK : room;
}

static int tile_words_height(const struct brush *brush, const struct words words[3], int room)
{
    int height = 0;
    for (size_t i = 0; i < 3; i++)
        height += words_height(brush, &words[i], tile_room(room, i));
    return height;
}

static void draw_tile(const struct brush *brush, const struct control *control)
{
    const struct palette *palette = brush->palette;
    const struct rect *rect = &control->rect;
    struct words words[3];
    tile_words(brush, control, words);
    bool attention = control->attention;
    part_box(brush, rect, RADIUS_BUTTON, attention ? palette->warn_fill : palette->sheet,
             attention ? palette->warn : palette->tile_line,
             attention ? BORDER_FIELD : BORDER_OPTION);
    part_icon(brush, control->icon, from_start(brush, rect, TILE_PAD, TILE_ICON),
              rect->y + (rect->height - TILE_ICON) / 2, TILE_ICON, 2,
              attention ? palette->warn : palette->icon);
    part_icon(brush, attention ? "triangle-alert" : "circle-check",
              from_start(brush, rect, rect->width - TILE_EDGE - TILE_MARK, TILE_MARK),
              rect->y + TILE_EDGE - 3, TILE_MARK, 2.5, attention ? palette->warn : palette->ok);
    int indent = TILE_PAD + TILE_ICON + TILE_GAP;
    int room = rect->width - indent - TILE_EDGE;
    int y = (rect->height - tile_words_height(brush, words, room)) / 2;
    for (size_t i = 0; i < 3; i++)
        y += words_draw(brush, &words[i], rect, indent, y, tile_room(room, i));
}

static int height_tile(const struct brush *brush, const struct control *control, int width)
{
    struct words words[3];
    tile_words(brush, control, words);
    int room = width - TILE_PAD - TILE_ICON - TILE_GAP - TILE_EDGE;
    return tile_words_height(brush, words, room) + 2 * TILE_DOWN;
}

static int width_tile(const struct brush *brush, const struct control *control)
{
    struct words words[3];
    tile_words(brush, control, words);
    return TILE_PAD + TILE_ICON + TILE_GAP + stack_width(brush, words, 3) + TILE_MARK + TILE_EDGE;
}

const struct widget widget_tile = {draw_tile, height_tile, width_tile, RADIUS_BUTTON};
