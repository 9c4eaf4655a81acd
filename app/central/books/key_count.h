/* Which opening keys the stored requests are sealed to. Needs no key: it is written on each envelope. */
#ifndef APP_CENTRAL_BOOKS_KEY_COUNT_H
#define APP_CENTRAL_BOOKS_KEY_COUNT_H

#include "app/central/ledger/ledger.h"
#include "platform/seal/envelope.h"

#define KEY_COUNTS_MAX 64

struct key_count {
    uint8_t id[ENVELOPE_KEY_ID_SIZE]; /* subject key identifier of the sealing certificate */
    uint64_t requests;                /* stored and sealed to it */
    uint64_t alone;                   /* of them, to no other key */
    uint64_t unopened;                /* of those alone, never opened */
};

struct key_counts {
    struct key_count keys[KEY_COUNTS_MAX];
    size_t count;
    uint64_t retired;    /* deleted: sealed to none any more */
    uint64_t unreadable; /* nobody knows what they are sealed to */
};

/* Reads every batch once. ERROR_LIMIT for more than KEY_COUNTS_MAX keys. */
bool key_counts_gather(struct ledger *ledger, struct key_counts *counts,
                       struct error *error) MUST_USE;

/* Zeros where nothing is sealed to it. */
struct key_count key_counts_of(const struct key_counts *counts,
                               const uint8_t id[ENVELOPE_KEY_ID_SIZE]);

#endif
