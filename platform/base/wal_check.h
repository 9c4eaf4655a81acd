/*
 * Whether the log beside a SQLite database (WAL) has damage that SQLite would
 * take for the log's end, and so forget what was committed behind it. Not for
 * the database file, which SQLite checks itself.
 *
 * SQLite takes a log up to its first frame that does not fit. After a power cut
 * that is right: the last transaction was not yet synced. It is wrong where a
 * whole transaction follows, for that one began only after the sync of the one
 * before it. Damage in the very last transaction looks like a power cut.
 */
#ifndef PLATFORM_BASE_WAL_CHECK_H
#define PLATFORM_BASE_WAL_CHECK_H

#include "platform/base/error.h"

#include <stdint.h>

/* Only while no program has the database open. `page_size` is the database's, should the log's head not say
 * it. An absent log is whole; so is one that cannot be opened, since SQLite will say so. */
bool wal_is_whole(const char *path, uint32_t page_size) MUST_USE;

#endif
