#include "platform/device/escpos.h"

/*
 * Fixed bits tell the answers apart (command reference, 'Differentiating the
 * data sent from the printer'): DLE EOT 0xx1xx10, the first byte of an automatic
 * status back 0xx1xx00 and its others 0xx0xxxx, GS r 0xx0xxxx.
 */
#define FIRST_FIXED  0x93
#define IS_STATUS    0x12
#define IS_BLOCK     0x10
#define FOLLOW_FIXED 0x90
#define FLOW_XON     0x11
#define FLOW_XOFF    0x13

static bool has(uint8_t byte, unsigned bits)
{
    return (byte & bits) != 0;
}

/* `n` is the DLE EOT that was asked. */
static void take_status(struct escpos_status *status, unsigned n, uint8_t byte)
{
    switch (n) {
    case 1:
        status->offline = has(byte, 0x08);
        break;
    case 2:
        status->cover_open = has(byte, 0x04);
        status->error = has(byte, 0x40);
        break;
    case 3:
        status->error = status->error || has(byte, 0x6c);
        break;
    default:
        status->paper_low = has(byte, 0x0c);
        status->paper_out = has(byte, 0x60);
        break;
    }
}

static void take_block(struct escpos_status *status, const uint8_t block[static 4])
{
    status->offline = has(block[0], 0x08);
    status->cover_open = has(block[0], 0x20);
    status->error = has(block[1], 0x6c);
    status->paper_low = has(block[2], 0x03);
    status->paper_out = has(block[2], 0x0c);
}

static enum escpos_event continue_block(struct escpos_listener *listener, uint8_t byte)
{
    if (has(byte, FOLLOW_FIXED)) {
        listener->block_length = 0;
        return ESCPOS_GARBLED;
    }
    listener->block[listener->block_length++] = byte;
    if (listener->block_length < sizeof listener->block) {
        return ESCPOS_NOTHING;
    }
    listener->block_length = 0;
    take_block(&listener->status, listener->block);
    return ESCPOS_CHANGE;
}

enum escpos_event escpos_listen(struct escpos_listener *listener, uint8_t byte)
{
    unsigned asked = listener->asked;

    if (listener->block_length > 0) {
        return continue_block(listener, byte);
    }
    if (byte == FLOW_XON || byte == FLOW_XOFF) {
        return ESCPOS_NOTHING;
    }
    if ((byte & FIRST_FIXED) == IS_STATUS && asked != 0) {
        listener->asked = 0;
        take_status(&listener->status, asked, byte);
        return ESCPOS_STATUS;
    }
    if ((byte & FIRST_FIXED) == IS_BLOCK) {
        listener->block[0] = byte;
        listener->block_length = 1;
        return ESCPOS_NOTHING;
    }
    if (!has(byte, FOLLOW_FIXED)) {
        listener->done_without_paper = has(byte, 0x0c);
        return ESCPOS_DONE;
    }
    return ESCPOS_GARBLED;
}
