/*
 * What passes between the two halves of opening: the one that reads the
 * ledger and writes the file, and the child that holds the key. Plain structs:
 * both are the same program on the same machine.
 */
#ifndef APP_CENTRAL_OPENING_OPENING_JOB_H
#define APP_CENTRAL_OPENING_OPENING_JOB_H

#include "app/central/ledger/ledger.h"

#define OPENING_CERTIFICATE_MAX 65536u

/* Followed by the batch, the certificate, and `count` records. */
struct opening_job {
    int64_t received_utc;
    uint32_t batch_length;       /* at most LEDGER_BATCH_MAX */
    uint32_t certificate_length; /* at most OPENING_CERTIFICATE_MAX */
    uint32_t count;              /* 1 to LEDGER_RECORDS_MAX */
    char kiosk[LEDGER_KIOSK_SIZE];
};

enum opening_verdict {
    OPENING_READY, /* the key is loaded, the sandbox entered, the head written; text as with DONE */
    OPENING_FAILED,  /* the child ends; the text says why */
    OPENING_OPENED,  /* the record at `index` of the job is in the pipe, whole */
    OPENING_REFUSED, /* nothing of it was written; the text says why */
    OPENING_DONE /* the job is worked off; text: SHA-256 in hex of all that was written so far */
};

/* Shorter than PIPE_BUF: arrives whole. */
struct opening_report {
    uint32_t verdict; /* enum opening_verdict */
    uint32_t index;
    char text[ERROR_TEXT_MAX]; /* never an answer */
};

/* All of it or false: end of file, or an error. */
bool opening_read(int descriptor, void *bytes, size_t length) MUST_USE;
bool opening_write(int descriptor, const void *bytes, size_t length) MUST_USE;

#endif
