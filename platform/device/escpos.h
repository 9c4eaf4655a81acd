/*
 * The printer language ESC/POS as far as a receipt needs it (Epson, 'ESC/POS
 * Command Reference' for TM printers): initialise, raster picture in bands, feed
 * and cut, and the ways a printer says how it is.
 */
#ifndef PLATFORM_DEVICE_ESCPOS_H
#define PLATFORM_DEVICE_ESCPOS_H

#include "platform/base/buffer.h"
#include "platform/device/wire.h"

/* Rows of one GS v 0: small enough for the receive buffer of a cheap printer (4 KiB). */
#define ESCPOS_BAND_ROWS 24u
#define ESCPOS_DOTS_MAX  832u
/* What a printer that was cut off in a band may still take for dots. */
#define ESCPOS_BAND_BYTES_MAX (ESCPOS_BAND_ROWS * ESCPOS_DOTS_MAX / 8)

/* Appends one whole receipt: ESC @, bands, feed, partial cut, and last GS r 1, which the printer answers
 * when it has come that far: the answer says that all before it is on paper. */
bool escpos_put_job(const struct wire_picture *picture, struct buffer *out,
                    struct error *error) MUST_USE;

/* Appends what brings a printer in which a job was left back to the beginning: zeros, which fill up a
 * band and do nothing else, ESC @ and GS r 1. */
bool escpos_put_settling(struct buffer *out);

#define ESCPOS_REQUEST_BYTES 3u
#define ESCPOS_CLEAR_BYTES   10u

/* DLE EOT n, n from 1 to 4: the status is sent at once, even when the printer is off-line. */
void escpos_ask_status(unsigned n, uint8_t request[static ESCPOS_REQUEST_BYTES]);
/* GS a: from now on the printer tells by itself when cover, error or paper change. */
void escpos_ask_changes(uint8_t request[static ESCPOS_REQUEST_BYTES]);
/* DLE DC4 fn 8: throws away what is in the printer's buffers. */
void escpos_clear(uint8_t request[static ESCPOS_CLEAR_BYTES]);

/* What is known of the printer. */
struct escpos_status {
    bool offline;
    bool cover_open;
    bool paper_out;
    bool paper_low;
    bool error; /* cutter, mechanics, voltage, temperature */
};

enum escpos_event {
    ESCPOS_NOTHING, /* more bytes are needed */
    ESCPOS_STATUS,  /* the answer to the oldest open DLE EOT */
    ESCPOS_CHANGE,  /* an automatic status back */
    ESCPOS_DONE,    /* the answer to GS r 1 */
    ESCPOS_GARBLED  /* no printer says this */
};

/* Takes what the printer sends, byte by byte. All zero at the beginning. */
struct escpos_listener {
    struct escpos_status status;
    unsigned asked;   /* n of the DLE EOT that waits for its answer; 0: none */
    uint8_t block[4]; /* of an automatic status back */
    size_t block_length;
    bool done_without_paper; /* of the last ESCPOS_DONE: the paper had ended */
};

enum escpos_event escpos_listen(struct escpos_listener *listener, uint8_t byte);

#endif
