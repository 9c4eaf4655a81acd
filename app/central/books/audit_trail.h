/* What the opening room's trail says was opened, to hold the ledger's states against. */
#ifndef APP_CENTRAL_BOOKS_AUDIT_TRAIL_H
#define APP_CENTRAL_BOOKS_AUDIT_TRAIL_H

#include "app/central/opening/trail.h"

struct audit_trail; /* opaque */

/* ERROR_CORRUPT where the trail's chain is broken: nothing can be concluded from it. */
struct audit_trail *audit_trail_load(const char *path, struct error *error) MUST_USE;
void audit_trail_destroy(struct audit_trail *trail);

/*
 * Whether the request is sealed or withdrawn, or some line says that it was opened. A line that could not
 * list its requests speaks for those whose state is as old as the line, to the second.
 */
bool audit_trail_tells(const struct audit_trail *trail, const struct ledger_record *record);

#endif
