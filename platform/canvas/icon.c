#include "platform/canvas/icon_table.h"
#include "platform/canvas/internal.h"

#include <stdlib.h>
#include <string.h>

#define VIEW_BOX 24.0

static int compare(const void *name, const void *icon)
{
    return strcmp(name, ((const struct icon *)icon)->name);
}

bool canvas_icon(struct canvas *canvas, const char *name, double x, double y, double size,
                 double stroke, colour line, bool mirror)
{
    const struct icon *icon = bsearch(name, icon_table, icon_count, sizeof *icon, compare);
    if (!icon)
        return false;
    cairo_t *cairo = canvas->cairo;
    cairo_save(cairo);
    cairo_translate(cairo, x, y);
    cairo_scale(cairo, size / VIEW_BOX, size / VIEW_BOX);
    if (mirror) {
        cairo_translate(cairo, VIEW_BOX, 0);
        cairo_scale(cairo, -1, 1);
    }
    cairo_new_path(cairo);
    bool good = path_append(cairo, icon->path);
    set_colour(canvas, line);
    cairo_set_line_width(cairo, stroke);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    if (good)
        cairo_stroke(cairo);
    cairo_new_path(cairo);
    cairo_restore(cairo);
    return good;
}

const char *const *canvas_icon_names(void)
{
    return icon_names;
}

bool canvas_outline(struct canvas *canvas, const char *path_data, double x, double y, colour fill)
{
    cairo_t *cairo = canvas->cairo;
    cairo_save(cairo);
    cairo_translate(cairo, x, y);
    cairo_new_path(cairo);
    bool good = path_append(cairo, path_data);
    set_colour(canvas, fill);
    if (good)
        cairo_fill(cairo);
    cairo_new_path(cairo);
    cairo_restore(cairo);
    return good;
}
