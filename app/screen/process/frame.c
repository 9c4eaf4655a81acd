#include "app/screen/process/frame.h"

#include "app/screen/widgets/draw.h"
#include "platform/canvas/canvas.h"

#include <stdlib.h>

#define LONG_SIDE  1920
#define SHORT_SIDE 1080

struct frame {
    struct window *window;
    struct canvas *canvas;
    struct view shown;
    bool is_shown; /* `shown` is what the panel has */
    enum view_orientation orientation;
    int width, height; /* of the surface */
    double scale, left, top;
};

static void measure(struct frame *frame)
{
    bool wide = frame->width > frame->height;
    int reference_width = wide ? LONG_SIDE : SHORT_SIDE;
    int reference_height = wide ? SHORT_SIDE : LONG_SIDE;
    double across = (double)frame->width / reference_width;
    double down = (double)frame->height / reference_height;

    frame->orientation = wide ? ORIENTATION_LANDSCAPE : ORIENTATION_PORTRAIT;
    frame->scale = across < down ? across : down;
    frame->left = (frame->width - reference_width * frame->scale) / 2;
    frame->top = (frame->height - reference_height * frame->scale) / 2;
}

bool frame_renew(struct frame *frame, struct error *error)
{
    int stride = 0;
    uint8_t *pixels = window_pixels(frame->window, &frame->width, &frame->height, &stride);

    frame->is_shown = false;
    canvas_destroy(frame->canvas);
    frame->canvas = NULL;
    if (!pixels || frame->width < 1 || frame->height < 1)
        return error_set(error, ERROR_IO, "the display has no surface any more");
    measure(frame);
    frame->canvas =
        canvas_create(frame->width, frame->height,
                      frame->orientation == ORIENTATION_LANDSCAPE ? LONG_SIDE : SHORT_SIDE,
                      frame->orientation == ORIENTATION_LANDSCAPE ? SHORT_SIDE : LONG_SIDE, pixels,
                      stride, error);
    return frame->canvas != NULL;
}

struct frame *frame_create(struct window *window, struct error *error)
{
    struct frame *frame = calloc(1, sizeof *frame);

    if (!frame) {
        error_set(error, ERROR_MEMORY, "no memory for the picture");
        return NULL;
    }
    frame->window = window;
    if (!view_init(&frame->shown, error)) {
        free(frame);
        return NULL;
    }
    if (!frame_renew(frame, error)) {
        frame_destroy(frame);
        return NULL;
    }
    return frame;
}

void frame_destroy(struct frame *frame)
{
    if (!frame)
        return;
    canvas_destroy(frame->canvas);
    view_finish(&frame->shown);
    free(frame);
}

enum view_orientation frame_orientation(const struct frame *frame)
{
    return frame->orientation;
}

struct rect frame_on_panel(const struct frame *frame, const struct rect *reference)
{
    int x = (int)(frame->left + reference->x * frame->scale);
    int y = (int)(frame->top + reference->y * frame->scale);
    int right = (int)(frame->left + (reference->x + reference->width) * frame->scale + 0.999);
    int bottom = (int)(frame->top + (reference->y + reference->height) * frame->scale + 0.999);

    x = x < 0 ? 0 : x;
    y = y < 0 ? 0 : y;
    right = right > frame->width ? frame->width : right;
    bottom = bottom > frame->height ? frame->height : bottom;
    return (struct rect){x, y, right - x, bottom - y};
}

bool frame_show(struct frame *frame, const struct view *view, bool *changed, struct error *error)
{
    struct rect damage = {0, 0, 0, 0};
    struct rect whole = {0, 0, frame->width, frame->height};
    bool everything = !frame->is_shown;

    if (!frame->canvas)
        return error_set(error, ERROR_IO, "the display has no surface any more");
    draw_view(frame->canvas, view, everything ? NULL : &frame->shown, &damage);
    view_copy(&frame->shown, view);
    frame->is_shown = true;
    *changed = everything || (damage.width > 0 && damage.height > 0);
    if (!*changed)
        return true;
    if (!everything)
        whole = frame_on_panel(frame, &damage);
    if (whole.width <= 0 || whole.height <= 0)
        return true;
    return window_present(frame->window, whole.x, whole.y, whole.width, whole.height, error);
}

void frame_locate(const struct frame *frame, int x, int y, int *reference_x, int *reference_y)
{
    *reference_x = (int)((x - frame->left) / frame->scale);
    *reference_y = (int)((y - frame->top) / frame->scale);
}

void frame_to_parts(const struct frame *frame, double matrix[6])
{
    matrix[0] = frame->scale / frame->width;
    matrix[1] = matrix[3] = 0;
    matrix[2] = frame->left / frame->width;
    matrix[4] = frame->scale / frame->height;
    matrix[5] = frame->top / frame->height;
}

void frame_forget(struct frame *frame)
{
    if (frame->canvas)
        canvas_forget(frame->canvas);
}
