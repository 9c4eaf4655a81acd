#include "tests/gallery/drawn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN       64 /* how far ink may reach out of its lines */
#define SCRATCH_WIDE 2304
#define SCRATCH_HIGH 2304
#define KNOWN_SLOTS  (1u << 16)

struct canvas;

struct text_extent __real_canvas_text(struct canvas *canvas, const char *text, double x, double y,
                                      int width, const struct text_style *style);
bool __real_canvas_icon(struct canvas *canvas, const char *name, double x, double y, double size,
                        double stroke, colour line, bool mirror);
struct text_extent __wrap_canvas_text(struct canvas *canvas, const char *text, double x, double y,
                                      int width, const struct text_style *style);
bool __wrap_canvas_icon(struct canvas *canvas, const char *name, double x, double y, double size,
                        double stroke, colour line, bool mirror);

/* The same words stand on many screens: where their ink is, is found once. */
struct known_ink {
    uint64_t hash;
    struct rect ink; /* relative to where the words were asked for */
};

/* A wrapped call has no argument of ours: what it writes to has to stand here. */
static struct drawn *taker;
static struct canvas *watched, *scratch;
static struct known_ink *known;

/* ---- taking note ----------------------------------------------------------------------------- */

void drawn_forget(struct drawn *drawn)
{
    for (size_t i = 0; i < drawn->count; i++) {
        free(drawn->words[i].text);
    }
    drawn->count = drawn->icon_count = 0;
}

void drawn_begin(struct drawn *drawn, struct canvas *canvas)
{
    drawn_forget(drawn);
    taker = drawn;
    watched = canvas;
}

static void refuse(const char *what)
{
    (void)fprintf(stderr, "the gallery has no room for %s\n", what);
    abort();
}

struct text_extent __wrap_canvas_text(struct canvas *canvas, const char *text, double x, double y,
                                      int width, const struct text_style *style)
{
    struct text_extent extent = __real_canvas_text(canvas, text, x, y, width, style);
    if (taker == NULL || canvas != watched) {
        return extent;
    }
    if (taker->count == DRAWN_MAX) {
        refuse("more words");
    }
    taker->words[taker->count++] = (struct drawn_words){
        .text = strdup(text),
        .style = *style,
        .width = width,
        .extent = extent,
        .ink = {(int)x, (int)y, 0, 0},
    };
    return extent;
}

bool __wrap_canvas_icon(struct canvas *canvas, const char *name, double x, double y, double size,
                        double stroke, colour line, bool mirror)
{
    if (taker != NULL && canvas == watched && taker->icon_count < DRAWN_MAX) {
        /* Icons have an empty edge of a twelfth. */
        int edge = (int)(size / 12);
        taker->icons[taker->icon_count++] =
            (struct rect){(int)x + edge, (int)y + edge, (int)size - 2 * edge, (int)size - 2 * edge};
    }
    return __real_canvas_icon(canvas, name, x, y, size, stroke, line, mirror);
}

/* ---- where the ink is ------------------------------------------------------------------------ */

static uint64_t mix(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ byte[i]) * 0x100000001b3u;
    }
    return hash;
}

static uint64_t hash_of(const struct drawn_words *words)
{
    const struct text_style *style = &words->style;
    double sizes[] = {style->size, style->line_height, style->spacing};
    int flags[] = {words->width,         style->bold,      (int)style->align,
                   style->right_to_left, style->lines_max, style->balanced};
    uint64_t hash = mix(0xcbf29ce484222325u, words->text, strlen(words->text));
    hash = mix(hash, sizes, sizeof sizes);
    hash = mix(hash, flags, sizeof flags);
    return mix(hash, style->language, strlen(style->language)) | 1;
}

static bool row_has_ink(const uint8_t *row, int from, int to, int *first, int *last)
{
    *first = -1;
    for (int x = from; x < to; x++) {
        if (row[x * 4] < 0xc0) {
            *first = *first < 0 ? x : *first;
            *last = x;
        }
    }
    return *first >= 0;
}

/* Draws the words alone, black on white, and looks for what is dark. */
static struct rect find_ink(const struct drawn_words *words)
{
    struct text_style style = words->style;
    int wide = words->extent.width > words->width ? words->extent.width : words->width;
    int to = wide + 2 * MARGIN < SCRATCH_WIDE ? wide + 2 * MARGIN : SCRATCH_WIDE;
    int high = words->extent.height + 2 * MARGIN;
    int width, height, stride;
    struct rect ink = {0, 0, 0, 0};
    style.colour = 0;
    canvas_rectangle(scratch, 0, 0, to, high, 0xffffff);
    (void)__real_canvas_text(scratch, words->text, MARGIN, MARGIN, words->width, &style);
    const uint8_t *pixels = canvas_pixels(scratch, &width, &height, &stride);
    for (int y = 0; y < high && y < height; y++) {
        int first, last = 0;
        if (!row_has_ink(pixels + (size_t)y * (size_t)stride, 0, to, &first, &last)) {
            continue;
        }
        if (ink.width == 0) {
            ink = (struct rect){first, y, 1, 1};
        }
        int end = ink.x + ink.width > last + 1 ? ink.x + ink.width : last + 1;
        ink.x = first < ink.x ? first : ink.x;
        ink.width = end - ink.x;
        ink.height = y + 1 - ink.y;
    }
    ink.x -= MARGIN;
    ink.y -= MARGIN;
    return ink;
}

static void set_up(void)
{
    if (scratch == NULL) {
        scratch =
            canvas_create(SCRATCH_WIDE, SCRATCH_HIGH, SCRATCH_WIDE, SCRATCH_HIGH, NULL, 0, NULL);
        known = calloc(KNOWN_SLOTS, sizeof *known);
    }
    if (scratch == NULL || known == NULL) {
        refuse("looking at ink");
    }
}

void drawn_end(struct drawn *drawn)
{
    taker = NULL;
    set_up();
    for (size_t i = 0; i < drawn->count; i++) {
        struct drawn_words *words = &drawn->words[i];
        uint64_t hash = hash_of(words);
        struct known_ink *slot = &known[hash % KNOWN_SLOTS];
        if (slot->hash != hash) {
            *slot = (struct known_ink){hash, find_ink(words)};
        }
        words->ink = (struct rect){words->ink.x + slot->ink.x, words->ink.y + slot->ink.y,
                                   slot->ink.width, slot->ink.height};
    }
}

void drawn_finish(void)
{
    canvas_destroy(scratch);
    free(known);
    scratch = NULL;
    known = NULL;
}
