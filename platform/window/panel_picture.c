#include "platform/window/panel_picture.h"

#include <stddef.h>

#define WHITE 255u

static uint32_t mixed(uint32_t ink, uint32_t paper, uint32_t grey)
{
    uint32_t colour = 0;

    for (unsigned shift = 0; shift < 24; shift += 8) {
        uint32_t dark = ink >> shift & 0xff, light = paper >> shift & 0xff;
        colour |= (dark * (WHITE - grey) + light * grey + WHITE / 2) / WHITE << shift;
    }
    return colour;
}

/* The mean of the part of the picture that one pixel at column, row of width x height shows. */
static uint32_t grey_at(const struct panel_picture *picture, struct area shown, int column, int row)
{
    int left = (int)((int64_t)column * picture->width / shown.width);
    int right = (int)((int64_t)(column + 1) * picture->width / shown.width);
    int top = (int)((int64_t)row * picture->height / shown.height);
    int below = (int)((int64_t)(row + 1) * picture->height / shown.height);
    uint32_t sum = 0, count = 0;

    right = right > left ? right : left + 1;
    below = below > top ? below : top + 1;
    for (int y = top; y < below; y++) {
        for (int x = left; x < right; x++) {
            sum += picture->grey[(ptrdiff_t)y * picture->width + x];
            count++;
        }
    }
    return sum / count;
}

static struct area fitted(const struct panel_picture *picture, int width, int height)
{
    struct area area = {0, 0, width, height};

    if ((int64_t)picture->width * height > (int64_t)picture->height * width)
        area.height = (int)((int64_t)width * picture->height / picture->width);
    else
        area.width = (int)((int64_t)height * picture->width / picture->height);
    area.x = (width - area.width) / 2;
    area.y = (height - area.height) / 2;
    return area;
}

static void set(const struct panel_picture *picture, const struct pixels *pixels, int width,
                int height, struct area at, uint32_t colour)
{
    struct area there = turn_area(picture->turn, width, height, at);
    uint8_t *line = pixels->bytes + (ptrdiff_t)there.y * pixels->stride;

    ((uint32_t *)(void *)line)[there.x] = colour;
}

void panel_picture_draw(const struct panel_picture *picture, const struct pixels *pixels)
{
    int width = pixels->width, height = pixels->height;
    struct area shown;

    turn_size(picture->turn, &width, &height);
    shown = fitted(picture, width, height);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            int column = x - shown.x, row = y - shown.y;
            bool inside = column >= 0 && row >= 0 && column < shown.width && row < shown.height;
            uint32_t grey = inside ? grey_at(picture, shown, column, row) : WHITE;
            set(picture, pixels, width, height, (struct area){x, y, 1, 1},
                mixed(picture->ink, picture->paper, grey));
        }
    }
}
