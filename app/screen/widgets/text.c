/* Words that are not pressed: heading, hint, body, label, service name. */
#include "app/screen/widgets/parts.h"

#define BRAND_ICON 44
#define BRAND_GAP  16
#define LABEL_ICON 58
#define LABEL_GAP  24

#define HEADING_STEP 4

/* ---- heading, hint, body ------------------------------------------------------------------- */

/* A heading with a word that is wider than the page is set smaller, but larger than what follows
 * it: a broken word is harder to read. */
static void keep_words_whole(const struct brush *brush, struct words *words, int width)
{
    double least = theme_text(brush->style, TYPE_BODY).size + HEADING_STEP;
    while (words->style.size > least &&
           canvas_measure(brush->canvas, words->text, width, &words->style).broken)
        words->style.size -= HEADING_STEP;
}

static struct words plain(const struct brush *brush, const struct control *control, int width)
{
    const struct palette *palette = brush->palette;
    enum type_role role = control->compact ? TYPE_DESCRIPTION : TYPE_BODY;
    colour ink = control->look == LOOK_HINT ? palette->text2 : palette->text;
    if (control->look == LOOK_HEADING)
        role = TYPE_HEADING;
    struct words words =
        words_of(brush, control->label, role, brush->on_bar ? palette->on_tool : ink, control->ltr);
    words.style.balanced =
        control->look == LOOK_HEADING ||
        (control->look == LOOK_HINT && brush->style->orientation == ORIENTATION_LANDSCAPE);
    if (control->centred)
        words.style.align = ALIGN_CENTRE;
    if (control->look == LOOK_HEADING && width > 0)
        keep_words_whole(brush, &words, width);
    return words;
}

static void draw_plain(const struct brush *brush, const struct control *control)
{
    struct words words = plain(brush, control, control->rect.width);
    words_draw(brush, &words, &control->rect, 0, 0, control->rect.width);
}

static int height_plain(const struct brush *brush, const struct control *control, int width)
{
    struct words words = plain(brush, control, width);
    return words_height(brush, &words, width);
}

static int width_plain(const struct brush *brush, const struct control *control)
{
    struct words words = plain(brush, control, 0);
    return words_width(brush, &words);
}

const struct widget widget_heading = {draw_plain, height_plain, width_plain, RADIUS_CHECK};
const struct widget widget_hint = {draw_plain, height_plain, width_plain, RADIUS_CHECK};
const struct widget widget_body = {draw_plain, height_plain, width_plain, RADIUS_CHECK};

/* ---- label, with an icon where it opens a part of the page ---------------------------------- */

static struct words label(const struct brush *brush, const struct control *control)
{
    return words_of(brush, control->label, control->icon[0] ? TYPE_OPTION_TITLE : TYPE_LABEL,
                    brush->palette->text, control->ltr);
}

static int label_indent(const struct control *control)
{
    return control->icon[0] ? LABEL_ICON + LABEL_GAP : 0;
}

static void draw_label(const struct brush *brush, const struct control *control)
{
    struct words words = label(brush, control);
    const struct rect *rect = &control->rect;
    int indent = label_indent(control);
    if (control->centred)
        words.style.align = ALIGN_CENTRE;
    if (indent)
        part_icon(brush, control->icon, from_start(brush, rect, 0, LABEL_ICON),
                  rect->y + (rect->height - LABEL_ICON) / 2, LABEL_ICON, 2, brush->palette->icon);
    stack_draw(brush, &words, 1, rect, indent, rect->width - indent);
}

static int height_label(const struct brush *brush, const struct control *control, int room)
{
    struct words words = label(brush, control);
    int indent = label_indent(control);
    return at_least(words_height(brush, &words, room - indent), indent ? LABEL_ICON : 0);
}

static int width_label(const struct brush *brush, const struct control *control)
{
    struct words words = label(brush, control);
    return words_width(brush, &words) + label_indent(control);
}

const struct widget widget_label = {draw_label, height_label, width_label, RADIUS_CHECK};

/* ---- service name --------------------------------------------------------------------------- */

static void draw_brand(const struct brush *brush, const struct control *control)
{
    const struct palette *palette = brush->palette;
    const struct rect *rect = &control->rect;
    struct words name = words_of(brush, control->label, TYPE_BRAND, palette->text, false);
    struct words place = words_of(brush, control->value, TYPE_SMALL, palette->text, control->ltr);
    int indent = BRAND_ICON + BRAND_GAP;
    part_icon(brush, control->icon[0] ? control->icon : "bell",
              from_start(brush, rect, 0, BRAND_ICON), rect->y + (rect->height - BRAND_ICON) / 2,
              BRAND_ICON, 2, palette->text);
    stack_draw(brush, &name, 1, rect, indent, rect->width - indent);
    int room = words_width(brush, &place);
    stack_draw(brush, &place, 1, rect, rect->width - room, room);
}

static int height_brand(const struct brush *brush, const struct control *control, int room)
{
    struct words name = words_of(brush, control->label, TYPE_BRAND, 0, false);
    return at_least(words_height(brush, &name, room - BRAND_ICON - BRAND_GAP), BRAND_ICON);
}

static int width_brand(const struct brush *brush, const struct control *control)
{
    struct words name = words_of(brush, control->label, TYPE_BRAND, 0, false);
    return words_width(brush, &name) + BRAND_ICON + BRAND_GAP;
}

const struct widget widget_brand = {draw_brand, height_brand, width_brand, RADIUS_CHECK};
