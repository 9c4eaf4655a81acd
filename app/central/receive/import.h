/*
 * Batches that come on a drive instead of over the network: each is taken in as
 * the receiver takes it, and answered by a signed acknowledgement beside it.
 * The drive is believed in nothing: who signed a batch is judged against the
 * kiosks' authority, as in a TLS handshake. Layout: app/wire/drive.h.
 */
#ifndef APP_CENTRAL_RECEIVE_IMPORT_H
#define APP_CENTRAL_RECEIVE_IMPORT_H

#include "app/central/ledger/ledger.h"
#include "app/central/office/office.h"
#include "app/central/receive/admission.h"

#include <stddef.h>

/* Everything borrowed. */
struct import_order {
    struct ledger *ledger;
    const struct admission *admission;       /* who is refused all the same */
    const struct trust *kiosks;              /* the issuing authority */
    const struct office_pair *acknowledging; /* signs the acknowledgements */
    int64_t now_utc;                         /* certificates are judged at this time */
    /* Told of each batch that is not taken: nothing of it is stored. */
    void (*refused)(void *context, const struct error *error);
    /* Told of each batch that is taken, but whose acknowledgement does not get onto the drive. */
    void (*unacknowledged)(void *context, const struct error *error);
    void *context;
};

struct import_done {
    size_t batches, refused;             /* taken, not taken */
    size_t unacknowledged;               /* of those taken */
    size_t stored, duplicates, rejected; /* records of the batches taken */
};

/*
 * Takes every batch on the drive. What is stored is durable before its acknowledgement is written; doing
 * it again stores nothing twice and writes the acknowledgements again. A batch that is refused or cannot be
 * read, and an acknowledgement that cannot be written (a full or read-only drive), do not hold up the others.
 * False: the ledger failed, or the drive as a whole; *done says how far it was.
 */
bool import_drive(const struct import_order *order, const char *drive, struct import_done *done,
                  struct error *error) MUST_USE;

#endif
