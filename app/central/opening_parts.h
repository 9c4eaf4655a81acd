/* What a struct opening is, for the two files that make it up. */
#ifndef APP_CENTRAL_OPENING_PARTS_H
#define APP_CENTRAL_OPENING_PARTS_H

#include "app/central/opening.h"

#include <sys/types.h>

struct opening {
    pid_t process;
    int jobs, plain, reports; /* our ends */
};

#endif
