/*
 * A first start without a kiosk around it, the way to each of its steps, and what it asks for. Failures end the
 * test.
 */
#ifndef TESTS_SUPPORT_LIB_FIRST_BED_H
#define TESTS_SUPPORT_LIB_FIRST_BED_H

#include "app/screen/setup/first_start_state.h"

/* *state becomes a struct first_start at its first step. */
int first_bed_set_up(void **state);
int first_bed_tear_down(void **state);

/* A row of a test table. */
#define FIRST(test) cmocka_unit_test_setup_teardown(test, first_bed_set_up, first_bed_tear_down)

/* Begins anew, out of the box, with a network. */
void first_bed_begin(struct first_start *first);

void first_bed_press(struct first_start *first, const char *id);
/* Key by key. */
void first_bed_type(struct first_start *first, const char *text);
/* All 16 symbols: a code whose check symbol fits; leads on from FIRST_CODE to FIRST_ENROL. */
void first_bed_type_code(struct first_start *first);

/* Everything that was asked for, taken, as a text: "keep network ". Holds until the next call. */
const char *first_bed_asked(struct first_start *first);

/* From the first step; what was asked for on the way is taken. */
void first_bed_to_network(struct first_start *first);
void first_bed_to_invitation(struct first_start *first);
void first_bed_to_code(struct first_start *first);
void first_bed_to_enrol(struct first_start *first); /* "enrol " is still to be taken */
void first_bed_to_pin(struct first_start *first);

#endif
