#include "app/screen/widgets/parts.h"

#include <string.h>

#define CHECK_ICON   42
#define CHECK_STROKE 4
#define RADIO_DOT    22
#define MARK_BORDER  4

bool is_large(const struct brush *brush)
{
    return brush->style->size == SIZE_LARGE;
}

bool is_mirrored(const struct brush *brush)
{
    return brush->style->direction == DIRECTION_RIGHT_TO_LEFT;
}

int at_least(int value, int least)
{
    return value > least ? value : least;
}

double from_start(const struct brush *brush, const struct rect *rect, double offset, double width)
{
    return is_mirrored(brush) ? rect->x + rect->width - offset - width : rect->x + offset;
}

void part_box(const struct brush *brush, const struct rect *rect, int radius, colour fill,
              colour line, int border)
{
    double corners[4] = {radius, radius, radius, radius};
    canvas_box(brush->canvas, rect->x, rect->y, rect->width, rect->height, corners, fill, line,
               border, 0);
}

static bool has_direction(const char *icon)
{
    static const char *const names[] = {"arrow-left", "chevron-right", "log-out"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(icon, names[i]) == 0)
            return true;
    return false;
}

void part_icon(const struct brush *brush, const char *name, double x, double y, double size,
               double stroke, colour line)
{
    canvas_icon(brush->canvas, name, x, y, size, stroke, line,
                is_mirrored(brush) && has_direction(name));
}

struct words words_of(const struct brush *brush, const char *text, enum type_role role,
                      colour colour_, bool ltr)
{
    struct words words = {.text = text, .style = theme_text(brush->style, role)};
    words.style.colour = colour_;
    if (ltr) {
        words.style.right_to_left = false;
        words.style.align = is_mirrored(brush) ? ALIGN_END : ALIGN_START;
    }
    return words;
}

int words_height(const struct brush *brush, const struct words *words, int width)
{
    if (!words->text[0])
        return 0;
    return canvas_measure(brush->canvas, words->text, width, &words->style).height;
}

int words_width(const struct brush *brush, const struct words *words)
{
    if (!words->text[0])
        return 0;
    return canvas_measure(brush->canvas, words->text, 0, &words->style).width;
}

int words_draw(const struct brush *brush, const struct words *words, const struct rect *rect,
               double offset, double y, int width)
{
    if (!words->text[0])
        return 0;
    return canvas_text(brush->canvas, words->text, from_start(brush, rect, offset, width),
                       rect->y + y, width, &words->style)
        .height;
}

static int words_gap(const struct words *words, size_t index, int above)
{
    return above > 0 && words[index].text[0] ? words[index].gap : 0;
}

int stack_height(const struct brush *brush, const struct words *words, size_t count, int width)
{
    int height = 0;
    for (size_t i = 0; i < count; i++)
        height += words_gap(words, i, height) + words_height(brush, &words[i], width);
    return height;
}

int stack_width(const struct brush *brush, const struct words *words, size_t count)
{
    int width = 0;
    for (size_t i = 0; i < count; i++)
        width = at_least(words_width(brush, &words[i]), width);
    return width;
}

void stack_draw(const struct brush *brush, const struct words *words, size_t count,
                const struct rect *rect, double offset, int width)
{
    int top = (rect->height - stack_height(brush, words, count, width)) / 2;
    int height = 0;
    for (size_t i = 0; i < count; i++) {
        height += words_gap(words, i, height);
        height += words_draw(brush, &words[i], rect, offset, top + height, width);
    }
}

void part_mark(const struct brush *brush, enum control_role role, bool chosen, double x, double y,
               double size)
{
    const struct palette *palette = brush->palette;
    struct rect box = {(int)x, (int)y, (int)size, (int)size};
    if (role == ROLE_CHECKBOX) {
        part_box(brush, &box, RADIUS_CHECK, chosen ? palette->primary : palette->sheet,
                 chosen ? palette->primary : palette->line, MARK_BORDER);
        double inset = (size - CHECK_ICON) / 2;
        if (chosen)
            part_icon(brush, "check", x + inset, y + inset, CHECK_ICON, CHECK_STROKE,
                      palette->on_primary);
        return;
    }
    double half = size / 2;
    canvas_circle(brush->canvas, x + half, y + half, half,
                  chosen ? palette->primary : palette->sheet,
                  chosen ? palette->primary : palette->line, MARK_BORDER);
    if (chosen)
        canvas_circle(brush->canvas, x + half, y + half, RADIO_DOT / 2.0, palette->on_primary,
                      COLOUR_NONE, 0);
}
