/* The centre's answer to a health report, app/courier/status.h. */
#include "app/courier/status.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(health_answer)
{
    struct courier_status status = {0};

    courier_status_take_answer(&status, data, size, &clock_system);
    return 0;
}
