/*
 * The looks a control can have. Each knows how to draw itself into its rect and
 * how much room it needs; both count with the same numbers. Looks share one
 * table, so that drawing and measuring cannot disagree on what exists.
 */
#ifndef APP_SCREEN_WIDGETS_WIDGET_H
#define APP_SCREEN_WIDGETS_WIDGET_H

#include "app/screen/widgets/theme.h"

/* What a look needs besides its control. */
struct brush {
    struct canvas *canvas;
    const struct palette *palette;
    const struct view_style *style;
    bool on_bar;    /* the control stands on the tool bar */
    bool continues; /* the control before it is a note of the same kind: hairline between them */
};

struct widget {
    /* Draws inside control->rect. NULL: nothing to see. */
    void (*draw)(const struct brush *brush, const struct control *control);
    /* Least height at `width`, and least width with every text on one line. */
    int (*height)(const struct brush *brush, const struct control *control, int width);
    int (*width)(const struct brush *brush, const struct control *control);
    int radius; /* of its corners, for the focus ring */
};

/* Never NULL. */
const struct widget *widget_of(enum control_look look);

struct brush brush_for(struct canvas *canvas, const struct view_style *style);

extern const struct widget widget_heading, widget_hint, widget_body, widget_label, widget_brand,
    widget_step, widget_primary, widget_secondary, widget_option, widget_field, widget_key,
    widget_tool, widget_leave, widget_tab, widget_row, widget_tile, widget_panel, widget_note,
    widget_error, widget_dots, widget_code, widget_qr, widget_status_icon, widget_countdown,
    widget_example;

#endif
