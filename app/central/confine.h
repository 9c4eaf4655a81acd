/* What the office's offline subcommands may do: files, and nothing else. */
#ifndef APP_CENTRAL_CONFINE_H
#define APP_CENTRAL_CONFINE_H

#include "platform/base/error.h"

/* For ever: no network, no programs; files anywhere, since a person names them. */
bool confine_to_files(struct error *error) MUST_USE;

/* For ever: no network, no programs; only the folders in which these two files stand. */
bool confine_to_folders_of(const char *first, const char *second, struct error *error) MUST_USE;

#endif
