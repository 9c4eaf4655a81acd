/* receive.ini, app/central/receive/receive_config.h. */
#include "app/central/receive/receive_config.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(receive_config)
{
    struct receive_config config = {0};

    (void)fuzz_file("receive.ini", data, size);
    if (receive_config_load(fuzz_folder(), &config, NULL))
        fuzz_must(config.port >= 0 && config.port <= UINT16_MAX);
    return 0;
}
