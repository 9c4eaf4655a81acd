#include "tests/faults/power/power.h"

#include "app/central/ledger/ledger.h"
#include "platform/base/file.h"
#include "tests/faults/power/request.h"

#include <sqlite3.h>
#include <stdio.h>

/* Past the product's code: what is in the file. */
static bool tell_rows(const char *folder, struct error *error)
{
    char path[FILE_PATH_MAX];
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    unsigned number;
    size_t taken;

    if (!file_join(path, sizeof path, folder, OUTBOX_FILE_NAME) ||
        sqlite3_open(path, &database) != SQLITE_OK ||
        sqlite3_prepare_v2(database, "SELECT sequence, state, sealed FROM record", -1, &statement,
                           NULL) != SQLITE_OK) {
        (void)sqlite3_close(database);
        return error_set(error, ERROR_CORRUPT, "%s: its rows cannot be read", path);
    }
    while (sqlite3_step(statement) == SQLITE_ROW) {
        size_t length = (size_t)sqlite3_column_bytes(statement, 2);
        bool whole = request_read(sqlite3_column_blob(statement, 2), length, &number, &taken) &&
                     taken == length;

        (void)printf("row %lld %d %d\n", (long long)sqlite3_column_int64(statement, 0),
                     sqlite3_column_int(statement, 1), whole ? (int)number : -1);
    }
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(database);
    return true;
}

static bool tell_journal(struct outbox *outbox, struct error *error)
{
    struct outbox_journal_report report;
    struct error problem = {.kind = ERROR_NONE};

    if (!outbox_check_journal(outbox, &report, &problem)) {
        return problem.kind == ERROR_NOT_FOUND ||
               error_set(error, problem.kind, "%s", problem.text);
    }
    (void)printf("journal %llu %s\n", (unsigned long long)report.rollbacks, report.problem);
    return true;
}

static bool check_opened(struct outbox *outbox, struct error *error)
{
    struct outbox_report report;
    struct outbox_counts counts;

    if (!outbox_check(outbox, &report, error) || !outbox_count(outbox, &counts, error)) {
        return false;
    }
    if (!outbox_report_is_fine(&report)) {
        return error_set(error, ERROR_CORRUPT, "the outbox does not check: %s", report.problem);
    }
    (void)printf("head %llu\n", (unsigned long long)counts.last_sequence);
    return tell_journal(outbox, error);
}

static bool check_outbox(const char *folder, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct outbox *outbox;
    bool fine;

    if (!file_join(path, sizeof path, folder, POWER_OUTBOX)) {
        return error_set(error, ERROR_LIMIT, "%s is too long", folder);
    }
    outbox = outbox_open(path, REQUEST_KIOSK, error);
    fine = outbox != NULL && check_opened(outbox, error) && tell_rows(path, error);
    outbox_close(outbox);
    return fine;
}

static bool tell_record(void *context, const struct ledger_record *record,
                        const struct ledger_batch *batch)
{
    unsigned number = 0;
    size_t offset = 0, taken = 0;
    bool whole = true;

    (void)context;
    for (size_t i = 0; whole && i <= record->batch_index; i++) {
        offset += taken;
        whole = request_read(batch->bytes + offset, batch->length - offset, &number, &taken);
    }
    (void)printf("ledger %d\n", whole ? (int)number : -1);
    return true;
}

static bool tell_kiosk(void *context, const struct ledger_kiosk *kiosk)
{
    (void)context;
    (void)printf("chain %llu %llu\n", (unsigned long long)kiosk->missing,
                 (unsigned long long)kiosk->forks);
    return true;
}

static bool check_ledger(const char *folder, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct ledger *ledger = file_join(path, sizeof path, folder, POWER_LEDGER)
                                ? ledger_open(path, LEDGER_MAKE, error)
                                : NULL;
    bool fine = ledger != NULL && ledger_each_record(ledger, 0, tell_record, NULL, error) &&
                ledger_each_kiosk(ledger, tell_kiosk, NULL, error);

    ledger_close(ledger);
    return fine;
}

bool power_check(const char *folder, struct error *error)
{
    return check_outbox(folder, error) && check_ledger(folder, error);
}
