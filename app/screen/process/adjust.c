#include "app/screen/process/adjust.h"

#include "platform/base/touch_matrix.h"

#include <string.h>

bool adjust_touches(const struct adjust_place *place, const double correction[6],
                    const double holds[6], double matrix[6])
{
    const enum turn back = (enum turn)((4 - (int)place->turn) % 4);
    double to_panel[6], found[6];
    bool fine;

    turn_matrix(back, to_panel);
    fine = touch_matrix_carry(place->to_parts, correction, found) &&
           touch_matrix_carry(to_panel, found, found);
    if (fine)
        touch_matrix_join(holds, found, found);
    fine = fine && touch_matrix_is_usable(found);
    memmove(matrix, fine ? found : holds, sizeof found);
    return fine;
}
