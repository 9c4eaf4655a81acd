/* kiosk-screen render and list. */
#include "app/screen/commands.h"
#include "app/screen/pages/layout.h"
#include "app/screen/showroom/showroom.h"
#include "app/screen/widgets/draw.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/canvas/canvas.h"

#include <stdio.h>

struct render_options {
    bool help;
    struct showroom_options room;
    const char *screen, *language, *size, *theme, *canvas, *output, *folder, *focus;
    bool all;
    int width, height;
};

static bool render_one(struct showroom *room, const struct render_options *options,
                       const char *screen, const char *path, struct error *error)
{
    struct view_style style = {.orientation = options->room.orientation};
    if (!showroom_style(options->size, options->theme, options->language, &style, error) ||
        !visit_show(room->visit, screen, &style, error)) {
        return false;
    }
    struct rect reference = layout_for(&style)->canvas;
    struct canvas *canvas = canvas_create(options->width, options->height, reference.width,
                                          reference.height, NULL, 0, error);
    if (canvas == NULL) {
        return false;
    }
    draw_view(canvas, visit_view(room->visit), NULL, NULL);
    bool written = canvas_write_png(canvas, path, error);
    canvas_destroy(canvas);
    return written;
}

static bool render_all(struct showroom *room, const struct render_options *options,
                       struct error *error)
{
    if (!file_make_folder(options->folder, 0755, error)) {
        return false;
    }
    const char *screen;
    for (size_t i = 0; (screen = visit_screen(i)) != NULL; i++) {
        char path[FILE_PATH_MAX];
        if (!text_format(path, sizeof path, "%s/%s-%s-%s-%s-%s.png", options->folder, screen,
                         options->language, options->size, options->theme,
                         options->room.orientation == ORIENTATION_LANDSCAPE ? "landscape"
                                                                            : "portrait")) {
            return error_set(error, ERROR_LIMIT, "the output folder's path is too long");
        }
        if (!render_one(room, options, screen, path, error)) {
            return false;
        }
    }
    return true;
}

static bool parse(int argc, char **argv, struct render_options *options, struct error *error)
{
    const struct option_row rows[] = {
        {"screen", "ID", &options->screen, NULL, "which screen; `list` names them"},
        {"language", "LL", &options->language, NULL, "default en"},
        {"size", "SIZE", &options->size, NULL, "standard or large text"},
        {"theme", "THEME", &options->theme, NULL, "light or contrast"},
        {"canvas", "WxH", &options->canvas, NULL, "default 1080x1920"},
        {"output", "FILE", &options->output, NULL, "PNG file"},
        {"o", "FILE", &options->output, NULL, "the same"},
        {"all", NULL, NULL, &options->all, "every screen"},
        {"output-folder", "DIR", &options->folder, NULL, "where --all writes"},
        {"share", "DIR", &options->room.share, NULL, "forms, languages, fonts"},
        {"form", "FILE", &options->room.form, NULL, "another form"},
        {"site", "FILE", &options->room.site, NULL, "a signed site bundle"},
        {"site-root", "FILE", &options->room.site_root, NULL, "what it must chain to"},
        {.name = "help", .flag = &options->help, .meaning = "says this"},
        {NULL, NULL, NULL, NULL, NULL},
    };
    const char *operand;
    size_t operands = 0;
    if (!arguments_parse(argc, argv, rows, &operand, 1, &operands, error)) {
        return false;
    }
    if (options->help) {
        arguments_print_options("kiosk-screen render", "", rows);
        return true;
    }
    bool one = options->screen != NULL && options->output != NULL;
    bool many = options->all && options->folder != NULL;
    if (operands > 0 || one == many) {
        return error_set(error, ERROR_INPUT,
                         "give --screen ID -o FILE, or --all --output-folder DIR");
    }
    return showroom_canvas(options->canvas, &options->width, &options->height,
                           &options->room.orientation, error);
}

int command_render(int argc, char **argv, void *context)
{
    (void)context;
    struct error error;
    struct showroom room;
    struct render_options options = {
        .language = "en", .size = "standard", .theme = "light", .canvas = "1080x1920"};
    if (!parse(argc, argv, &options, &error)) {
        log_error("render: %s", error.text);
        return EXIT_USAGE;
    }
    if (options.help) {
        return EXIT_FINE;
    }
    bool done = showroom_open(&room, &options.room, &error) &&
                (options.all ? render_all(&room, &options, &error)
                             : render_one(&room, &options, options.screen, options.output, &error));
    if (!done) {
        log_error("render: %s", error.text);
    }
    showroom_close(&room);
    return done ? EXIT_FINE : EXIT_FAILED;
}

int command_list(int argc, char **argv, void *context)
{
    (void)argv;
    (void)context;
    if (argc > 1) {
        log_error("list: takes no arguments");
        return EXIT_USAGE;
    }
    const char *screen;
    for (size_t i = 0; (screen = visit_screen(i)) != NULL; i++) {
        (void)puts(screen);
    }
    return EXIT_FINE;
}
