/* kiosk-screen words: the pictures that process/still.h shows, drawn when the kiosk is built. */
#include "app/screen/commands.h"
#include "app/screen/showroom/showroom.h"
#include "app/screen/widgets/theme.h"
#include "platform/base/arguments.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/canvas/canvas.h"
#include "platform/language/language.h"

#include <string.h>

#define WIDTH     720
#define HEIGHT    1000
#define ICON      240
#define INK       0x000000u
#define PAPER     0xffffffu
#define TITLE     29.0
#define ADVICE    25.0
#define TITLE_ROW 42
#define FILE_MODE 0644

/* What cannot be broken has no words: a clock, until the kiosk has started. */
static void draw_starting(struct canvas *canvas)
{
    (void)canvas_icon(canvas, "clock", (WIDTH - ICON) / 2.0, (HEIGHT - ICON) / 2.0, ICON, 1.5, INK,
                      false);
}

/* The kiosk's own words, in all its languages: nobody can choose one. */
static void draw_not_available(struct canvas *canvas, const struct language *language)
{
    int row = HEIGHT / (int)language_count(language);

    for (size_t i = 0; i < language_count(language); i++) {
        const struct language_facts *facts = language_at(language, i);
        struct text_style style = {.size = TITLE,
                                   .bold = true,
                                   .line_height = 1.2,
                                   .align = ALIGN_CENTRE,
                                   .right_to_left = facts->right_to_left,
                                   .language = facts->code,
                                   .colour = INK,
                                   .lines_max = 1};
        int top = (int)i * row;
        (void)canvas_text(canvas, language_text(language, facts->code, "x_title"), 0, top, WIDTH,
                          &style);
        style.bold = false;
        style.size = ADVICE;
        (void)canvas_text(canvas, language_text(language, facts->code, "x1"), 0, top + TITLE_ROW,
                          WIDTH, &style);
    }
}

/* PGM of netpbm, 8 bits: the green of grey pixels. */
static bool write(struct canvas *canvas, const char *path, struct error *error)
{
    int width, height, stride;
    const uint8_t *pixels = canvas_pixels(canvas, &width, &height, &stride);
    struct buffer file;
    bool written = false;

    buffer_init(&file, 2u * WIDTH * HEIGHT);
    (void)buffer_append_format(&file, "P5\n%d %d\n255\n", width, height);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++)
            (void)buffer_append_byte(&file, pixels[y * stride + x * 4 + 1]);
    }
    if (file.failed)
        error_set(error, ERROR_MEMORY, "no memory for the picture");
    else
        written = file_write(path, file.data, file.length, FILE_MODE, error);
    buffer_finish(&file);
    return written;
}

static bool draw(const char *what, const char *share, const char *output, struct error *error)
{
    char languages[FILE_PATH_MAX], fonts[FILE_PATH_MAX];
    struct canvas *canvas = NULL;
    struct language *language = NULL;
    bool drawn = false;

    if (!file_join(languages, sizeof languages, share, "languages") ||
        !file_join(fonts, sizeof fonts, share, "fonts"))
        return error_set(error, ERROR_LIMIT, "the path of share is too long");
    if (!canvas_load_fonts(fonts, error))
        return false;
    canvas = canvas_create(WIDTH, HEIGHT, WIDTH, HEIGHT, NULL, 0, error);
    language = language_open(languages, error);
    if (canvas && language) {
        canvas_fill(canvas, PAPER);
        if (strcmp(what, "starting") == 0)
            draw_starting(canvas);
        else
            draw_not_available(canvas, language);
        drawn = write(canvas, output, error);
    }
    language_close(language);
    canvas_destroy(canvas);
    return drawn;
}

int command_words(int argc, char **argv, void *context)
{
    const char *share = NULL, *output = NULL, *what = NULL;
    const struct option_row rows[] = {
        {"share", "DIR", &share, NULL, "languages and fonts"},
        {"output", "FILE", &output, NULL, "PGM file"},
        {0},
    };
    struct arguments line = {.program = "kiosk-screen words",
                             .operand_words = "starting|not-available",
                             .rows = rows,
                             .operands = &what,
                             .operands_max = 1};
    struct error error;
    int code = EXIT_FINE;

    (void)context;
    if (!arguments_take(&line, argc, argv, &code))
        return code;
    if (!share || !output || !what ||
        (strcmp(what, "starting") != 0 && strcmp(what, "not-available") != 0)) {
        log_error("words: give --share DIR --output FILE, and starting or not-available");
        return EXIT_USAGE;
    }
    if (draw(what, share, output, &error))
        return EXIT_FINE;
    log_error("words: %s", error.text);
    return EXIT_FAILED;
}
