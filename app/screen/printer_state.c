#include "app/screen/printer_state.h"

#include "platform/base/state.h"

#include <string.h>

void printer_state_read(const char *state_folder, bool *prints, bool *paper_out)
{
    enum state_life life;
    json_t *object = NULL;
    const char *state = NULL;

    *prints = *paper_out = false;
    if (state_read(state_folder, "printer", &life, &object, NULL) && life == STATE_RUNNING)
        state = json_string_value(json_object_get(object, "state"));
    if (state) {
        *prints = strcmp(state, "ready") == 0 || strcmp(state, "low") == 0;
        *paper_out = strcmp(state, "out") == 0;
    }
    json_decref(object);
}
