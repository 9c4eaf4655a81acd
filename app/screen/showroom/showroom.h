/*
 * What it takes to show screens without a kiosk: form, texts and fonts from the
 * share folder, a site (made up unless one is given), a visit nobody is in.
 */
#ifndef APP_SCREEN_SHOWROOM_SHOWROOM_H
#define APP_SCREEN_SHOWROOM_SHOWROOM_H

#include "app/screen/visit/visit.h"
#include "platform/base/file.h"

struct showroom_options {
    const char *share; /* folder with forms, languages and fonts; NULL: found beside the program */
    const char *form;  /* NULL: forms/custody-alert.json there */
    const char *site;  /* signed bundle; NULL: the example site */
    const char *site_root; /* PEM; needed with `site` */
    const char *notice;    /* of the example site, every part of it; NULL: a short one */
    enum view_orientation orientation;
    bool fonts_loaded; /* once a process: this one has done it */
};

struct showroom {
    struct form *form;
    struct site *site;
    struct canvas *measure;
    struct visit *visit;
    char languages[FILE_PATH_MAX], keyboards[FILE_PATH_MAX];
};

/* Makes it; showroom_close also after a failure. */
bool showroom_open(struct showroom *room, const struct showroom_options *options,
                   struct error *error) MUST_USE;
void showroom_close(struct showroom *room);

/* The command line's words for a style; false when one is unknown. */
bool showroom_style(const char *size, const char *theme, const char *language,
                    struct view_style *style, struct error *error) MUST_USE;
/* "1080x1920" to numbers, and the orientation they mean. */
bool showroom_canvas(const char *text, int *width, int *height, enum view_orientation *orientation,
                     struct error *error) MUST_USE;

#endif
