#include "app/screen/measure.h"

#include "app/screen/widgets/widget.h"
#include "platform/canvas/canvas.h"

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
