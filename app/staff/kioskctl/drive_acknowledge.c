#include "app/staff/kioskctl/drive.h"
#include "app/wire/acknowledgement.h"
#include "app/wire/drive.h"

#include <string.h>

struct taking {
    struct outbox *outbox;
    const struct drive_office *office;
    struct outbox_counts counts; /* whose outbox this is */
    struct drive_acknowledged *acknowledged;
};

/* The same words would do for a file that got into the wrong folder and for one put there. */
static bool is_ours(const struct taking *taking, const char *path,
                    const struct acknowledgement *acknowledgement, struct error *error)
{
    if (strcmp(acknowledgement->kiosk_id, taking->counts.kiosk_id) != 0)
        return error_set(error, ERROR_REFUSED, "%s: it is for kiosk %s, and this is %s", path,
                         acknowledgement->kiosk_id, taking->counts.kiosk_id);
    return memcmp(acknowledgement->outbox_id, taking->counts.outbox_id,
                  sizeof acknowledgement->outbox_id) == 0 ||
           error_set(error, ERROR_REFUSED, "%s: it is for another outbox of this kiosk", path);
}

static bool verify(const struct taking *taking, const char *path,
                   struct acknowledgement *acknowledgement, struct error *error)
{
    struct buffer file;
    bool fine;

    buffer_init(&file, ACKNOWLEDGEMENT_BYTES_MAX);
    fine = file_read(path, &file, error) &&
           acknowledgement_verify(path, file.data, file.length, taking->office->roots,
                                  taking->office->at_utc, acknowledgement, error);
    buffer_finish(&file);
    if (fine && !is_ours(taking, path, acknowledgement, error)) {
        acknowledgement_finish(acknowledgement);
        return false;
    }
    return fine;
}

static bool apply(struct taking *taking, const struct answer *answer, struct error *error)
{
    struct outbox_outcome outcome = {0}, *all = &taking->acknowledged->outcome;

    if (answer->count > 0 && !outbox_acknowledge(taking->outbox, answer->records[0].sequence,
                                                 answer->records[answer->count - 1].sequence,
                                                 answer->records, answer->count, &outcome, error))
        return false;
    all->deleted += outcome.deleted;
    all->set_aside += outcome.set_aside;
    all->foreign += outcome.foreign;
    taking->acknowledged->files++;
    return true;
}

static bool take(void *context, const char *folder, uint64_t sequence, struct error *error)
{
    struct taking *taking = context;
    struct acknowledgement acknowledgement = {{0}, {0}, {0}};
    struct error reason = {0};
    char path[FILE_PATH_MAX];
    bool fine;

    if (!drive_file(path, folder, sequence, DRIVE_ACK, error))
        return false;
    if (!verify(taking, path, &acknowledgement, &reason)) {
        taking->acknowledged->refused++;
        taking->office->refused(taking->office->context, &reason);
        return true;
    }
    fine = apply(taking, &acknowledgement.answer, error);
    acknowledgement_finish(&acknowledgement);
    return fine;
}

bool drive_acknowledge(struct outbox *outbox, const char *drive, const struct drive_office *office,
                       struct drive_acknowledged *acknowledged, struct error *error)
{
    struct taking taking = {.outbox = outbox, .office = office, .acknowledged = acknowledged};
    struct error problem = {0};
    char folder[FILE_PATH_MAX];

    *acknowledged = (struct drive_acknowledged){0};
    if (!outbox_count(outbox, &taking.counts, error) ||
        !drive_folder(folder, drive, taking.counts.kiosk_id, taking.counts.outbox_id, error))
        return false;
    if (drive_each_file(folder, DRIVE_ACK, take, &taking, &problem))
        return true;
    if (problem.kind == ERROR_NOT_FOUND)
        return error_set(error, ERROR_NOT_FOUND,
                         "%s: there is nothing on this drive for this kiosk's outbox (%s)", drive,
                         folder);
    return error_set(error, problem.kind, "%s", problem.text);
}
