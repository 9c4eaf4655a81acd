#include "app/screen/pages/layout.h"

#include "app/screen/widgets/theme.h"

static const struct layout portrait = {
    .canvas = {0, 0, 1080, 1920},
    .reading = {0, 0, 1080, 600},
    .sheet = {0, 600, 1080, 1152},
    .bar = {0, 1752, 1080, 168},
    .brand = {48, 32, 984, 56},
    .step = {48, 118, 984, 86},
    .question = {48, 200, 984, 362},
    .question_alone = {48, 104, 984, 458},
    .question_at_end = true,
    .content = {48, 640, 984, 912},
    .keys = {28, 640, 1024, 912},
    .buttons = {48, 1592, 984, HEIGHT_BUTTON},
    .tools = 6,
    .tool_margin = 14,
    .tool_top = 16,
    .tool_height = HEIGHT_TOOL,
    .tool_gap = SPACE_TOOLS,
    .digit_height = HEIGHT_DIGIT,
    .key_height = HEIGHT_KEY,
};

static const struct layout portrait_large = {
    .canvas = {0, 0, 1080, 1920},
    .reading = {0, 0, 1080, 466},
    .sheet = {0, 466, 1080, 1150},
    .bar = {0, 1616, 1080, 304},
    .step = {48, 26, 984, 106},
    .question = {48, 140, 984, 304},
    .question_alone = {48, 32, 984, 412},
    .question_at_end = true,
    .content = {48, 498, 984, 940},
    .keys = {28, 498, 1024, 940},
    .buttons = {48, 1464, 984, HEIGHT_BUTTON},
    .tools = 3,
    .tool_margin = 24,
    .tool_top = 18,
    .tool_height = 124,
    .tool_gap = 16,
    .digit_height = HEIGHT_DIGIT,
    .key_height = HEIGHT_KEY,
};

static const struct layout landscape = {
    .canvas = {0, 0, 1920, 1080},
    .reading = {0, 0, 692, 940},
    .sheet = {692, 0, 1228, 940},
    .bar = {0, 940, 1920, 140},
    .brand = {56, 36, 580, 56},
    .step = {56, 128, 580, 86},
    .question = {56, 264, 580, 640},
    .question_alone = {56, 150, 580, 754},
    .content = {740, 48, 1132, 704},
    .keys = {740, 48, 1132, 704},
    .buttons = {740, 792, 1132, HEIGHT_BUTTON_LANDSCAPE},
    .tools = 6,
    .tool_margin = 48,
    .tool_top = 16,
    .tool_height = 108,
    .tool_gap = 16,
    .digit_height = HEIGHT_DIGIT,
    .key_height = 110,
    .pad_beside = true,
};

static const struct layout landscape_large = {
    .canvas = {0, 0, 1920, 1080},
    .reading = {0, 0, 692, 940},
    .sheet = {692, 0, 1228, 940},
    .bar = {0, 940, 1920, 140},
    .step = {56, 36, 580, 106},
    .question = {56, 168, 580, 748},
    .question_alone = {56, 40, 580, 876},
    .content = {740, 32, 1132, 720},
    .keys = {740, 32, 1132, 720},
    .buttons = {740, 792, 1132, HEIGHT_BUTTON_LANDSCAPE},
    .tools = 6,
    .tool_margin = 24,
    .tool_top = 16,
    .tool_height = 108,
    .tool_gap = 12,
    .digit_height = HEIGHT_DIGIT,
    .key_height = 100,
    .pad_beside = true,
};

const struct layout *layout_for(const struct view_style *style)
{
    bool large = style->size == SIZE_LARGE;
    if (style->orientation == ORIENTATION_LANDSCAPE) {
        return large ? &landscape_large : &landscape;
    }
    return large ? &portrait_large : &portrait;
}

static void mirror(struct rect *rect, int width)
{
    rect->x = width - rect->x - rect->width;
}

/* The box around all keys: a keyboard stands as it is in every language, so it moves as a block. */
static struct rect key_block(const struct view *view)
{
    struct rect block = {0, 0, 0, 0};
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (control->role != ROLE_KEY) {
            continue;
        }
        int end = control->rect.x + control->rect.width;
        if (block.width == 0) {
            block = control->rect;
        }
        int block_end = block.x + block.width;
        block.x = control->rect.x < block.x ? control->rect.x : block.x;
        block.width = (end > block_end ? end : block_end) - block.x;
    }
    return block;
}

void layout_mirror(struct view *view)
{
    int width = layout_for(&view->style)->canvas.width;
    struct rect block = key_block(view);
    int shift = width - block.x - block.width - block.x;
    for (size_t i = 0; i < view->count; i++) {
        struct control *control = &view->controls[i];
        if (control->role == ROLE_KEY) {
            control->rect.x += shift;
        } else {
            mirror(&control->rect, width);
        }
    }
    mirror(&view->reading, width);
    mirror(&view->sheet, width);
    mirror(&view->bar, width);
}

bool layout_overlaps(const struct rect *a, const struct rect *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}
