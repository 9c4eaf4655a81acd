#include "app/outbox/salvage.h"

#include "platform/base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NUMBERS_MAX  1000
#define NUMBER_CHARS 8

/* outbox.db-wal is kept as outbox.db-wal.damaged-1. */
bool salvage_kept_path(const struct outbox *outbox, const char *part, unsigned number,
                       char path[static FILE_PATH_MAX])
{
    return text_format(path, FILE_PATH_MAX, "%s%s.damaged-%u", outbox->path, part, number);
}

static bool plain_path(const struct outbox *outbox, const char *part,
                       char path[static FILE_PATH_MAX])
{
    return text_format(path, FILE_PATH_MAX, "%s%s", outbox->path, part);
}

static bool is_kept(const struct outbox *outbox, const char *part, unsigned number)
{
    char path[FILE_PATH_MAX];

    return salvage_kept_path(outbox, part, number, path) && file_exists(path);
}

/* What stands at a plain path when its damaged file is kept already was made by a salvage that did not
 * come to its end: it holds nothing that the damaged files do not hold. */
static bool move_part(const struct outbox *outbox, const char *part, unsigned number,
                      struct error *error)
{
    char from[FILE_PATH_MAX], to[FILE_PATH_MAX];
    int result;

    if (!plain_path(outbox, part, from) || !salvage_kept_path(outbox, part, number, to)) {
        return error_set(error, ERROR_LIMIT, "%s: its path is too long", outbox->path);
    }
    if (is_kept(outbox, SALVAGE_DATABASE, number) || is_kept(outbox, part, number)) {
        result = unlink(from);
    } else {
        result = rename(from, to);
    }
    return result == 0 || errno == ENOENT ||
           error_set_errno(error, "%s: cannot be moved to %s", from, to);
}

/* The database last: once it is kept, everything is. */
bool salvage_move_away(const struct outbox *outbox, unsigned number, struct error *error)
{
    return move_part(outbox, SALVAGE_LOG, number, error) &&
           move_part(outbox, SALVAGE_INDEX, number, error) &&
           move_part(outbox, SALVAGE_DATABASE, number, error) &&
           file_sync_folder_of(outbox->path, error);
}

static bool read_number(const struct outbox *outbox, unsigned *number)
{
    struct buffer text;
    bool fine;

    buffer_init(&text, NUMBER_CHARS);
    fine = file_read(outbox->salvage, &text, NULL);
    *number = fine ? (unsigned)strtoul(buffer_text(&text), NULL, 10) : 0;
    buffer_finish(&text);
    return fine && *number > 0 && *number <= NUMBERS_MAX;
}

/* Of a salvage that did not come to its end, or the next one. */
bool salvage_choose_number(const struct outbox *outbox, unsigned *number, struct error *error)
{
    char text[NUMBER_CHARS];

    if (read_number(outbox, number)) {
        return true;
    }
    for (*number = 1;
         is_kept(outbox, SALVAGE_DATABASE, *number) || is_kept(outbox, SALVAGE_LOG, *number);) {
        if (++*number > NUMBERS_MAX) {
            return error_set(error, ERROR_LIMIT, "%s: %d damaged outboxes are kept here already",
                             outbox->folder, NUMBERS_MAX);
        }
    }
    (void)text_format(text, sizeof text, "%u\n", *number);
    return file_write(outbox->salvage, text, strlen(text), 0660, error);
}
