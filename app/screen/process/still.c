#include "app/screen/process/still.h"

#include "app/screen/widgets/theme.h"
#include "platform/base/file.h"
#include "platform/base/text.h"

#include <stdio.h>

#define SIDE_MAX 4096

/* "P5\nWIDTH HEIGHT\n255\n", then a byte a pixel: as showroom/words.c writes it. */
static bool parse(struct still *still)
{
    int width = 0, height = 0, start = 0;

    if (sscanf(buffer_text(&still->file), "P5\n%4d %4d\n255%n", &width, &height, &start) != 2 ||
        start == 0 || width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX ||
        still->file.length != (size_t)start + 1 + (size_t)width * (size_t)height)
        return false;
    still->picture.width = width;
    still->picture.height = height;
    still->picture.grey = still->file.data + start + 1;
    return true;
}

bool still_load(struct still *still, const char *share, const char *name, enum turn turn,
                struct error *error)
{
    const struct palette *palette = theme_palette(THEME_LIGHT);
    char path[FILE_PATH_MAX];

    *still =
        (struct still){.picture = {.turn = turn, .ink = palette->primary, .paper = palette->top}};
    buffer_init(&still->file, STILL_FILE_MAX);
    if (!text_format(path, sizeof path, "%s/pictures/%s.pgm", share, name))
        return error_set(error, ERROR_LIMIT, "the path of share is too long");
    return file_read(path, &still->file, error) &&
           (parse(still) || error_set(error, ERROR_CORRUPT, "%s is no grey picture", path));
}

void still_finish(struct still *still)
{
    buffer_finish(&still->file);
    still->picture.grey = NULL;
}

void still_show(const struct still *still, struct panel *panel)
{
    if (still->picture.grey)
        panel_paint(panel, &still->picture);
    else
        panel_blank(panel);
}
