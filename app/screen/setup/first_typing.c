#include "app/screen/setup/first_start_state.h"

#include <string.h>

char *first_typed(struct first_start *first, size_t *most)
{
    struct first_network *network = &first->network;
    switch (first->step) {
    case FIRST_ADDRESS:
        *most = sizeof network->address - 1;
        return network->address;
    case FIRST_PREFIX:
        *most = sizeof network->prefix - 1;
        return network->prefix;
    case FIRST_GATEWAY:
        *most = sizeof network->gateway - 1;
        return network->gateway;
    case FIRST_DNS:
        *most = sizeof network->dns - 1;
        return network->dns;
    case FIRST_CLOCK:
        *most = first->change_waits ? 0 : FIRST_CLOCK_DIGITS;
        return first->clock;
    case FIRST_CODE:
        *most = FIRST_CODE_SYMBOLS;
        return first->code;
    case FIRST_PIN:
        *most = first->pin_waits ? 0 : FIRST_PIN_DIGITS;
        return first->pin;
    case FIRST_PIN_AGAIN:
        *most = first->pin_waits ? 0 : FIRST_PIN_DIGITS;
        return first->pin_again;
    default:
        return NULL;
    }
}

bool first_start_types(const struct first_start *first)
{
    switch (first->step) {
    case FIRST_ADDRESS:
    case FIRST_PREFIX:
    case FIRST_GATEWAY:
    case FIRST_DNS:
    case FIRST_CODE:
    case FIRST_CLOCK:
    case FIRST_PIN:
    case FIRST_PIN_AGAIN:
        return true;
    default:
        return false;
    }
}

static bool is_digit(char key)
{
    return key >= '0' && key <= '9';
}

/* As the code's alphabet has it: O is 0, I and L are 1, U is none of it. */
static char symbol(char key)
{
    char upper = key >= 'a' && key <= 'z' ? (char)(key - 'a' + 'A') : key;
    if (upper == 'O') {
        return '0';
    }
    if (upper == 'I' || upper == 'L') {
        return '1';
    }
    return is_digit(upper) || (upper >= 'A' && upper <= 'Z' && upper != 'U') ? upper : '\0';
}

static char accepted(enum first_step step, char key)
{
    if (step == FIRST_CODE) {
        return symbol(key);
    }
    bool dot = key == '.' && (step == FIRST_ADDRESS || step == FIRST_GATEWAY || step == FIRST_DNS);
    return is_digit(key) || dot ? key : '\0';
}

void first_start_type(struct first_start *first, const char *key)
{
    size_t most = 0;
    char *text = first_typed(first, &most);
    if (text == NULL || most == 0) {
        return;
    }
    size_t length = strlen(text);
    first->error = NULL;
    if (strcmp(key, "delete") == 0) {
        text[length > 0 ? length - 1 : 0] = '\0';
        return;
    }
    char taken = strlen(key) == 1 ? accepted(first->step, key[0]) : '\0';
    if (taken != '\0' && length < most) {
        text[length] = taken;
        text[length + 1] = '\0';
    }
}
