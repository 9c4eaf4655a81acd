/* A keyboard layout, platform/typing/keyboard.h: every key that is shown is found. */
#include "platform/typing/layouts.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>

FUZZ_TARGET(keyboard)
{
    struct keyboard *keyboard = calloc(1, sizeof *keyboard);

    fuzz_must(keyboard != NULL);
    if (keyboard_read(keyboard, fuzz_file("latin.json", data, size), NULL))
        for (size_t i = 0; i < keyboard->layer_count; i++)
            for (size_t row = 0; row < keyboard->layers[i].row_count; row++)
                for (size_t key = 0; key < keyboard->layers[i].rows[row].count; key++) {
                    const struct keyboard_key *one = &keyboard->layers[i].rows[row].keys[key];

                    fuzz_must(one->variant_count <= KEYBOARD_VARIANTS_MAX);
                    fuzz_must(one->action != KEYBOARD_TYPE ||
                              keyboard_layer_find(&keyboard->layers[i], one->text) != NULL);
                }
    keyboard_release(keyboard);
    free(keyboard);
    return 0;
}
