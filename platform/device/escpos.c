#include "platform/device/escpos.h"

#include <string.h>

#define DLE 0x10
#define EOT 0x04
#define ENQ 0x05
#define DC4 0x14
#define ESC 0x1b
#define GS  0x1d

#define FEED_TO_CUT    24   /* dots behind the picture, besides what the cutter needs */
#define CUT_PARTIAL    66   /* GS V 66 n: feed to the cutter and n dots, cut partially */
#define CHANGES_WANTED 0x0e /* on-line, error, paper */

/* A printer takes DLE EOT, DLE ENQ and DLE DC4 for commands even among dots. One dot more breaks them;
 * no module of a QR code is a single dot, so none is touched. */
static void break_commands(uint8_t *dots, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++) {
        if (dots[i] == DLE && (dots[i + 1] == EOT || dots[i + 1] == ENQ || dots[i + 1] == DC4)) {
            dots[i] |= 0x08;
        }
    }
}

static bool put_band(const struct wire_picture *picture, uint32_t first, struct buffer *out)
{
    size_t row_bytes = ((size_t)picture->width + 7) / 8;
    uint32_t left = picture->height - first;
    uint32_t rows = left < ESCPOS_BAND_ROWS ? left : ESCPOS_BAND_ROWS;
    const uint8_t head[8] = {
        GS, 'v', '0', 0, (uint8_t)(row_bytes & 0xff), (uint8_t)(row_bytes >> 8), (uint8_t)rows, 0};

    size_t length = rows * row_bytes;
    uint8_t *dots = buffer_append(out, head, sizeof head) ? buffer_extend(out, length) : NULL;

    if (dots != NULL) {
        memcpy(dots, picture->rows + first * row_bytes, length);
        break_commands(dots, length);
    }
    return dots != NULL;
}

bool escpos_put_job(const struct wire_picture *picture, struct buffer *out, struct error *error)
{
    static const uint8_t begin[] = {ESC, '@'};
    static const uint8_t end[] = {GS, 'V', CUT_PARTIAL, FEED_TO_CUT, GS, 'r', 1};
    bool fine = buffer_append(out, begin, sizeof begin);

    if (picture->width == 0 || picture->width > ESCPOS_DOTS_MAX) {
        return error_set(error, ERROR_LIMIT, "a picture of %u dots does not fit on the paper",
                         picture->width);
    }
    for (uint32_t row = 0; fine && row < picture->height; row += ESCPOS_BAND_ROWS) {
        fine = put_band(picture, row, out);
    }
    fine = fine && buffer_append(out, end, sizeof end);
    return fine || error_set(error, ERROR_LIMIT, "a picture is too large to print");
}

bool escpos_put_settling(struct buffer *out)
{
    static const uint8_t end[] = {ESC, '@', GS, 'r', 1};

    return buffer_extend(out, ESCPOS_BAND_BYTES_MAX) != NULL && buffer_append(out, end, sizeof end);
}

void escpos_ask_status(unsigned n, uint8_t request[static ESCPOS_REQUEST_BYTES])
{
    request[0] = DLE;
    request[1] = EOT;
    request[2] = (uint8_t)n;
}

void escpos_ask_changes(uint8_t request[static ESCPOS_REQUEST_BYTES])
{
    request[0] = GS;
    request[1] = 'a';
    request[2] = CHANGES_WANTED;
}

void escpos_clear(uint8_t request[static ESCPOS_CLEAR_BYTES])
{
    static const uint8_t clear[ESCPOS_CLEAR_BYTES] = {DLE, DC4, 8, 1, 3, 20, 1, 6, 2, 8};

    memcpy(request, clear, sizeof clear);
}
