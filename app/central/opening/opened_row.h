/*
 * One opened request as a line of a file: as it was sealed, as a row of the
 * table for the alert system (CSV, RFC 4180), or as a JSON object with the
 * same columns. Lines go into secret buffers, that the caller finishes.
 */
#ifndef APP_CENTRAL_OPENING_OPENED_ROW_H
#define APP_CENTRAL_OPENING_OPENED_ROW_H

#include "app/registration/request.h"

#define OPENED_ROW_MAX (2u * REQUEST_JSON_MAX)

/* What the ledger says about it, and what the person who exports says. Borrowed. */
struct opened_row {
    const struct request *request;
    const char *batch;    /* the export's name */
    const char *name;     /* "0417-1318" */
    const char *received; /* RFC 3339 */
    const char *state;    /* in words; not in the table */
    bool with_pin;        /* else its column stays empty */
};

/* "batch,request,…" with CR LF. */
bool opened_row_csv_head(struct buffer *out) MUST_USE;

/*
 * A text that a spreadsheet would take for a formula (first character = + - @, tab or CR) gets a
 * leading apostrophe; telephone numbers stand without their plus. False when it does not fit.
 */
bool opened_row_csv(const struct opened_row *row, struct buffer *out) MUST_USE;

/* One object and a line feed: the columns, then "state". Lists are arrays, yes and no are booleans. */
bool opened_row_json(const struct opened_row *row, struct buffer *out) MUST_USE;

#endif
