/*
 * SQLite's record format, as far as the two kinds of rows of an outbox need it
 * (sqlite.org/fileformat2.html, 1.6 and 2.1). Private to this folder.
 */
#ifndef APP_OUTBOX_SALVAGE_RECORD_H
#define APP_OUTBOX_SALVAGE_RECORD_H

#include "app/outbox/salvage.h"

#define RECORD_VARINT_MAX   9
#define RECORD_COLUMNS_ROW  8
#define RECORD_COLUMNS_HEAD 5
#define RECORD_COLUMNS_MAX  RECORD_COLUMNS_ROW
#define RECORD_PAYLOAD_MAX  (CHAIN_SEALED_MAX + 1024u)

struct record {
    uint64_t rowid;
    uint64_t types[RECORD_COLUMNS_MAX];
    size_t offsets[RECORD_COLUMNS_MAX]; /* in the payload */
    size_t columns;
    size_t length; /* of the payload */
};

/* Returns the bytes taken, 0 where `length` does not hold one. */
size_t record_varint(const uint8_t *bytes, size_t length, uint64_t *value) MUST_USE;

/* Reads the header at the beginning of a payload of record->length bytes, of which `left` are there. False
 * where it is none, or its columns do not fill the payload. */
bool record_read_header(const uint8_t *header, size_t left, struct record *record) MUST_USE;

/* Whether its columns have the types of a row of `record`, of the row of `outbox`. */
bool record_is_row(const struct record *record) MUST_USE;
bool record_is_head(const struct record *record) MUST_USE;

size_t record_type_size(uint64_t type) MUST_USE;
int64_t record_integer(const uint8_t *bytes, uint64_t type) MUST_USE;

/* How much of a payload stands in its cell; the rest goes on in other pages. */
size_t record_local_part(size_t page_size, size_t length) MUST_USE;

#endif
