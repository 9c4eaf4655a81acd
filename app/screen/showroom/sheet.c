/* kiosk-screen paper: what comes out of the printer, dot by dot, with a made-up code. */
#include "app/screen/commands.h"
#include "app/screen/paper/paper.h"
#include "app/screen/showroom/showroom.h"
#include "platform/base/arguments.h"
#include "platform/base/log.h"
#include "platform/language/language.h"

#include <string.h>

#define CODE        "K7M429QTX3HF"
#define WIDE_PAPER  576
#define SMALL_PAPER 384
#define SHEET_MAX   (1u << 20)
#define FILE_MODE   0644

struct sheet_options {
    struct showroom_options room;
    const char *language, *width, *output, *what;
    bool hotline;
};

static struct paper *draw(const struct sheet_options *options, const struct paper_setup *setup,
                          struct error *error)
{
    if (strcmp(options->what, "receipt") == 0)
        return paper_receipt(setup, CODE, error);
    if (strcmp(options->what, "notice") == 0)
        return paper_notice(setup, error);
    if (strcmp(options->what, "test") == 0)
        return paper_test(setup, error);
    error_set(error, ERROR_INPUT, "\"%s\" is none of receipt, notice, test", options->what);
    return NULL;
}

/* PBM of netpbm: a head, then the rows as the printer gets them. */
static bool write_sheet(const struct paper *paper, const char *path, struct error *error)
{
    struct buffer file;
    bool written = false;

    buffer_init(&file, SHEET_MAX);
    (void)buffer_append_format(&file, "P4\n%d %d\n", paper->width, paper->height);
    (void)buffer_append(&file, paper->rows, paper->length);
    if (file.failed)
        error_set(error, ERROR_LIMIT, "the sheet is too long for a picture");
    else
        written = file_write(path, file.data, file.length, FILE_MODE, error);
    buffer_finish(&file);
    return written;
}

static bool make_sheet(const struct sheet_options *options, int width, struct error *error)
{
    struct showroom room;
    struct paper *paper = NULL;
    bool made = false;

    if (showroom_open(&room, &options->room, error)) {
        const struct paper_setup setup = {.languages = visit_languages(room.visit),
                                          .language = options->language,
                                          .site = room.site,
                                          .width = width,
                                          .with_hotline = options->hotline,
                                          .year = 2026,
                                          .month = 11,
                                          .day = 21};

        paper = draw(options, &setup, error);
        made = paper && write_sheet(paper, options->output, error);
    }
    paper_destroy(paper);
    showroom_close(&room);
    return made;
}

int command_paper(int argc, char **argv, void *context)
{
    struct sheet_options options = {.language = "en", .width = "576"};
    const struct option_row rows[] = {
        {"language", "LL", &options.language, NULL, "default en"},
        {"width", "DOTS", &options.width, NULL, "576, as it is by default, or 384"},
        {.name = "hotline", .flag = &options.hotline, .meaning = "the receipt names the hotline"},
        {"output", "FILE", &options.output, NULL, "PBM file"},
        {"share", "DIR", &options.room.share, NULL, "forms, languages, fonts"},
        {"site", "FILE", &options.room.site, NULL, "a signed site bundle"},
        {"site-root", "FILE", &options.room.site_root, NULL, "what it must chain to"},
        {0},
    };
    struct arguments line = {.program = "kiosk-screen paper",
                             .operand_words = "receipt|notice|test",
                             .rows = rows,
                             .operands = &options.what,
                             .operands_max = 1};
    struct error error;
    int code = EXIT_FINE;

    (void)context;
    if (!arguments_take(&line, argc, argv, &code))
        return code;
    if (!options.what || !options.output ||
        (strcmp(options.width, "576") != 0 && strcmp(options.width, "384") != 0)) {
        log_error("paper: give receipt, notice or test, --output FILE, and a width of 576 or 384");
        return EXIT_USAGE;
    }
    if (make_sheet(&options, strcmp(options.width, "384") == 0 ? SMALL_PAPER : WIDE_PAPER, &error))
        return EXIT_FINE;
    return arguments_mistake("kiosk-screen paper", &error);
}
