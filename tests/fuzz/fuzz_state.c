/* State files, platform/base/state.h, and the steward's tries. {boot} stands for this boot. */
#include "app/staff/steward/tries.h"
#include "platform/base/text.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>

FUZZ_TARGET(state)
{
    struct text_value boot = {"boot", NULL};
    char *pattern = fuzz_text(data, size), id[STATE_BOOT_ID_SIZE];
    struct buffer text;
    struct tries tries;
    enum state_life life;
    json_t *object;

    fuzz_must(state_boot_id(id, NULL));
    boot.value = id;
    buffer_init(&text, 4 * STATE_FILE_MAX);
    (void)text_fill(&text, pattern, &boot, 1);
    fuzz_try(tries_load(fuzz_file("printer.json", text.data, text.length), &tries, NULL));
    if (state_read(fuzz_folder(), "printer", &life, &object, NULL))
        fuzz_must((object == NULL) == (life == STATE_ABSENT));
    json_decref(object);
    buffer_finish(&text);
    free(pattern);
    return 0;
}
