/*
 * The half of opening that holds the key: a process that can do nothing but
 * read jobs, write plaintext into one pipe and verdicts into another. It
 * believes neither the ledger nor the receiver: signature, certificate and
 * chain of each batch are verified again.
 */
#ifndef APP_CENTRAL_OPENING_OPENING_CHILD_H
#define APP_CENTRAL_OPENING_OPENING_CHILD_H

#include "platform/base/error.h"

enum opening_format {
    OPENING_AS_SEALED, /* each request byte for byte as it was sealed, and a line feed */
    OPENING_TABLE,     /* CSV: the head, then rows */
    OPENING_LINES      /* JSON objects with the table's columns */
};

struct opening_child_order {
    const char *keys; /* folder: issuing.pem, and pairs NAME.key, NAME.pem */
    const char
        *passphrase; /* descriptor that an encrypted key's is read from; NULL: the terminal */
    enum opening_format format;
    const char *batch; /* the export's name; for the table and its lines */
    bool with_pins;
};

struct opening_child_pipes {
    int jobs;    /* to read */
    int plain;   /* to write */
    int reports; /* to write */
};

/* Runs until the jobs end; returns the process's exit code. Enters a sandbox for ever. */
int opening_child_run(const struct opening_child_order *order,
                      const struct opening_child_pipes *pipes) MUST_USE;

#endif
