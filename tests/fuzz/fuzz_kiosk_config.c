/* kiosk.ini, app/local/kiosk_config.h, and with it platform/base/config and inih. */
#include "app/local/kiosk_config.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(kiosk_config)
{
    struct kiosk_config config = {0};

    if (!kiosk_config_load(fuzz_file("kiosk.ini", data, size), &config, NULL))
        return 0;
    fuzz_must(config.display.canvas_width >= 320 && config.display.canvas_width <= 8192);
    fuzz_must(config.display.canvas_height >= 320 && config.display.canvas_height <= 8192);
    fuzz_must(kiosk_config_dots(&config) == 576 || kiosk_config_dots(&config) == 384);
    fuzz_must(config.central.retry_least <= config.central.retry_most);
    return 0;
}
