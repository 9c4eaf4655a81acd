#include "app/screen/widgets/widget.h"

static int no_room(const struct brush *brush, const struct control *control, int width)
{
    (void)brush;
    (void)control;
    (void)width;
    return 0;
}

static int no_width(const struct brush *brush, const struct control *control)
{
    (void)brush;
    (void)control;
    return 0;
}

static const struct widget nothing = {.height = no_room, .width = no_width};

const struct widget *widget_of(enum control_look look)
{
    static const struct widget *const widgets[] = {
        [LOOK_NONE] = &nothing,
        [LOOK_HEADING] = &widget_heading,
        [LOOK_HINT] = &widget_hint,
        [LOOK_BODY] = &widget_body,
        [LOOK_LABEL] = &widget_label,
        [LOOK_BRAND] = &widget_brand,
        [LOOK_STEP] = &widget_step,
        [LOOK_PRIMARY] = &widget_primary,
        [LOOK_SECONDARY] = &widget_secondary,
        [LOOK_OPTION] = &widget_option,
        [LOOK_FIELD] = &widget_field,
        [LOOK_KEY] = &widget_key,
        [LOOK_TOOL] = &widget_tool,
        [LOOK_LEAVE] = &widget_leave,
        [LOOK_TAB] = &widget_tab,
        [LOOK_ROW] = &widget_row,
        [LOOK_TILE] = &widget_tile,
        [LOOK_PANEL] = &widget_panel,
        [LOOK_NOTE] = &widget_note,
        [LOOK_ERROR] = &widget_error,
        [LOOK_DOTS] = &widget_dots,
        [LOOK_CODE] = &widget_code,
        [LOOK_QR] = &widget_qr,
        [LOOK_STATUS_ICON] = &widget_status_icon,
        [LOOK_COUNTDOWN] = &widget_countdown,
        [LOOK_EXAMPLE] = &widget_example,
    };
    return widgets[look];
}

struct brush brush_for(struct canvas *canvas, const struct view_style *style)
{
    return (struct brush){.canvas = canvas, .palette = theme_palette(style->theme), .style = style};
}
