#include "platform/canvas/internal.h"

#include <string.h>

/* Black is what is darker than middle grey; paper canvases hold black and white alone. */
static bool is_black(uint32_t pixel)
{
    return (pixel & 0xff) < 0x80;
}

bool canvas_paper_rows(struct canvas *canvas, uint8_t *rows, size_t size)
{
    size_t row_bytes = ((size_t)canvas->width + 7) / 8;
    if (!canvas->paper || size != row_bytes * (size_t)canvas->height)
        return false;
    cairo_surface_flush(canvas->surface);
    const uint8_t *pixels = cairo_image_surface_get_data(canvas->surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(canvas->surface);
    memset(rows, 0, size);
    for (size_t y = 0; y < (size_t)canvas->height; y++) {
        const uint32_t *line = (const uint32_t *)(const void *)(pixels + y * stride);
        for (size_t x = 0; x < (size_t)canvas->width; x++)
            if (is_black(line[x]))
                rows[y * row_bytes + x / 8] |= (uint8_t)(0x80 >> (x % 8));
    }
    return true;
}
