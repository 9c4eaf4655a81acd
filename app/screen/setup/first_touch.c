#include "app/screen/setup/first_start_state.h"

#define TARGET_SIDE 150
#define TARGET_EDGE 36

struct first_place first_start_target(int target, int width, int height, int below)
{
    bool right = target == 1 || target == 2;
    bool low = target == 2 || target == 3;
    return (struct first_place){right ? width - TARGET_EDGE - TARGET_SIDE : TARGET_EDGE,
                                low ? height - below - TARGET_EDGE - TARGET_SIDE : TARGET_EDGE,
                                TARGET_SIDE, TARGET_SIDE};
}

static bool lies_in(struct first_place place, int x, int y, int around)
{
    return x >= place.x - around && x < place.x + place.width + around && y >= place.y - around &&
           y < place.y + place.height + around;
}

void first_touched(struct first_start *first)
{
    first->touched = FIRST_TOUCH_NONE;
    first->target++;
    if (first->target == FIRST_TARGETS) {
        first_go(first, FIRST_NETWORK);
    }
}

void first_start_touch(struct first_start *first, int x, int y, int width, int height, int below)
{
    if (first->step != FIRST_TOUCH) {
        return;
    }
    if (lies_in(first_start_target(first->target, width, height, below), x, y, 0)) {
        first_touched(first);
        return;
    }
    first->touched = FIRST_TOUCH_BESIDE;
    for (int i = 0; i < FIRST_TARGETS; i++) {
        /* A panel that is turned has its lower corners where the bar is. */
        if (i != first->target &&
            (lies_in(first_start_target(i, width, height, below), x, y, TARGET_EDGE) ||
             lies_in(first_start_target(i, width, height, 0), x, y, TARGET_EDGE))) {
            first->touched = FIRST_TOUCH_TURNED;
        }
    }
}
