#include "app/screen/widgets/theme.h"

#include <string.h>

static const struct palette light = {
    .top = 0xe7f2f5,
    .sheet = 0xffffff,
    .text = 0x1c1d1f,
    .text2 = 0x2d2e2f,
    .primary = 0x074b69,
    .on_primary = 0xffffff,
    .secondary = 0x074b69,
    .icon = 0x074b69,
    .tint = 0xe1f3f8,
    .line = 0x565c65,
    .hair = 0xc6cace,
    .tile_line = 0xa9aeb1,
    .bar = 0x002d3f,
    .tool = 0x074b69,
    .on_tool = 0xffffff,
    .tool_line = COLOUR_NONE,
    .leave = 0xffffff,
    .on_leave = 0x1c1d1f,
    .error = 0x8b0a03,
    .ok = 0x154c21,
    .warn = 0x3b2b15,
    .warn_fill = 0xfef0c8,
    .key = 0xf1f3f6,
    .key_line = 0x71767a,
    .disabled = 0xedeff0,
    .on_disabled = 0x3d4551,
    .disabled_line = 0x71767a,
    .step_done = 0x074b69,
    .step_now = 0x074b69,
    .step_open = 0xffffff,
    .step_line = 0x2e6276,
    .ring_gap = 0xffffff,
    .ring_dark = 0x1c1d1f,
    .ring_gold = 0xffbe2e,
    .far_hill = 0xc9e0e8,
    .near_hill = 0xadcfdc,
    .sun = 0xfef0c8,
    .rules = false,
};

static const struct palette contrast = {
    .top = 0x000000,
    .sheet = 0x000000,
    .text = 0xffffff,
    .text2 = 0xffffff,
    .primary = 0x97d4ea,
    .on_primary = 0x000000,
    .secondary = 0xffffff,
    .icon = 0xffffff,
    .tint = 0x002d3f,
    .line = 0xffffff,
    .hair = 0xffffff,
    .tile_line = 0xffffff,
    .bar = 0x000000,
    .tool = 0x000000,
    .on_tool = 0xffffff,
    .tool_line = 0xffffff,
    .leave = 0xffffff,
    .on_leave = 0x000000,
    .error = 0xffb4a8,
    .ok = 0xb7f5bd,
    .warn = 0xffe396,
    .warn_fill = 0x000000,
    .key = 0x000000,
    .key_line = 0xffffff,
    .disabled = 0x000000,
    .on_disabled = 0xffffff,
    .disabled_line = 0xffffff,
    .step_done = 0xffffff,
    .step_now = 0x97d4ea,
    .step_open = 0x000000,
    .step_line = 0xffffff,
    .ring_gap = 0x000000,
    .ring_dark = 0x000000,
    .ring_gold = 0xffbe2e,
    .far_hill = COLOUR_NONE,
    .near_hill = COLOUR_NONE,
    .sun = COLOUR_NONE,
    .rules = true,
};

const struct palette *theme_palette(enum view_theme theme)
{
    return theme == THEME_CONTRAST ? &contrast : &light;
}

#define LINE_HEADING 1.22
#define LINE_KEY     1.1
#define LINE_BODY    1.4
#define LINE_LABEL   1.28
#define LINE_NOTICE  1.36
/* Arabic has marks above and tails below that reach further. */
#define LINE_HEADING_TALL 1.56
#define LINE_LABEL_TALL   1.5

static const struct {
    int standard, large;
    bool bold;
    double line_height;
    double spacing; /* of the em */
} types[TYPE_ROLES] = {
    [TYPE_HEADING] = {64, 72, true, LINE_HEADING, -0.005},
    [TYPE_BODY] = {36, 56, false, LINE_BODY, 0},
    [TYPE_OPTION] = {36, 60, true, LINE_LABEL, 0},
    [TYPE_DESCRIPTION] = {30, 50, false, LINE_LABEL, 0},
    [TYPE_NOTICE] = {32, 50, false, LINE_NOTICE, 0},
    [TYPE_NOTICE_TITLE] = {38, 60, true, LINE_LABEL, 0},
    [TYPE_OPTION_TITLE] = {42, 60, true, LINE_LABEL, 0},
    [TYPE_BUTTON] = {40, 64, true, LINE_LABEL, 0},
    [TYPE_SMALL_BUTTON] = {32, 50, true, LINE_LABEL, 0},
    [TYPE_LABEL] = {34, 56, true, LINE_LABEL, 0},
    [TYPE_FIELD] = {48, 64, false, LINE_LABEL, 0},
    [TYPE_FIELD_DIGITS] = {60, 64, false, LINE_LABEL, 0.05},
    [TYPE_KEY] = {44, 64, true, LINE_LABEL, 0},
    [TYPE_KEY_NARROW] = {44, 52, true, LINE_LABEL, 0},
    [TYPE_DIGIT] = {52, 72, true, LINE_LABEL, 0},
    [TYPE_KEY_WORDS] = {30, 42, true, LINE_KEY, 0},
    [TYPE_TOOL] = {28, 42, true, LINE_LABEL, 0},
    [TYPE_STEP] = {32, 50, true, LINE_LABEL, 0},
    [TYPE_BRAND] = {30, 46, true, LINE_LABEL, 0},
    [TYPE_ERROR] = {32, 52, true, LINE_NOTICE, 0},
    [TYPE_CODE] = {72, 88, true, LINE_HEADING, 0.04},
    [TYPE_NUMBER] = {54, 80, true, LINE_LABEL, 0},
    [TYPE_COUNTDOWN] = {140, 150, true, 1.0, 0},
    [TYPE_SMALL] = {28, 46, false, LINE_LABEL, 0},
    [TYPE_VALUE] = {34, 52, true, LINE_LABEL, 0},
};

#define TOOL_LANDSCAPE 30

static double line_height(const struct view_style *style, enum type_role role)
{
    bool arabic = style->language && strncmp(style->language, "ar", 2) == 0;
    switch (arabic ? role : TYPE_ROLES) {
    case TYPE_HEADING:
        return LINE_HEADING_TALL;
    case TYPE_LABEL:
    case TYPE_NOTICE_TITLE:
    case TYPE_OPTION:
    case TYPE_OPTION_TITLE:
        return LINE_LABEL_TALL;
    case TYPE_DESCRIPTION:
        return LINE_BODY;
    default:
        return types[role].line_height;
    }
}

struct text_style theme_text(const struct view_style *style, enum type_role role)
{
    bool large = style->size == SIZE_LARGE;
    double size = large ? types[role].large : types[role].standard;
    if (role == TYPE_TOOL && !large && style->orientation == ORIENTATION_LANDSCAPE)
        size = TOOL_LANDSCAPE;
    return (struct text_style){
        .size = size,
        .bold = types[role].bold,
        .line_height = line_height(style, role),
        .align = ALIGN_START,
        .right_to_left = style->direction == DIRECTION_RIGHT_TO_LEFT,
        .language = style->language,
        .colour = theme_palette(style->theme)->text,
        .spacing = size * types[role].spacing,
    };
}

int theme_change_width(const struct view_style *style)
{
    return style->size == SIZE_LARGE ? 310 : 236;
}

int theme_row_reserve(const struct view_style *style)
{
    return theme_change_width(style) + SPACE_CHANGE;
}
