/* What the halves of the audit share: words of kiosks (audit.c), batches and rows (audit_rows.c). */
#ifndef APP_CENTRAL_BOOKS_AUDIT_PARTS_H
#define APP_CENTRAL_BOOKS_AUDIT_PARTS_H

#include "app/central/books/audit.h"
#include "app/wire/batch.h"

/* The last report of a kiosk, as far as it says something about a chain. */
struct audit_report {
    char kiosk[LEDGER_KIOSK_SIZE];
    bool usable; /* it names an outbox and its head */
    uint8_t outbox[LEDGER_OUTBOX_BYTES];
    int64_t utc;
    uint64_t last_sequence, gone, rollbacks; /* gone: neither waiting nor damaged there any more */
    uint8_t last_link[LEDGER_HASH_BYTES];
    uint64_t forks;         /* that the ledger noted */
    uint64_t received_till; /* the highest number that came before the report */
    uint64_t rivals;        /* over all its chains */
    bool has_chain;         /* something came of the outbox that it names */
};

struct audit {
    const struct audit_order *order;
    struct audit_summary *summary;
    struct audit_report *reports; /* owned; by kiosk */
    size_t report_count;
};

void audit_tell(struct audit *audit, enum audit_kind kind, const char *kiosk, const uint8_t *outbox,
                uint64_t first, uint64_t last, const char *format, ...) PRINTF_LIKE(7, 8);

/* NULL: the kiosk never reported. */
struct audit_report *audit_find_report(const struct audit *audit, const char *kiosk);

/* Requests of one outbox that nobody's line names. */
struct audit_untold {
    struct trail_span span; /* first 0: none */
    const char *state;      /* of the first */
};
/* Tells of what is gathered, when the next one (NULL: none) does not go on from it. */
void audit_tell_untold(struct audit *audit, struct audit_untold *untold,
                       const struct ledger_record *next);

/* Every batch, and every row against its batch. Fills received_till. */
bool audit_rows(struct audit *audit, struct error *error) MUST_USE;

#endif
