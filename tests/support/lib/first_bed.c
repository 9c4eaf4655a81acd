#include "tests/support/lib/first_bed.h"

#include "tests/support/lib/cmocka.h"

#include <stdlib.h>
#include <string.h>

int first_bed_set_up(void **state)
{
    struct first_start *first = calloc(1, sizeof *first);
    *state = first;
    if (first == NULL) {
        return -1;
    }
    first_bed_begin(first);
    return 0;
}

int first_bed_tear_down(void **state)
{
    free(*state);
    return 0;
}

void first_bed_begin(struct first_start *first)
{
    static const struct first_facts fresh = {.link = FIRST_LINK_READY};
    first_start_begin(first, "", &fresh);
}

void first_bed_press(struct first_start *first, const char *id)
{
    assert_true(first_start_press(first, id));
}

void first_bed_type(struct first_start *first, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        first_start_type(first, (char[2]){*c, '\0'});
    }
}

const char *first_bed_asked(struct first_start *first)
{
    static const char *const names[] = {
        [FIRST_KEEP] = "keep ",      [FIRST_SET_NETWORK] = "network ",
        [FIRST_DO_ENROL] = "enrol ", [FIRST_SET_PIN] = "pin ",
        [FIRST_TURN] = "turn ",      [FIRST_PRINT_TEST] = "print ",
        [FIRST_FINISH] = "finish ",  [FIRST_UNDO_TOUCH] = "undo ",
        [FIRST_TRY_TOUCH] = "try ",  [FIRST_KEEP_TOUCH] = "kept ",
    };
    static char text[64];
    enum first_effect effect;
    text[0] = '\0';
    while ((effect = first_start_take(first)) != FIRST_NOTHING) {
        (void)strcat(text, names[effect]);
    }
    return text;
}

void first_bed_to_network(struct first_start *first)
{
    first_start_language(first);
    first_bed_press(first, "skip");
    (void)first_bed_asked(first);
}

void first_bed_to_invitation(struct first_start *first)
{
    first_bed_to_network(first);
    first_bed_press(first, "cont");
    first_start_network_set(first, true);
    first_bed_press(first, "cont");
    (void)first_bed_asked(first);
}

void first_bed_type_code(struct first_start *first)
{
    static const char all[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    first_bed_type(first, "K7M429QTX3HF8P2");
    for (size_t i = 0; first->step == FIRST_CODE && i < sizeof all - 1; i++) {
        first_start_type(first, (char[2]){all[i], '\0'});
        first_bed_press(first, "cont");
        if (first->step == FIRST_CODE) {
            first_start_type(first, "delete");
        }
    }
    assert_int_equal(first->step, FIRST_ENROL);
}

void first_bed_to_code(struct first_start *first)
{
    first_bed_to_invitation(first);
    first_bed_press(first, "cont");
}

void first_bed_to_enrol(struct first_start *first)
{
    first_bed_to_code(first);
    first_bed_type_code(first);
}

void first_bed_to_pin(struct first_start *first)
{
    first_bed_to_enrol(first);
    (void)first_bed_asked(first);
    first_start_enrol_ended(first, ENROL_FINE);
    (void)first_bed_asked(first);
}
