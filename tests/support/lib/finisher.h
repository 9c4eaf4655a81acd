/*
 * A visitor who knows where to go: from any screen and whatever stands in its
 * fields on to 'saved', by what the view offers alone. Shows that a visit has no
 * dead end. Not for how a screen looks.
 */
#ifndef TESTS_SUPPORT_LIB_FINISHER_H
#define TESTS_SUPPORT_LIB_FINISHER_H

#include "app/screen/visit/visit.h"

/* One step on; false when the screen offers none. Every step takes a second of *now. */
bool finisher_step(struct visit *visit, int64_t *now);

#endif
