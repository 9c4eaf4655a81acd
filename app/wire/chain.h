/*
 * The hash chain over the records of an outbox, and the two digests by which a
 * record is known. The exact bytes, with test vectors: docs/wire-format.md.
 * Not for signatures (batch.h) and not for storage.
 */
#ifndef APP_WIRE_CHAIN_H
#define APP_WIRE_CHAIN_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

#define CHAIN_HASH_SIZE      32u /* SHA-256 */
#define CHAIN_OUTBOX_ID_SIZE 16u
#define CHAIN_KIOSK_ID_MAX   64u    /* characters, without the NUL */
#define CHAIN_SEALED_MAX     65536u /* bytes of one sealed request */
#define CHAIN_RECEIPT_CODE   12u    /* characters of a receipt code without spaces */

/* The previous link of sequence number 1. */
extern const uint8_t chain_beginning[CHAIN_HASH_SIZE];

/* What a link is computed over. All pointers are borrowed. */
struct chain_entry {
    const char *kiosk_id;     /* 1 to CHAIN_KIOSK_ID_MAX characters */
    const uint8_t *outbox_id; /* CHAIN_OUTBOX_ID_SIZE bytes */
    uint64_t sequence;        /* from 1 */
    const uint8_t *previous;  /* link of the record before, or chain_beginning */
    const uint8_t *lookup;    /* from chain_lookup */
    const uint8_t *sealed;
    size_t sealed_length; /* 1 to CHAIN_SEALED_MAX */
};

/* 1 to 64 characters out of a-z, A-Z, 0-9, '-', '_', '.'. */
bool chain_kiosk_id_is_valid(const char *kiosk_id) MUST_USE;

bool chain_link(const struct chain_entry *entry, uint8_t link[CHAIN_HASH_SIZE],
                struct error *error) MUST_USE;

/* The id by which centre and kiosk name a record: over the kiosk's id and the sealed bytes, so that
 * the same bytes sent twice are the same record. */
bool chain_record_id(const char *kiosk_id, const uint8_t *sealed, size_t sealed_length,
                     uint8_t id[CHAIN_HASH_SIZE], struct error *error) MUST_USE;

/* What is kept of a receipt code to find its request again. `code` is the canonical form: twelve
 * characters, upper case, no spaces. It is not checked here. */
bool chain_lookup(const char *code, uint8_t lookup[CHAIN_HASH_SIZE], struct error *error) MUST_USE;

#endif
