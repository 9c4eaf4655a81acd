#include "platform/canvas/internal.h"

#include "platform/base/secret.h"

#include <qrencode.h>

#define QUIET 4 /* modules, ISO/IEC 18004 */

int canvas_qr(struct canvas *canvas, const char *text, int x, int y, int module)
{
    QRcode *code = module > 0 ? QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) : NULL;
    if (!code)
        return 0;
    int side = (code->width + 2 * QUIET) * module;
    canvas_rectangle(canvas, x, y, side, side, 0xffffff);
    /* One path for all: neighbours leave no seam at any scale. */
    for (int row = 0; row < code->width; row++)
        for (int column = 0; column < code->width; column++)
            if (code->data[row * code->width + column] & 1)
                cairo_rectangle(canvas->cairo, x + (column + QUIET) * module,
                                y + (row + QUIET) * module, module, module);
    set_colour(canvas, 0x000000);
    cairo_fill(canvas->cairo);
    secret_wipe(code->data, (size_t)code->width * (size_t)code->width);
    QRcode_free(code);
    return side;
}
