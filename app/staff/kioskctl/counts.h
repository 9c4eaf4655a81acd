/* The outbox in numbers, for the commands that show it. */
#ifndef APP_STAFF_KIOSKCTL_COUNTS_H
#define APP_STAFF_KIOSKCTL_COUNTS_H

#include "app/outbox/outbox.h"

#include <jansson.h>

/* All zero, and true, where there is no outbox yet. */
bool counts_read(const char *folder, struct outbox_counts *counts, struct error *error) MUST_USE;
json_t *counts_json(const struct outbox_counts *counts);
void counts_print(const struct outbox_counts *counts);

#endif
