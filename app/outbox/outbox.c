#include "app/outbox/outbox.h"

#include "app/outbox/database.h"
#include "platform/base/clock.h"
#include "platform/base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* After a failed fsync the kernel calls the pages clean that are not on the disk. Copying the log
 * into the file writes and syncs them anew; only then, and after the check, is the outbox trusted
 * again. */
static bool recover(struct outbox *outbox, struct error *error)
{
    struct outbox_report report;

    if (!database_truncate_log(outbox, true, error) || !outbox_check(outbox, &report, error)) {
        return false;
    }
    if (!report.database_is_whole || !report.head_is_right) {
        outbox->stopped = true;
        return error_set(error, ERROR_CORRUPT,
                         "%s: an earlier disk error has left damage: %s; " DATABASE_REMEDY,
                         outbox->path, report.problem);
    }
    /* Another program may have checked at the same time. */
    return unlink(outbox->marker) == 0 || errno == ENOENT ||
           error_set_errno(error, "%s: cannot be removed after the check", outbox->marker);
}

static bool read_head(void *context, struct journal_head *head)
{
    return database_read_head(context, head, NULL);
}

static bool open_all(struct outbox *outbox, const char *kiosk_id, struct error *error)
{
    bool failed_before = file_exists(outbox->marker);

    if (!database_open(outbox, kiosk_id, error)) {
        return false;
    }
    if (!journal_init(&outbox->journal, outbox->folder, outbox->outbox_id)) {
        return error_set(error, ERROR_LIMIT, "the path of the outbox's folder is too long");
    }
    if (failed_before && !recover(outbox, error)) {
        return false;
    }
    journal_meet(&outbox->journal, read_head, outbox, failed_before);
    return true;
}

struct outbox *outbox_open(const char *folder, const char *kiosk_id, struct error *error)
{
    struct outbox *outbox;

    if (kiosk_id != NULL && !chain_kiosk_id_is_valid(kiosk_id)) {
        error_set(error, ERROR_INPUT, "the kiosk's id is not valid; enrol the kiosk again");
        return NULL;
    }
    outbox = calloc(1, sizeof *outbox);
    if (outbox == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for the outbox");
        return NULL;
    }
    if (!database_set_paths(outbox, folder, error) || !open_all(outbox, kiosk_id, error)) {
        outbox_close(outbox);
        return NULL;
    }
    return outbox;
}

void outbox_close(struct outbox *outbox)
{
    if (outbox != NULL) {
        database_drop_kept(outbox);
        /* SQLite would copy the log and sync it once more, and a sync after a failed one lies. */
        if (outbox->stopped) {
            (void)sqlite3_db_config(outbox->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        }
        (void)sqlite3_close(outbox->db);
        free(outbox);
    }
}

bool outbox_is_stopped(const struct outbox *outbox)
{
    return outbox->stopped;
}

static bool refuse_stopped(const struct outbox *outbox, struct error *error)
{
    return error_set(error, ERROR_IO,
                     "%s: nothing more is saved since an error of the disk; check the disk, then "
                     "run 'kioskctl check'",
                     outbox->path);
}

static bool has_room(const struct outbox *outbox, struct error *error)
{
    struct statvfs disk;

    if (statvfs(outbox->folder, &disk) != 0) {
        return error_set_errno(error, "%s: cannot be looked at", outbox->folder);
    }
    return (uint64_t)disk.f_bavail * disk.f_frsize >= OUTBOX_LEAST_FREE_BYTES ||
           error_set(error, ERROR_IO, "%s: less than %u MiB are free on the disk; make room on it",
                     outbox->folder, OUTBOX_LEAST_FREE_BYTES >> 20);
}

bool outbox_is_ready(struct outbox *outbox, struct error *error)
{
    if (outbox->stopped) {
        return refuse_stopped(outbox, error);
    }
    if (!has_room(outbox, error) || !database_begin(outbox, error)) {
        return false;
    }
    database_rollback(outbox);
    return sqlite3_db_readonly(outbox->db, "main") == 0 ||
           error_set(error, ERROR_IO, "%s: it cannot be written by this program", outbox->path);
}

static void note_insert(struct outbox *outbox, uint64_t sequence, const uint8_t *link)
{
    struct journal_head head = {.sequence = sequence};
    const struct journal_note note = {
        .event = JOURNAL_INSERTED, .first = sequence, .last = sequence, .head = &head};

    memcpy(head.link, link, sizeof head.link);
    journal_append(&outbox->journal, &note, 1, false);
}

void outbox_note_exported(struct outbox *outbox, uint64_t first, uint64_t last)
{
    const struct journal_note note = {.event = JOURNAL_EXPORTED, .first = first, .last = last};

    journal_append(&outbox->journal, &note, 1, true);
}

bool outbox_insert(struct outbox *outbox, const uint8_t lookup[CHAIN_HASH_SIZE],
                   const uint8_t *sealed, size_t length, uint64_t *sequence, struct error *error)
{
    struct chain_entry entry = {.kiosk_id = outbox->kiosk_id,
                                .outbox_id = outbox->outbox_id,
                                .lookup = lookup,
                                .sealed = sealed,
                                .sealed_length = length};
    struct journal_head head;
    uint8_t link[CHAIN_HASH_SIZE];

    if (outbox->stopped) {
        return refuse_stopped(outbox, error);
    }
    if (!has_room(outbox, error) || !database_begin(outbox, error)) {
        return false;
    }
    if (!database_append(outbox, &entry, &head, link, ROW_WAITING, clock_utc(&clock_system),
                         error) ||
        !database_commit(outbox, error)) {
        database_rollback(outbox);
        return false;
    }
    note_insert(outbox, entry.sequence, link);
    if (sequence != NULL) {
        *sequence = entry.sequence;
    }
    return true;
}
