#include "tests/support/lib/patience.h"

#include <stdlib.h>

int patience(int time)
{
    const char *slowness = getenv("TEST_SLOWNESS");
    int factor = slowness != NULL ? atoi(slowness) : 1;

    return factor >= 1 && factor <= 100 ? time * factor : time;
}
