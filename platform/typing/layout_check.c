/* What a layout must hold so that nobody is caught in it. */
#include "platform/base/text.h"
#include "platform/language/language.h"
#include "platform/typing/layouts.h"

#include <string.h>

/* Spaces, controls, and what only changes how others are shown (general category Cf). */
static bool is_unseen(uint32_t letter)
{
    return letter <= 0x20 || (letter >= 0x7F && letter <= 0xA0) || letter == 0xAD ||
           (letter >= 0x2000 && letter <= 0x200F) || (letter >= 0x2028 && letter <= 0x202F) ||
           (letter >= 0x205F && letter <= 0x206F) || letter == 0x3000 || letter == 0xFEFF;
}

bool layout_is_key_text(const char *text)
{
    char composed[KEYBOARD_KEY_SIZE];
    size_t length = strlen(text);
    size_t at = 0;

    if (length == 0 || !language_compose(text, composed, sizeof composed) ||
        strcmp(text, composed) != 0)
        return false;
    while (at < length) {
        if (is_unseen(text_next(text, length, &at)))
            return false;
    }
    return true;
}

static size_t count_action(const struct keyboard_layer *layer, enum keyboard_action action)
{
    size_t count = 0;

    for (size_t i = 0; i < layer->row_count; i++) {
        for (size_t j = 0; j < layer->rows[i].count; j++)
            count += layer->rows[i].keys[j].action == action;
    }
    return count;
}

static size_t count_text(const struct keyboard_layer *layer, const char *text)
{
    size_t count = 0;

    for (size_t i = 0; i < layer->row_count; i++) {
        for (size_t j = 0; j < layer->rows[i].count; j++)
            count += layer->rows[i].keys[j].action == KEYBOARD_TYPE &&
                     strcmp(layer->rows[i].keys[j].text, text) == 0;
    }
    return count;
}

static bool check_once(const struct keyboard_layer *layer, char *what, size_t size)
{
    for (size_t i = 0; i < layer->row_count; i++) {
        for (size_t j = 0; j < layer->rows[i].count; j++) {
            const struct keyboard_key *key = &layer->rows[i].keys[j];

            if (key->action == KEYBOARD_TYPE && count_text(layer, key->text) > 1) {
                (void)text_format(what, size, "has \"%s\" twice", key->text);
                return false;
            }
        }
    }
    return true;
}

/* Addresses have their one keyboard, and no space. */
static const char *what_lacks(const struct keyboard *keyboard, const struct keyboard_layer *layer)
{
    bool address = strcmp(keyboard->name, KEYBOARD_EMAIL_ADDRESS) == 0;

    if (layer->row_count != keyboard->layers[0].row_count)
        return "has not as many rows as the first layer";
    if (count_action(layer, KEYBOARD_DELETE) != 1)
        return "needs {delete} once";
    if (count_action(layer, KEYBOARD_LAYER) != (keyboard->layer_count > 1 ? 1 : 0))
        return "needs {layer} once, and none where there is one layer";
    if (!address &&
        (count_action(layer, KEYBOARD_CHANGE) != 1 || count_action(layer, KEYBOARD_SPACE) != 1 ||
         count_action(layer, KEYBOARD_SKIP) != 1))
        return "needs {change}, {space} and {skip} once each";
    return NULL;
}

bool layout_check_layer(const struct keyboard *keyboard, const struct keyboard_layer *layer,
                        char *what, size_t size)
{
    const char *lacks = what_lacks(keyboard, layer);

    if (!lacks)
        return check_once(layer, what, size);
    (void)text_copy(what, size, lacks);
    return false;
}
