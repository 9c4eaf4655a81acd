#include "tests/support/lib/canvas_bed.h"

#include "tests/support/lib/cmocka.h"

#include <string.h>

struct canvas *canvas_bed_make(int width, int height)
{
    struct error error;
    struct canvas *canvas = canvas_create(width, height, width, height, NULL, 0, &error);
    assert_non_null(canvas);
    canvas_fill(canvas, WHITE);
    return canvas;
}

uint32_t canvas_bed_pixel(struct canvas *canvas, int x, int y)
{
    int width, height, stride;
    const uint8_t *pixels = canvas_pixels(canvas, &width, &height, &stride);
    uint32_t value;
    memcpy(&value, pixels + y * stride + x * 4, sizeof value);
    return value & 0xffffff;
}

int canvas_bed_ink(struct canvas *canvas, int x, int y, int width, int height)
{
    int count = 0;
    for (int row = y; row < y + height; row++)
        for (int column = x; column < x + width; column++)
            count += canvas_bed_pixel(canvas, column, row) != WHITE;
    return count;
}

struct text_style canvas_bed_style(double size)
{
    return (struct text_style){.size = size, .line_height = 1.4, .language = "en"};
}

int canvas_bed_load_fonts(void **state)
{
    struct error error;
    (void)state;
    return canvas_load_fonts(NULL, &error) ? 0 : -1;
}
