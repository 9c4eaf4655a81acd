#include "app/screen/widgets/scene.h"

/* Reference pixels; the portrait hills end behind a sheet that starts at y = 600. */
#define PORTRAIT_SHEET 600

static const struct scene {
    const char *far_hill, *near_hill;
    double sun_x, sun_y, sun_radius;
} portrait =
    {
        .far_hill = "M0 545C173 503 347 491 520 481C667 472 813 441 960 428C1000 426 1040 428 1080 "
                    "432V700H0z",
        .near_hill = "M0 590C93 569 187 560 280 559C387 560 493 568 600 567C760 565 960 512 1080 "
                     "512V700H0z",
        .sun_x = 960,
        .sun_y = 432,
        .sun_radius = 92,
},
  landscape = {
      .far_hill = "M0 800C80 765 160 752 240 753C293 753 347 756 400 755C500 752 600 720 700 "
                  "692H760V960H0z",
      .near_hill = "M0 860C67 842 133 835 200 835C273 835 347 846 420 848C520 846 600 824 700 "
                   "799H760V960H0z",
      .sun_x = 560,
      .sun_y = 728,
      .sun_radius = 93,
};

void scene_draw(struct canvas *canvas, const struct view *view, const struct palette *palette)
{
    const struct view_style *style = &view->style;
    if (!view->scene || palette->far_hill == COLOUR_NONE)
        return;
    bool upright = style->orientation == ORIENTATION_PORTRAIT;
    bool mirrored = style->direction == DIRECTION_RIGHT_TO_LEFT;
    const struct scene *scene = upright ? &portrait : &landscape;
    double down = upright ? view->sheet.y - PORTRAIT_SHEET : 0;
    /* In landscape the reading column changes sides; the drawing moves with it, unmirrored. */
    double across = upright || !mirrored ? 0 : view->reading.x;
    if (style->size == SIZE_STANDARD && !mirrored)
        canvas_circle(canvas, scene->sun_x, scene->sun_y + down, scene->sun_radius, palette->sun,
                      COLOUR_NONE, 0);
    canvas_outline(canvas, scene->far_hill, across, down, palette->far_hill);
    canvas_outline(canvas, scene->near_hill, across, down, palette->near_hill);
}
