/* enrol.ini, app/central/issuing/enrol_config.h. */
#include "app/central/issuing/enrol_config.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(enrol_config)
{
    struct enrol_config config = {0};

    (void)fuzz_file("enrol.ini", data, size);
    if (enrol_config_load(fuzz_folder(), &config, NULL))
        fuzz_must(config.port >= 0 && config.port <= UINT16_MAX && config.days >= 1);
    return 0;
}
