/*
 * What a maintainer asks for on the telephone, in the journal's English: who this kiosk is, what waits, what each
 * program says of itself. Counts and states only.
 */
#ifndef APP_SCREEN_PROCESS_SUPPORT_H
#define APP_SCREEN_PROCESS_SUPPORT_H

#include "app/screen/process/resources.h"

struct support {
    char lines[SUPPORT_LINES][SUPPORT_LINE_SIZE]; /* "" behind the last */
};

void support_fill(struct support *support, struct resources *resources);

#endif
