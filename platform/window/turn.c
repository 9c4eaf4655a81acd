#include "platform/window/turn.h"

#include <stddef.h>
#include <string.h>

#define TILE 32 /* pixels: the lines read and those written both stay in the processor's cache */

void turn_size(enum turn turn, int *width, int *height)
{
    int swapped = *width;

    if (turn == TURN_NONE || turn == TURN_HALF)
        return;
    *width = *height;
    *height = swapped;
}

struct area turn_area(enum turn turn, int width, int height, struct area area)
{
    int right = width - area.x - area.width;
    int below = height - area.y - area.height;

    switch (turn) {
    case TURN_NONE:
        break;
    case TURN_QUARTER:
        return (struct area){below, area.x, area.height, area.width};
    case TURN_HALF:
        return (struct area){right, below, area.width, area.height};
    case TURN_THREE_QUARTERS:
        return (struct area){area.y, right, area.height, area.width};
    }
    return area;
}

void turn_point(enum turn turn, double *x, double *y)
{
    double across = *x, down = *y;

    switch (turn) {
    case TURN_NONE:
        break;
    case TURN_QUARTER:
        *x = down;
        *y = 1 - across;
        break;
    case TURN_HALF:
        *x = 1 - across;
        *y = 1 - down;
        break;
    case TURN_THREE_QUARTERS:
        *x = 1 - down;
        *y = across;
        break;
    }
}

void turn_matrix(enum turn turn, double matrix[6])
{
    static const double matrices[][6] = {
        [TURN_NONE] = {1, 0, 0, 0, 1, 0},
        [TURN_QUARTER] = {0, 1, 0, -1, 0, 1},
        [TURN_HALF] = {-1, 0, 1, 0, -1, 1},
        [TURN_THREE_QUARTERS] = {0, -1, 1, 1, 0, 0},
    };

    memcpy(matrix, matrices[turn], sizeof matrices[turn]);
}

static struct area inside(const struct pixels *pixels, struct area area)
{
    int right = area.x + area.width, below = area.y + area.height;

    area.x = area.x < 0 ? 0 : area.x;
    area.y = area.y < 0 ? 0 : area.y;
    area.width = (right < pixels->width ? right : pixels->width) - area.x;
    area.height = (below < pixels->height ? below : pixels->height) - area.y;
    return area;
}

static uint32_t *pixel_at(const struct pixels *pixels, int x, int y)
{
    return (uint32_t *)(void *)(pixels->bytes + (ptrdiff_t)y * pixels->stride) + x;
}

static void copy_tile(enum turn turn, const struct pixels *picture, struct area tile,
                      const struct pixels *panel)
{
    struct area target = turn_area(turn, picture->width, picture->height, tile);

    for (int row = 0; row < target.height; row++) {
        uint32_t *to = pixel_at(panel, target.x, target.y + row);
        for (int column = 0; column < target.width; column++) {
            int x = turn == TURN_QUARTER ? row
                    : turn == TURN_HALF  ? target.width - 1 - column
                                         : target.height - 1 - row;
            int y = turn == TURN_QUARTER ? target.width - 1 - column
                    : turn == TURN_HALF  ? target.height - 1 - row
                                         : column;
            to[column] = *pixel_at(picture, tile.x + x, tile.y + y);
        }
    }
}

static void copy_rows(const struct pixels *picture, struct area area, const struct pixels *panel)
{
    for (int y = area.y; y < area.y + area.height; y++)
        memcpy(pixel_at(panel, area.x, y), pixel_at(picture, area.x, y), (size_t)area.width * 4);
}

void turn_copy(enum turn turn, const struct pixels *picture, struct area area,
               const struct pixels *panel)
{
    int width = picture->width, height = picture->height;

    area = inside(picture, area);
    turn_size(turn, &width, &height);
    if (area.width <= 0 || area.height <= 0 || width != panel->width || height != panel->height)
        return;
    if (turn == TURN_NONE) {
        copy_rows(picture, area, panel);
        return;
    }
    for (int y = 0; y < area.height; y += TILE) {
        for (int x = 0; x < area.width; x += TILE) {
            struct area tile = {area.x + x, area.y + y, area.width - x, area.height - y};
            tile.width = tile.width < TILE ? tile.width : TILE;
            tile.height = tile.height < TILE ? tile.height : TILE;
            copy_tile(turn, picture, tile, panel);
        }
    }
}

static double within(double part)
{
    return part > 0 ? part < 1 ? part : 1 : 0;
}

void turn_calibrate(const double matrix[6], double *x, double *y)
{
    double across = *x, down = *y;

    *x = within(matrix[0] * across + matrix[1] * down + matrix[2]);
    *y = within(matrix[3] * across + matrix[4] * down + matrix[5]);
}
