#include "app/outbox/database.h"
#include "platform/base/hex.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/base/wal_check.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARKER_NAME            "outbox.failed"
#define SALVAGE_NAME           "outbox.salvage"
#define IDENTITY_NAME          "outbox.id"
#define LOG_SUFFIX             "-wal"
#define BUSY_WAIT_MILLISECONDS 5000

bool database_set_paths(struct outbox *outbox, const char *folder, struct error *error)
{
    return (text_copy(outbox->folder, sizeof outbox->folder, folder) &&
            file_join(outbox->path, sizeof outbox->path, folder, OUTBOX_FILE_NAME) &&
            file_join(outbox->marker, sizeof outbox->marker, folder, MARKER_NAME) &&
            file_join(outbox->salvage, sizeof outbox->salvage, folder, SALVAGE_NAME) &&
            file_join(outbox->identity, sizeof outbox->identity, folder, IDENTITY_NAME)) ||
           error_set(error, ERROR_LIMIT, "the path of the outbox's folder is too long");
}

static bool sync_folder(const char *folder, struct error *error)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool fine = fd >= 0 && fsync(fd) == 0;

    if (!fine) {
        error_set_errno(error, "%s: cannot be synced", folder);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return fine;
}

/* SQLite gives its log and index files the mode of the database, which it would make 0644. */
static bool make_file(const struct outbox *outbox, struct error *error)
{
    int fd = open(outbox->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    bool fine;

    if (fd < 0) {
        return errno == EEXIST || error_set_errno(error, "%s: cannot be made", outbox->path);
    }
    fine = fchmod(fd, 0660) == 0 && fsync(fd) == 0;
    if (!fine) {
        error_set_errno(error, "%s: cannot be made", outbox->path);
    }
    (void)close(fd);
    return fine && sync_folder(outbox->folder, error);
}

bool database_none_yet(const struct outbox *outbox, struct error *error)
{
    return error_set(error, ERROR_NOT_FOUND,
                     "%s: there is no outbox yet; it is made when the kiosk is enrolled and its "
                     "screen starts",
                     outbox->path);
}

/* Changing to WAL does not wait for its lock, so that two programs that make the file at once would
 * fail; the folder's lock lets them do it one after the other. */
int database_lock_folder(const struct outbox *outbox)
{
    int fd = open(outbox->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0) {
        (void)flock(fd, LOCK_EX);
    }
    return fd;
}

static bool connect(struct outbox *outbox, struct error *error)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

    if (sqlite3_open_v2(outbox->path, &outbox->db, flags, NULL) != SQLITE_OK) {
        return outbox->db == NULL ? error_set(error, ERROR_MEMORY, "no memory for the outbox")
                                  : database_fail(outbox, "opening", error);
    }
    (void)sqlite3_busy_timeout(outbox->db, BUSY_WAIT_MILLISECONDS);
    (void)sqlite3_db_config(outbox->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return true;
}

static sqlite3_file *file_of(struct outbox *outbox)
{
    sqlite3_file *file = NULL;

    (void)sqlite3_file_control(outbox->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    return file != NULL && file->pMethods != NULL ? file : NULL;
}

/* In WAL mode every connection holds the shared lock of the file as long as it is open. */
static bool lock_all(sqlite3_file *file)
{
    return file->pMethods->xLock(file, SQLITE_LOCK_SHARED) == SQLITE_OK &&
           file->pMethods->xLock(file, SQLITE_LOCK_EXCLUSIVE) == SQLITE_OK;
}

bool database_seize(struct outbox *outbox)
{
    sqlite3_file *file = connect(outbox, NULL) ? file_of(outbox) : NULL;

    return file != NULL && lock_all(file);
}

/* SQLite empties the log of an empty file, and forgets a log from where it does not fit. */
static bool log_fits(const struct outbox *outbox)
{
    char log[FILE_PATH_MAX];
    struct stat status;

    if (!text_format(log, sizeof log, "%s" LOG_SUFFIX, outbox->path) || stat(log, &status) != 0 ||
        status.st_size == 0) {
        return true;
    }
    return stat(outbox->path, &status) == 0 && status.st_size > 0 &&
           wal_is_whole(log, DATABASE_PAGE_SIZE);
}

/* Who opens it first looks at the log before SQLite does. */
static bool check_log(struct outbox *outbox, struct error *error)
{
    sqlite3_file *file = file_of(outbox);
    bool fine = true;

    if (file != NULL) {
        if (lock_all(file)) {
            fine = log_fits(outbox);
        }
        (void)file->pMethods->xUnlock(file, SQLITE_LOCK_NONE);
    }
    if (!fine) {
        outbox->stopped = true;
        error_set(error, ERROR_CORRUPT,
                  "%s: its log is damaged; nothing is lost yet: " DATABASE_REMEDY, outbox->path);
    }
    return fine;
}

/* Best effort: it is needed only where a page of the file is lost. */
static void keep_identity(const struct outbox *outbox)
{
    char text[CHAIN_KIOSK_ID_MAX + 2 * CHAIN_OUTBOX_ID_SIZE + 3];
    char id[2 * CHAIN_OUTBOX_ID_SIZE + 1];
    struct error error;
    struct buffer there;

    hex_encode(outbox->outbox_id, sizeof outbox->outbox_id, id);
    (void)text_format(text, sizeof text, "%s %s\n", outbox->kiosk_id, id);
    buffer_init(&there, sizeof text);
    if (!file_read(outbox->identity, &there, NULL) || there.length != strlen(text) ||
        memcmp(there.data, text, there.length) != 0) {
        if (there.length > 0) {
            log_warning("%s: another outbox was here before", outbox->path);
        }
        if (!file_write(outbox->identity, text, strlen(text), 0660, &error)) {
            log_warning("%s", error.text);
        }
    }
    buffer_finish(&there);
}

bool database_open_new(struct outbox *outbox, const char *kiosk_id, struct error *error)
{
    if (kiosk_id == NULL && !file_exists(outbox->path)) {
        return database_none_yet(outbox, error);
    }
    if ((kiosk_id != NULL && !make_file(outbox, error)) || !connect(outbox, error) ||
        !check_log(outbox, error) || !database_prepare_schema(outbox, kiosk_id, error)) {
        return false;
    }
    /* Who looks alone changes nothing; and a salvage may need the one before once more. */
    if (kiosk_id != NULL && !file_exists(outbox->salvage)) {
        keep_identity(outbox);
    }
    return true;
}

static bool open_locked(struct outbox *outbox, const char *kiosk_id, struct error *error)
{
    if (file_exists(outbox->salvage)) {
        return error_set(error, ERROR_CORRUPT,
                         "%s: a salvage has not come to its end; run 'kioskctl salvage' again",
                         outbox->path);
    }
    return database_open_new(outbox, kiosk_id, error);
}

bool database_open(struct outbox *outbox, const char *kiosk_id, struct error *error)
{
    int lock = database_lock_folder(outbox);
    bool fine = open_locked(outbox, kiosk_id, error);

    if (lock >= 0) {
        (void)close(lock);
    }
    return fine;
}
