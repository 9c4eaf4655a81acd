#include "platform/canvas/canvas.h"

#include "platform/base/secret.h"
#include "platform/canvas/internal.h"

#include <math.h>
#include <stdlib.h>

#define SIDE_MAX 8192
#define TURN     (2 * G_PI)

static bool sizes_fit(int width, int height, int reference_width, int reference_height)
{
    return width > 0 && height > 0 && width <= SIDE_MAX && height <= SIDE_MAX &&
           reference_width > 0 && reference_height > 0;
}

static bool make_surface(struct canvas *canvas, uint8_t *pixels, int stride, struct error *error)
{
    if (!pixels) {
        stride = cairo_format_stride_for_width(CAIRO_FORMAT_RGB24, canvas->width);
        canvas->own_size = (size_t)stride * (size_t)canvas->height;
        pixels = canvas->own_pixels = calloc(1, canvas->own_size);
        if (!pixels)
            return error_set(error, ERROR_MEMORY, "no memory for a picture of %d x %d pixels",
                             canvas->width, canvas->height);
    }
    canvas->surface = cairo_image_surface_create_for_data(pixels, CAIRO_FORMAT_RGB24, canvas->width,
                                                          canvas->height, stride);
    canvas->cairo = cairo_create(canvas->surface);
    cairo_status_t status = cairo_status(canvas->cairo);
    if (status != CAIRO_STATUS_SUCCESS)
        return error_set(error, ERROR_INTERNAL, "cannot draw on a picture of %d x %d pixels: %s",
                         canvas->width, canvas->height, cairo_status_to_string(status));
    return true;
}

static struct canvas *create(int width, int height, int reference_width, int reference_height,
                             uint8_t *pixels, int stride, bool paper, struct error *error)
{
    if (!sizes_fit(width, height, reference_width, reference_height)) {
        error_set(error, ERROR_LIMIT, "a picture of %d x %d pixels is not possible (1 to %d)",
                  width, height, SIDE_MAX);
        return NULL;
    }
    struct canvas *canvas = calloc(1, sizeof *canvas);
    if (!canvas) {
        error_set(error, ERROR_MEMORY, "no memory for a picture");
        return NULL;
    }
    canvas->width = width;
    canvas->height = height;
    canvas->paper = paper;
    if (!make_surface(canvas, pixels, stride, error)) {
        canvas_destroy(canvas);
        return NULL;
    }
    if (paper)
        cairo_set_antialias(canvas->cairo, CAIRO_ANTIALIAS_NONE);
    double scale = fmin((double)width / reference_width, (double)height / reference_height);
    cairo_translate(canvas->cairo, floor((width - reference_width * scale) / 2),
                    floor((height - reference_height * scale) / 2));
    cairo_scale(canvas->cairo, scale, scale);
    return canvas;
}

struct canvas *canvas_create(int width, int height, int reference_width, int reference_height,
                             uint8_t *pixels, int stride, struct error *error)
{
    return create(width, height, reference_width, reference_height, pixels, stride, false, error);
}

struct canvas *canvas_create_paper(int width, int height, struct error *error)
{
    struct canvas *canvas = create(width, height, width, height, NULL, 0, true, error);
    if (canvas)
        canvas_fill(canvas, 0xffffff);
    return canvas;
}

void canvas_destroy(struct canvas *canvas)
{
    if (!canvas)
        return;
    canvas_forget(canvas);
    context_forget(canvas);
    if (canvas->cairo)
        cairo_destroy(canvas->cairo);
    if (canvas->surface)
        cairo_surface_destroy(canvas->surface);
    if (canvas->own_pixels)
        secret_wipe(canvas->own_pixels, canvas->own_size);
    free(canvas->own_pixels);
    free(canvas);
}

void set_colour(struct canvas *canvas, colour value)
{
    cairo_set_source_rgb(canvas->cairo, ((value >> 16) & 0xff) / 255.0,
                         ((value >> 8) & 0xff) / 255.0, (value & 0xff) / 255.0);
}

void canvas_fill(struct canvas *canvas, colour fill)
{
    set_colour(canvas, fill);
    cairo_paint(canvas->cairo);
}

void canvas_rectangle(struct canvas *canvas, double x, double y, double width, double height,
                      colour fill)
{
    set_colour(canvas, fill);
    cairo_rectangle(canvas->cairo, x, y, width, height);
    cairo_fill(canvas->cairo);
}

