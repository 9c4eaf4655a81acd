/* Four targets in the corners. Touches that are felt beside them make the touch screen right, if one more is felt then. */
#include "app/screen/setup/first_start_state.h"

#define TARGET_SIDE 150
#define TARGET_EDGE 36

/* Pixels of the canvas, a good fifth of a millimetre each: a finger's own wavering, and what disturbs typing. */
#define WAVERING 25
#define BESIDE   36

struct first_place first_start_target(int target, const struct first_canvas *canvas)
{
    bool right = target == 1 || target == 2;
    bool low = target >= 2;
    int far = canvas->width - TARGET_EDGE - TARGET_SIDE;
    int lower = canvas->height - canvas->below - TARGET_EDGE - TARGET_SIDE;
    int across = right ? far : TARGET_EDGE;
    return (struct first_place){target == FIRST_CHECK ? (canvas->width - TARGET_SIDE) / 2 : across,
                                low ? lower : TARGET_EDGE, TARGET_SIDE, TARGET_SIDE};
}

/* As it is shown; first_start_target is before the page is mirrored. */
static struct first_place shown_at(int target, const struct first_canvas *canvas)
{
    struct first_place place = first_start_target(target, canvas);
    if (canvas->mirrored) {
        place.x = canvas->width - place.x - place.width;
    }
    return place;
}

static bool lies_in(struct first_place place, int x, int y)
{
    return x >= place.x && x < place.x + place.width && y >= place.y && y < place.y + place.height;
}

/* From the first number, with what there is to say about it. */
static void begin_again(struct first_start *first, enum first_touch why)
{
    first_touch_reset(first);
    first->touched = why;
}

/* ---- after the fourth --------------------------------------------------------------------- */

static void try(struct first_start *first)
{
    first_touch_reset(first);
    first->checking = true;
    first->target = FIRST_CHECK;
    first_ask(first, FIRST_TRY_TOUCH);
}

static void judge(struct first_start *first)
{
    bool felt = first->felt == FIRST_TARGETS;
    double *matrix = first->correction;
    bool fits = felt && touch_matrix_fit(first->pairs, FIRST_TARGETS, matrix) &&
                touch_matrix_error(matrix, first->pairs, FIRST_TARGETS) <= WAVERING;
    bool right = !first->measuring &&
                 !(fits && touch_matrix_shift(matrix, first->pairs, FIRST_TARGETS) > BESIDE);
    if (right || !felt) {
        first_go(first, FIRST_NETWORK);
    } else if (fits) {
        try(first);
    } else {
        begin_again(first, FIRST_TOUCH_UNFIT);
    }
}

void first_touched(struct first_start *first)
{
    first->touched = first->measuring ? FIRST_TOUCH_BESIDE : FIRST_TOUCH_NONE;
    first->target++;
    if (first->target == FIRST_TARGETS) {
        judge(first);
    }
}

/* ---- a finger ------------------------------------------------------------------------------ */

static void measure(struct first_start *first, int x, int y, struct first_place place)
{
    first->pairs[first->target] = (struct touch_pair){.felt_x = x,
                                                      .felt_y = y,
                                                      .meant_x = place.x + place.width / 2,
                                                      .meant_y = place.y + place.height / 2};
    first->felt++;
    first->measuring = first->measuring || !lies_in(place, x, y);
    first_touched(first);
}

void first_start_touch(struct first_start *first, int x, int y, const struct first_canvas *canvas)
{
    struct first_place place = shown_at(first->target, canvas);
    if (first->step != FIRST_TOUCH || first->touch_waits) {
        return;
    }
    if (!first->checking) {
        measure(first, x, y, place);
    } else if (lies_in(place, x, y)) {
        first->touch_waits = true;
        first_ask(first, FIRST_KEEP_TOUCH);
    }
}

bool first_start_hurries(const struct first_start *first)
{
    return first->step == FIRST_TOUCH && (first->measuring || first->checking) &&
           !first->touch_waits;
}

void first_start_late(struct first_start *first)
{
    if (first->checking) {
        first_ask(first, FIRST_UNDO_TOUCH);
    }
    begin_again(first, first->checking ? FIRST_TOUCH_MISSED : FIRST_TOUCH_NONE);
}

const double *first_start_correction(const struct first_start *first)
{
    return first->correction;
}

void first_start_touch_kept(struct first_start *first, bool fine)
{
    first->touch_waits = false;
    if (fine) {
        first_go(first, FIRST_NETWORK);
        return;
    }
    first_ask(first, FIRST_UNDO_TOUCH);
    begin_again(first, FIRST_TOUCH_UNSAVED);
}

void first_touch_reset(struct first_start *first)
{
    first->target = 0;
    first->felt = 0;
    first->touched = FIRST_TOUCH_NONE;
    first->measuring = first->checking = false;
}
