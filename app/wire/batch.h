/*
 * A batch of sealed records between a kiosk and the centre: one CBOR sequence
 * (RFC 8742) with a header, the records and one signature. The same bytes go
 * over the network and on a USB drive. Format: docs/wire-format.md.
 * Not for opening a record and not for deciding what is stored.
 */
#ifndef APP_WIRE_BATCH_H
#define APP_WIRE_BATCH_H

#include "app/wire/chain.h"
#include "platform/base/buffer.h"

#define BATCH_VERSION       1u
#define BATCH_MEDIA_TYPE    "application/cbor-seq"
#define BATCH_BYTES_MAX     (1u << 20)
#define BATCH_RECORDS_MAX   500u
#define BATCH_SIGNATURE_MAX 80u /* a DER ECDSA-Sig-Value over P-256 takes at most 72 bytes */

/* What header, signature and CBOR heads of a batch may add to its records; a picker subtracts
 * BATCH_OVERHEAD once and BATCH_RECORD_OVERHEAD a record from BATCH_BYTES_MAX. */
#define BATCH_OVERHEAD        320u
#define BATCH_RECORD_OVERHEAD 40u

struct certificate; /* platform/crypto/certificate.h */

struct batch_header {
    char kiosk_id[CHAIN_KIOSK_ID_MAX + 1];
    uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE];
    uint64_t first_sequence;
    uint8_t previous_link[CHAIN_HASH_SIZE];      /* of the record before the first one */
    uint8_t certificate_digest[CHAIN_HASH_SIZE]; /* SHA-256 of the signing certificate's DER */
};

struct batch_record {
    uint8_t lookup[CHAIN_HASH_SIZE];
    const uint8_t
        *sealed; /* borrowed: from the caller when encoding, from the input when decoded */
    size_t sealed_length;
    uint8_t link[CHAIN_HASH_SIZE]; /* computed by batch_decode; not read by batch_encode */
    uint8_t id[CHAIN_HASH_SIZE];   /* computed by batch_decode; not read by batch_encode */
};

/* Signs SHA-256 of `bytes` with ECDSA P-256 and appends the DER signature to *signature. */
typedef bool batch_signer(void *context, const uint8_t *bytes, size_t length,
                          struct buffer *signature, struct error *error);

/* Appends the whole batch to *out. 1 to BATCH_RECORDS_MAX records with consecutive sequence
 * numbers; ERROR_LIMIT when the batch would exceed BATCH_BYTES_MAX. After a failure *out is as
 * before. */
bool batch_encode(const struct batch_header *header, const struct batch_record *records,
                  size_t count, batch_signer *signer, void *context, struct buffer *out,
                  struct error *error) MUST_USE;

struct batch {
    struct batch_header header;
    struct batch_record *records; /* owned; their `sealed` points into the decoded input */
    size_t count;
    uint8_t last_link[CHAIN_HASH_SIZE];
    uint8_t signature[BATCH_SIGNATURE_MAX];
    size_t signature_length;
};

/*
 * Reads a batch strictly: definite lengths, shortest forms, nothing behind the signature, the
 * limits above. Computes ids, links and last link. The signature is not checked here. `bytes` must
 * outlive *batch. ERROR_INPUT or ERROR_LIMIT names the item; *batch is then empty.
 */
bool batch_decode(const uint8_t *bytes, size_t length, struct batch *batch,
                  struct error *error) MUST_USE;
/* Releases the records. A zeroed batch is fine. */
void batch_finish(struct batch *batch);

/* Checks that `certificate` is the one the header names and that its key made the signature; whose
 * it is and whom it chains to is the caller's to check before. ERROR_REFUSED otherwise. */
bool batch_verify(const struct batch *batch, const struct certificate *certificate,
                  struct error *error) MUST_USE;

/* The bytes under the signature, for who stores the parts and checks again later. */
bool batch_signed_bytes(const struct batch_header *header, size_t count,
                        const uint8_t last_link[CHAIN_HASH_SIZE], struct buffer *out,
                        struct error *error) MUST_USE;

#endif
