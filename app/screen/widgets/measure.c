#include "app/screen/widgets/measure.h"

#include "app/screen/widgets/widget.h"
#include "platform/canvas/canvas.h"

#include <string.h>

#define WORD_MAX 128u /* bytes; nothing longer is a word */

int measure_height(struct canvas *canvas, const struct view_style *style,
                   const struct control *control, int width)
{
    struct brush brush = brush_for(canvas, style);
    return widget_of(control->look)->height(&brush, control, width);
}

int measure_width(struct canvas *canvas, const struct view_style *style,
                  const struct control *control)
{
    struct brush brush = brush_for(canvas, style);
    return widget_of(control->look)->width(&brush, control);
}

/* Han, Kana, Hangul: lines may break between any two. */
static bool breaks_anywhere(const char *word, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++) {
        unsigned char first = (unsigned char)word[i], second = (unsigned char)word[i + 1];
        if (first >= 0xe3 || (first == 0xe2 && second >= 0xba))
            return true;
    }
    return false;
}

int measure_word_width(struct canvas *canvas, const struct view_style *style,
                       const struct control *control)
{
    struct control alone = *control;
    char word[WORD_MAX];
    int widest = 0;
    alone.label = word;
    alone.description = alone.value = "";
    for (const char *at = control->label; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (length < sizeof word && !breaks_anywhere(at, length)) {
            memcpy(word, at, length);
            word[length] = '\0';
            int width = measure_width(canvas, style, &alone);
            widest = width > widest ? width : widest;
        }
        at += length;
    }
    return widest;
}

static bool has_glyphs(struct canvas *canvas, const struct view_style *style, const char *text)
{
    struct text_style body = theme_text(style, TYPE_BODY);
    return canvas_measure(canvas, text, 0, &body).unknown == 0;
}

bool measure_fits(struct canvas *canvas, const struct view_style *style,
                  const struct control *control)
{
    const struct rect *rect = &control->rect;
    return measure_height(canvas, style, control, rect->width) <= rect->height &&
           has_glyphs(canvas, style, control->label) &&
           has_glyphs(canvas, style, control->description) &&
           has_glyphs(canvas, style, control->value);
}
