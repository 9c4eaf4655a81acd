/*
 * What paper looks like: the receipt, running text such as the privacy notice,
 * and the staff's test print, in black and white dots (8 a millimetre). Texts
 * are handed in; where they come from is paper.h. No name, place or PIN has a
 * place on any of them.
 */
#ifndef APP_SCREEN_PAPER_RECEIPT_PICTURE_H
#define APP_SCREEN_PAPER_RECEIPT_PICTURE_H

#include "platform/canvas/canvas.h"

struct receipt_paper {
    int width;            /* dots: 576 or 384 */
    const char *language; /* BCP 47, for the choice of fonts */
    bool right_to_left;
};

#define RECEIPT_STEPS 3

struct receipt_texts {
    const char *title, *date;
    const char *qr; /* what the QR code says: "CA1:" and the code */
    const char *code_label, *code;
    const char *call_label, *hotline; /* hotline NULL: left out, with its label */
    const char *next;                 /* over the steps */
    const char *steps[RECEIPT_STEPS];
    const char *change; /* how to change or stop */
    const char *end;
};

struct receipt_paragraph {
    const char *heading; /* "" for none */
    const char *text;    /* "" for none */
    bool ltr;            /* the text is not the visitor's language and reads left to right */
};

/*
 * Each gives a paper canvas (canvas_paper_rows) that is as high as its content, at most
 * `height_max` dots, for the caller to destroy; *height is filled. NULL on failure: ERROR_LIMIT when
 * the texts need a longer paper, ERROR_INTERNAL when the code makes no QR code.
 */
struct canvas *receipt_picture(const struct receipt_paper *paper, const struct receipt_texts *texts,
                               int height_max, int *height, struct error *error) MUST_USE;
struct canvas *receipt_picture_of_text(const struct receipt_paper *paper, const char *title,
                                       const struct receipt_paragraph *paragraphs, size_t count,
                                       int height_max, int *height, struct error *error) MUST_USE;
/* Stripes over the whole width: a dot that does not print shows as a white line. */
struct canvas *receipt_picture_test(const struct receipt_paper *paper, const char *title,
                                    const char *date, const char *line, int height_max, int *height,
                                    struct error *error) MUST_USE;

#endif
