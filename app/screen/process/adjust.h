/* From what the touch page found to the touch screen's matrix. Pure. */
#ifndef APP_SCREEN_PROCESS_ADJUST_H
#define APP_SCREEN_PROCESS_ADJUST_H

#include "platform/base/error.h"
#include "platform/window/turn.h"

/* How a picture lies on its panel. */
struct adjust_place {
    double to_parts[6]; /* of frame_to_parts */
    enum turn turn;     /* from panel to picture */
};

/*
 * `correction` holds on the canvas (first_start_correction) on top of `holds`, which the touch screen has now;
 * *matrix is what it must have instead. May be `holds` itself. False, and *matrix as `holds`, when not all of the
 * panel could be touched then.
 */
bool adjust_touches(const struct adjust_place *place, const double correction[6],
                    const double holds[6], double matrix[6]) MUST_USE;

#endif
