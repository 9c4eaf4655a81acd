/*
 * 'Print this': a picture in black and white from the screen (or kioskctl) to
 * kiosk-printer at printer.sock, and the answer. The picture of a receipt holds
 * its code: it lives in memory only and is wiped by whoever holds it.
 *
 * Frame: "PRN1", kind (1 byte), 0, width (be16), height (be32), job id (16
 * bytes), rows from the top, each (width + 7) / 8 bytes, leftmost dot in the
 * highest bit, 1 is black. Answer: JSON.
 */
#ifndef APP_LOCAL_PRINT_REQUEST_H
#define APP_LOCAL_PRINT_REQUEST_H

#include "platform/base/buffer.h"

#define PRINTER_SOCKET   "printer.sock"
#define PRINT_WIDTH_MAX  832u  /* dots; 576 and 384 are used */
#define PRINT_HEIGHT_MAX 4000u /* dots; 50 cm at 8 dots a millimetre */
#define PRINT_JOB_BYTES  16u
#define PRINT_REASON_MAX 160u

enum print_kind {
    PRINT_RECEIPT = 1,
    PRINT_TEST = 2,
    PRINT_QUERY = 3 /* no picture: what became of that job */
};

struct print_request {
    enum print_kind kind;
    uint8_t job[PRINT_JOB_BYTES]; /* random, chosen by the asker: the same id is printed once */
    uint32_t width, height;       /* dots; 0 in a query */
    const uint8_t *rows;          /* (width + 7) / 8 * height bytes; borrowed */
};

/* Bytes of the rows of a picture. */
size_t print_rows_length(uint32_t width, uint32_t height);

/* Appends the frame. ERROR_LIMIT for a picture that is too large. Use a buffer whose memory is wiped. */
bool print_request_encode(const struct print_request *request, struct buffer *frame,
                          struct error *error) MUST_USE;

/* request->rows points into `frame`. */
bool print_request_decode(const uint8_t *frame, size_t length, struct print_request *request,
                          struct error *error) MUST_USE;

enum print_state {
    PRINT_QUEUED,    /* taken, nothing sent to the printer yet */
    PRINT_SENT,      /* all of it went to the printer */
    PRINT_CONFIRMED, /* the printer said that it is on paper */
    PRINT_UNKNOWN,   /* it may or may not be on paper; never printed again by itself */
    PRINT_REFUSED    /* nothing of it was or will be printed; reason says why */
};

/* "queued", "sent", … */
const char *print_state_name(enum print_state state);

struct print_answer {
    uint8_t job[PRINT_JOB_BYTES];
    enum print_state state;
    char reason[PRINT_REASON_MAX]; /* a code such as "no-paper", empty where there is none */
};

bool print_answer_encode(const struct print_answer *answer, struct buffer *frame,
                         struct error *error) MUST_USE;
bool print_answer_decode(const uint8_t *frame, size_t length, struct print_answer *answer,
                         struct error *error) MUST_USE;

#endif