/* The path of a rounded rectangle, made smaller on all sides by `inset`. */
static void box_path(cairo_t *cairo, double x, double y, double width, double height,
                     const double radius[4], double inset)
{
    static const double square[4] = {0};
    const double *r = radius ? radius : square;
    double left = x + inset, top = y + inset;
    double right = x + width - inset, bottom = y + height - inset;
    double most = fmin(right - left, bottom - top) / 2, corner[4];
    for (int i = 0; i < 4; i++)
        corner[i] = fmax(0, fmin(r[i] - inset, most));

    cairo_new_sub_path(cairo);
    cairo_arc(cairo, left + corner[0], top + corner[0], corner[0], TURN / 2, TURN * 3 / 4);
    cairo_arc(cairo, right - corner[1], top + corner[1], corner[1], TURN * 3 / 4, TURN);
    cairo_arc(cairo, right - corner[2], bottom - corner[2], corner[2], 0, TURN / 4);
    cairo_arc(cairo, left + corner[3], bottom - corner[3], corner[3], TURN / 4, TURN / 2);
    cairo_close_path(cairo);
}

void canvas_box(struct canvas *canvas, double x, double y, double width, double height,
                const double radius[4], colour fill, colour line, double line_width, double dash)
{
    cairo_t *cairo = canvas->cairo;
    bool dashed = dash > 0 && line_width > 0;
    if (fill != COLOUR_NONE) {
        set_colour(canvas, fill);
        box_path(cairo, x, y, width, height, radius, dashed ? 0 : line_width / 2);
        cairo_fill(cairo);
    }
    if (line_width <= 0 || line == COLOUR_NONE)
        return;
    set_colour(canvas, line);
    if (dashed) {
        cairo_save(cairo);
        cairo_set_dash(cairo, (double[]){dash, dash}, 2, 0);
        cairo_set_line_width(cairo, line_width);
        box_path(cairo, x, y, width, height, radius, line_width / 2);
        cairo_stroke(cairo);
        cairo_restore(cairo);
        return;
    }
    cairo_save(cairo);
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
    box_path(cairo, x, y, width, height, radius, 0);
    box_path(cairo, x, y, width, height, radius, line_width);
    cairo_fill(cairo);
    cairo_restore(cairo);
}

void canvas_circle(struct canvas *canvas, double x, double y, double radius, colour fill,
                   colour line, double line_width)
{
    double round[4] = {radius, radius, radius, radius};
    canvas_box(canvas, x - radius, y - radius, 2 * radius, 2 * radius, round, fill, line,
               line_width, 0);
}

void canvas_arc(struct canvas *canvas, double x, double y, double radius, double from, double to,
                colour line, double width)
{
    cairo_t *cairo = canvas->cairo;
    cairo_save(cairo);
    set_colour(canvas, line);
    cairo_set_line_width(cairo, width);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, x, y, radius, from * TURN - TURN / 4, to * TURN - TURN / 4);
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

void canvas_clip(struct canvas *canvas, double x, double y, double width, double height)
{
    cairo_t *cairo = canvas->cairo;
    double left = x, top = y, right = x + width, bottom = y + height;
    cairo_user_to_device(cairo, &left, &top);
    cairo_user_to_device(cairo, &right, &bottom);
    cairo_save(cairo);
    cairo_matrix_t matrix;
    cairo_get_matrix(cairo, &matrix);
    cairo_identity_matrix(cairo);
    cairo_rectangle(cairo, floor(left), floor(top), ceil(right) - floor(left),
                    ceil(bottom) - floor(top));
    cairo_clip(cairo);
    cairo_set_matrix(cairo, &matrix);
}

void canvas_unclip(struct canvas *canvas)
{
    cairo_restore(canvas->cairo);
}

const uint8_t *canvas_pixels(struct canvas *canvas, int *width, int *height, int *stride)
{
    cairo_surface_flush(canvas->surface);
    *width = canvas->width;
    *height = canvas->height;
    *stride = cairo_image_surface_get_stride(canvas->surface);
    return cairo_image_surface_get_data(canvas->surface);
}

bool canvas_write_png(struct canvas *canvas, const char *path, struct error *error)
{
    cairo_status_t status = cairo_surface_write_to_png(canvas->surface, path);
    if (status != CAIRO_STATUS_SUCCESS)
        return error_set(error, ERROR_IO, "cannot write the picture %s: %s", path,
                         cairo_status_to_string(status));
    return true;
}
