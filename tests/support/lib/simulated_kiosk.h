/*
 * Kiosks that were never built: each with its own key, certificate, outbox and
 * chain, and with requests of the right size and form whose inside is not a
 * request. Their batches are as real as any. Not for opening.
 */
#ifndef TESTS_SUPPORT_LIB_SIMULATED_KIOSK_H
#define TESTS_SUPPORT_LIB_SIMULATED_KIOSK_H

#include "app/wire/batch.h"
#include "platform/crypto/issue.h"

#include <stdio.h>

/* What all of them share. */
struct simulated_office {
    struct certificate *issuing;
    struct private_key *issuing_key;
    struct buffer
        sealed; /* one sealed request; each record is this with other bytes in its middle */
    int64_t now;
};

/* Reads issuing/ and public/ of the office's folder. `plain` bytes are sealed in each request. */
bool simulated_office_load(struct simulated_office *office, const char *folder, size_t plain,
                           struct error *error) MUST_USE;
void simulated_office_finish(struct simulated_office *office);

struct simulated_kiosk {
    char id[CHAIN_KIOSK_ID_MAX + 1];
    uint8_t outbox[CHAIN_OUTBOX_ID_SIZE];
    struct private_key *key;
    struct certificate *certificate;
    uint64_t waiting;                   /* requests in its outbox: next … next + waiting - 1 */
    uint64_t next;                      /* the first that is not acknowledged */
    uint8_t link[CHAIN_HASH_SIZE];      /* of the one before */
    struct buffer body;                 /* the batch under way */
    size_t count;                       /* its records */
    uint8_t body_link[CHAIN_HASH_SIZE]; /* of the last of them */
};

/* Kiosk "PREFIX-00042" for number 42; its outbox is new. */
bool simulated_kiosk_make(struct simulated_kiosk *kiosk, const struct simulated_office *office,
                          const char *prefix, unsigned number, struct error *error) MUST_USE;
void simulated_kiosk_finish(struct simulated_kiosk *kiosk);

/* Builds the batch of the first `most` requests at most that wait. The same requests, sent again, have the
 * same bytes. */
bool simulated_kiosk_pack(struct simulated_kiosk *kiosk, const struct simulated_office *office,
                          size_t most, struct error *error) MUST_USE;
/* Gives back the batch's memory. */
void simulated_kiosk_unpack(struct simulated_kiosk *kiosk);

/*
 * What the office answered with 200: true where it names each record of the batch as stored or duplicate.
 * Then they no longer wait, *duplicates counts on, and each is a line "KIOSK SEQUENCE ID" in `list`
 * (may be NULL). ERROR_INPUT for anything else.
 */
bool simulated_kiosk_take(struct simulated_kiosk *kiosk, const void *answer, size_t length,
                          FILE *list, uint64_t *duplicates, struct error *error) MUST_USE;

#endif
