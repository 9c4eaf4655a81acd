/*
 * Shapes, icons and text on an image surface, in pixels of a reference canvas
 * that is scaled to the surface. The only place that knows Cairo and Pango;
 * used for the display and for the paper. Not for layout: callers place things.
 */
#ifndef PLATFORM_CANVAS_CANVAS_H
#define PLATFORM_CANVAS_CANVAS_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

struct canvas; /* opaque */

/*
 * A canvas of width x height pixels (1…8192) showing a reference area, scaled alike in both
 * directions and centred. With `pixels` (32-bit xRGB, native endian, `stride` bytes a line) it
 * draws into the caller's memory, which must outlive it; with NULL it brings its own.
 */
struct canvas *canvas_create(int width, int height, int reference_width, int reference_height,
                             uint8_t *pixels, int stride, struct error *error) MUST_USE;
/* One bit a pixel, no antialiasing: for paper. */
struct canvas *canvas_create_paper(int width, int height, struct error *error) MUST_USE;
void canvas_destroy(struct canvas *canvas); /* wipes its own pixels */

typedef uint32_t colour; /* 0xRRGGBB */

#define COLOUR_NONE 0xff000000u /* canvas_box and canvas_circle: leave what is under it */

void canvas_fill(struct canvas *canvas, colour fill); /* the whole surface, letterbox included */
void canvas_rectangle(struct canvas *canvas, double x, double y, double width, double height,
                      colour fill);
/* Radii: top left, top right, bottom right, bottom left; NULL: square. line_width 0: no outline; it
 * is drawn inside the box. dash > 0: dashes of that length. */
void canvas_box(struct canvas *canvas, double x, double y, double width, double height,
                const double radius[4], colour fill, colour line, double line_width, double dash);
void canvas_circle(struct canvas *canvas, double x, double y, double radius, colour fill,
                   colour line, double line_width);
/* A part of a circle with round ends, clockwise; turns from the top: 0 … 1. */
void canvas_arc(struct canvas *canvas, double x, double y, double radius, double from, double to,
                colour line, double width);
/* Fills an outline given as SVG path data (SVG 1.1, section 8.3), in reference pixels, moved by x
 * and y. False on malformed data: then nothing is drawn. */
bool canvas_outline(struct canvas *canvas, const char *path_data, double x, double y, colour fill);
/* A lucide icon (24 x 24 view box, round caps) of `size` pixels, upper left corner at x, y; mirror
 * for right-to-left. An unknown name draws nothing and returns false. */
bool canvas_icon(struct canvas *canvas, const char *name, double x, double y, double size,
                 double stroke, colour line, bool mirror);
/* QR code, level M, the smallest version that fits, quiet zone of 4 modules included, black on
 * white. Returns the side length in pixels, 0 on failure. */
int canvas_qr(struct canvas *canvas, const char *text, int x, int y, int module);

enum text_align { ALIGN_START, ALIGN_CENTRE, ALIGN_END };

struct text_style {
    double size; /* pixels of the em */
    bool bold;
    double line_height;    /* factor, e.g. 1.4 */
    enum text_align align; /* START and END follow the direction */
    bool right_to_left;   /* base direction; a text with letters from left to right alone, such as a
                              law that is only in English, is read so, at the same edge */
    const char *language; /* BCP 47 */
    colour colour;
    double spacing; /* added between letters; 0 for running text */
    int lines_max;  /* 0: as many as needed */
    bool balanced;  /* two or three lines of about the same length: for headings */
};

struct text_extent {
    int width, height; /* pixels; the width rounded up, the height to the nearest */
    int lines;
    bool cut;    /* lines_max was exceeded: the end is missing */
    bool broken; /* a word that is wider than its line goes on in the next one */
    int unknown; /* characters that no font has: U+FFFD is drawn for each */
};

/* Lays out `text` (UTF-8) within `width` pixels (0: no wrapping). */
struct text_extent canvas_measure(struct canvas *canvas, const char *text, int width,
                                  const struct text_style *style);
/* Rows that its ink takes, from the upper edge of the first line: marks may stand above or below the
 * lines. */
struct text_ink {
    int top, bottom;
};
struct text_ink canvas_ink(struct canvas *canvas, const char *text, int width,
                           const struct text_style *style);
/* Draws it with its upper left corner at x, y; the same extent. */
struct text_extent canvas_text(struct canvas *canvas, const char *text, double x, double y,
                               int width, const struct text_style *style);
/* Where a caret stands after the last character, relative to x. */
double canvas_caret(struct canvas *canvas, const char *text, int width,
                    const struct text_style *style);

/* Whether the first letter of a text is written from left to right; false when it has no letter. */
bool canvas_begins_left_to_right(const char *text);

/* The drawn pixels, xRGB; owned by the canvas. Not for paper. */
const uint8_t *canvas_pixels(struct canvas *canvas, int *width, int *height, int *stride);
/* Paper: (width + 7) / 8 bytes a row, most significant bit first, 1 = black. */
bool canvas_paper_rows(struct canvas *canvas, uint8_t *rows, size_t size) MUST_USE;

bool canvas_write_png(struct canvas *canvas, const char *path, struct error *error) MUST_USE;

/* Keep drawing inside a rectangle (widened to whole surface pixels) until canvas_unclip: for
 * redrawing what changed. Nests: each clip needs its unclip. */
void canvas_clip(struct canvas *canvas, double x, double y, double width, double height);
void canvas_unclip(struct canvas *canvas);

/* Forgets cached layouts, which may hold a visitor's words. */
void canvas_forget(struct canvas *canvas);

/* The names of all icons, sorted, NULL-ended. */
const char *const *canvas_icon_names(void);

/*
 * Restricts the process to the product's own fonts (Noto Sans in regular and bold, with Arabic,
 * Devanagari and CJK): those in `folder` alone where it has Noto Sans (tools/make-fonts), else the
 * system's (`folder` may be NULL). Every machine draws alike, and no other font has to be scanned.
 * Once a process, before the first canvas and before the sandbox; the font files are opened when
 * first used, so the sandbox must let them be read. No Noto Sans anywhere is ERROR_NOT_FOUND.
 */
bool canvas_load_fonts(const char *folder, struct error *error) MUST_USE;
/* Drops what is kept of fonts for texts that no canvas keeps any more (canvas_forget): another
 * language's are some hundred kilobytes. They load again when needed, in milliseconds. */
void canvas_shed_fonts(void);

#endif
