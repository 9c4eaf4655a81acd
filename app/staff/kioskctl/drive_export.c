#include "app/outbox/sign_batch.h"
#include "app/staff/kioskctl/drive.h"
#include "app/wire/batch.h"
#include "app/wire/drive.h"

#include <string.h>

struct exporting {
    struct outbox *outbox;
    const struct certificate *certificate;
    const struct private_key *key;
    struct drive_exported *exported;
    struct buffer batch;
};

static bool write_certificate(const struct exporting *exporting, struct error *error)
{
    char path[FILE_PATH_MAX];

    return drive_certificate(path, exporting->exported->folder,
                             certificate_fingerprint(exporting->certificate), error) &&
           certificate_save(exporting->certificate, path, 0644, error);
}

static bool write_batch(struct exporting *exporting, const struct outbox_pick *pick,
                        struct error *error)
{
    char path[FILE_PATH_MAX];

    buffer_clear(&exporting->batch);
    return outbox_sign_batch(pick, exporting->certificate, exporting->key, &exporting->batch,
                             error) &&
           drive_file(path, exporting->exported->folder, pick->records[0].sequence, DRIVE_BATCH,
                      error) &&
           file_write(path, exporting->batch.data, exporting->batch.length, 0644, error);
}

/* *after moves behind what was written; *more is false when nothing is left. */
static bool write_next(struct exporting *exporting, uint64_t *after, bool *more,
                       struct error *error)
{
    const struct outbox_wish wish = {
        .after = *after, .count_max = BATCH_RECORDS_MAX, .bytes_max = BATCH_BYTES_MAX};
    struct outbox_pick pick = {0};
    bool fine = outbox_pick(exporting->outbox, &wish, &pick, error);

    *more = fine && pick.count > 0;
    if (*more)
        fine = write_batch(exporting, &pick, error);
    if (fine) {
        exporting->exported->damaged += pick.damaged;
        exporting->exported->records += pick.count;
        exporting->exported->batches += *more;
        if (*more) {
            *after = pick.records[pick.count - 1].sequence;
            outbox_note_exported(exporting->outbox, pick.records[0].sequence, *after);
        }
    }
    outbox_pick_finish(&pick);
    return fine;
}

/* What went wrong is the drive's in all likelihood; that nothing is lost is what a person must hear. */
static bool reassure(const struct drive_exported *exported, struct error *error)
{
    struct error problem = *error;

    return error_set(error, problem.kind,
                     "%.300s; %zu requests are on the drive, and nothing is lost: all are still on "
                     "this kiosk. Export again, with room on the drive or onto another one",
                     problem.text, exported->records);
}

bool drive_export(struct outbox *outbox, const struct certificate *certificate,
                  const struct private_key *key, const char *drive, struct drive_exported *exported,
                  struct error *error)
{
    struct exporting exporting = {
        .outbox = outbox, .certificate = certificate, .key = key, .exported = exported};
    struct outbox_counts counts;
    struct error problem = {0};
    uint64_t after = 0;
    bool more = true, fine;

    memset(exported, 0, sizeof *exported);
    if (!outbox_count(outbox, &counts, error) ||
        !drive_folder(exported->folder, drive, counts.kiosk_id, counts.outbox_id, error))
        return false;
    if (counts.waiting == 0)
        return true;
    buffer_init(&exporting.batch, BATCH_BYTES_MAX);
    fine = drive_make_folder(drive, exported->folder, &problem) &&
           write_certificate(&exporting, &problem);
    while (fine && more)
        fine = write_next(&exporting, &after, &more, &problem);
    buffer_finish(&exporting.batch);
    if (!fine) {
        (void)reassure(exported, &problem);
        return error_set(error, problem.kind, "%s", problem.text);
    }
    return true;
}
