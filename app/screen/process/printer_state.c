#include "app/screen/process/printer_state.h"

#include "platform/base/state.h"

#include <string.h>

void printer_state_read(const char *state_folder, bool *prints, bool *paper_out)
{
    enum state_life life;
    json_t *object = NULL;
    const char *printer = NULL;

    *prints = *paper_out = false;
    if (state_read(state_folder, "printer", &life, &object, NULL) && life == STATE_RUNNING) {
        printer = json_string_value(json_object_get(object, "printer"));
        *prints = json_is_true(json_object_get(object, "can_print"));
        *paper_out = printer && strcmp(printer, "out") == 0;
    }
    json_decref(object);
}
