/*
 * Whether the ledger holds all that kiosks sent and say, and nothing that they
 * did not sign: the chains, the kiosks' own words about themselves, each row
 * against the batch it came in. Sees sealed bytes only and needs no key. What
 * nobody ever reported cannot be missed.
 */
#ifndef APP_CENTRAL_BOOKS_AUDIT_H
#define APP_CENTRAL_BOOKS_AUDIT_H

#include "app/central/books/audit_trail.h"
#include "app/central/ledger/ledger.h"
#include "platform/crypto/certificate.h"

enum audit_kind {
    AUDIT_GAP,         /* numbers of a chain did not come */
    AUDIT_FORK,        /* two histories under the same numbers */
    AUDIT_ROLLED_BACK, /* the kiosk's outbox was replaced by an older copy, or says less than it sent */
    AUDIT_COUNTS,      /* the kiosk deleted more than what came */
    AUDIT_BATCH,       /* a stored batch is not what a kiosk signed */
    AUDIT_ROW,   /* a row is not what is in its batch, or is missing, or was deleted unopened */
    AUDIT_TRAIL, /* the ledger says that it was opened, and no line of the trail does */
    AUDIT_KINDS
};

/* "gap", "fork", "rolled_back", "counts", "batch", "row", "trail". */
const char *audit_kind_name(enum audit_kind kind);

struct audit_finding {
    enum audit_kind kind;
    const char *kiosk;
    const uint8_t *outbox; /* LEDGER_OUTBOX_BYTES; NULL: of the kiosk as a whole */
    uint64_t first, last;  /* sequence numbers; 0: none in particular */
    const char *words;
};

struct audit_summary {
    uint64_t kiosks, chains, batches, requests, findings;
    uint64_t retired; /* requests whose bytes were deleted: nothing is left to verify */
};

/* `told` is called for each finding, whose members last during the call. */
struct audit_order {
    struct ledger *ledger;
    const struct trust *kiosks;      /* the issuing authority */
    const struct audit_trail *trail; /* NULL: not at hand */
    void (*told)(void *context, const struct audit_finding *finding);
    void *context;
};

/* True when it could be done; whether all is well is summary->findings. Reads every batch once. */
bool audit_run(const struct audit_order *order, struct audit_summary *summary,
               struct error *error) MUST_USE;

#endif
