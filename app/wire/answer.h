/*
 * The centre's JSON answer to a batch: what became of each record. Members
 * that are not known are ignored; what is known must be exactly right, since
 * a kiosk deletes by it.
 */
#ifndef APP_WIRE_ANSWER_H
#define APP_WIRE_ANSWER_H

#include "app/wire/batch.h"

#define ANSWER_BYTES_MAX  (512u << 10)
#define ANSWER_REASON_MAX 200u /* bytes of UTF-8 */

enum answer_verdict {
    ANSWER_STORED,
    ANSWER_DUPLICATE, /* was stored before: a success too */
    ANSWER_REJECTED
};

struct answer_record {
    uint64_t sequence;
    uint8_t id[CHAIN_HASH_SIZE];
    enum answer_verdict verdict;
    char reason[ANSWER_REASON_MAX + 1]; /* for ANSWER_REJECTED; else "" */
};

struct answer {
    struct answer_record *records; /* owned */
    size_t count;                  /* at most BATCH_RECORDS_MAX, each sequence once, ascending */
};

/* Appends the JSON text. `records` in ascending order of sequence. */
bool answer_encode(const struct answer_record *records, size_t count, struct buffer *out,
                   struct error *error) MUST_USE;

/* ERROR_INPUT for anything but the form in docs/wire-format.md; *answer is then empty. */
bool answer_parse(const char *text, size_t length, struct answer *answer,
                  struct error *error) MUST_USE;
/* A zeroed answer is fine. */
void answer_finish(struct answer *answer);

#endif
