/* The inside of the fake printer: reads commands, keeps dots, answers. */
#ifndef TESTS_SUPPORT_LIB_FAKE_PAPER_H
#define TESTS_SUPPORT_LIB_FAKE_PAPER_H

#include "tests/support/lib/fake_printer.h"

#include <stdint.h>

struct fake_head; /* opaque */

struct fake_head *fake_head_create(struct fake_paper *paper, const char *folder);
/* Forgets a command that is not whole. */
void fake_head_clear(struct fake_head *head);
/* Takes one byte and answers on `line`. False: the printer goes away now. */
bool fake_head_take(struct fake_head *head, uint8_t byte, int line);
/* True while it takes no more bytes. */
bool fake_head_is_stuck(const struct fake_head *head);

#endif
