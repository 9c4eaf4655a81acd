/*
 * The kiosk's side of delivery by a drive that is carried to the central office
 * and back: what waits is written onto it and stays here; what the office has
 * signed as received is deleted here. The drive is never trusted.
 * Layout: app/wire/drive.h. Not for mounting: that is whoever brings the drive.
 */
#ifndef APP_STAFF_KIOSKCTL_DRIVE_H
#define APP_STAFF_KIOSKCTL_DRIVE_H

#include "app/outbox/outbox.h"
#include "platform/base/file.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

struct drive_exported {
    char folder[FILE_PATH_MAX]; /* on the drive */
    size_t batches, records;
    size_t damaged; /* rows set aside since they did not verify */
};

/*
 * Writes all that waits as signed batches, each whole under its name or not at all, synced. Deletes
 * nothing here. On failure the batches before stand on the drive, and the sentence says so.
 */
bool drive_export(struct outbox *outbox, const struct certificate *certificate,
                  const struct private_key *key, const char *drive, struct drive_exported *exported,
                  struct error *error) MUST_USE;

/* Whose acknowledgements count: the roots of the office, and when certificates are judged. */
struct drive_office {
    const struct trust *roots;
    int64_t at_utc; /* or CERTIFICATE_ANY_TIME */
    /* Told of each file that is not taken, in a sentence. */
    void (*refused)(void *context, const struct error *error);
    void *context;
};

struct drive_acknowledged {
    size_t files; /* acknowledgements taken */
    size_t refused;
    struct outbox_outcome outcome; /* of all together */
};

/*
 * Takes every acknowledgement for this kiosk and this outbox. One that does not verify, or is for
 * another kiosk or outbox, is refused and deletes nothing. ERROR_NOT_FOUND: the drive has nothing for
 * this outbox.
 */
bool drive_acknowledge(struct outbox *outbox, const char *drive, const struct drive_office *office,
                       struct drive_acknowledged *acknowledged, struct error *error) MUST_USE;

#endif
