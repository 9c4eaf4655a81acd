#include "app/central/ledger/ledger_sqlite.h"

#include "platform/base/text.h"
#include "platform/base/wal_check.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define USUAL_PAGE_SIZE 4096u /* SQLite's */

int sqlite_lock_folder(const struct sqlite_ledger *ledger)
{
    int descriptor = open(ledger->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (descriptor >= 0)
        (void)flock(descriptor, LOCK_EX);
    return descriptor;
}

/* SQLite empties the log of an empty file, and forgets a log from where it does not fit. */
static bool log_fits(const char *path)
{
    char log[PATH_MAX];
    struct stat status;

    if (!text_format(log, sizeof log, "%s-wal", path) || stat(log, &status) != 0 ||
        status.st_size == 0)
        return true;
    return stat(path, &status) == 0 && status.st_size > 0 && wal_is_whole(log, USUAL_PAGE_SIZE);
}

/* In WAL mode every connection holds the shared lock of the file as long as it is open. */
static bool is_alone(sqlite3_file *file)
{
    return file->pMethods->xLock(file, SQLITE_LOCK_SHARED) == SQLITE_OK &&
           file->pMethods->xLock(file, SQLITE_LOCK_EXCLUSIVE) == SQLITE_OK;
}

bool sqlite_check_log(struct sqlite_ledger *ledger, struct error *error)
{
    sqlite3_file *file = NULL;
    bool fine = true;

    (void)sqlite3_file_control(ledger->database, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (file != NULL && file->pMethods != NULL) {
        if (is_alone(file))
            fine = log_fits(ledger->ledger.name);
        (void)file->pMethods->xUnlock(file, SQLITE_LOCK_NONE);
    }
    return fine || error_set(error, ERROR_CORRUPT,
                             "the log of the ledger %s is damaged; copy %s* to a safe place before "
                             "anything else, then restore the ledger from the last backup",
                             ledger->ledger.name, ledger->ledger.name);
}
