#include "app/screen/showroom/showroom.h"

#include "app/registration/form.h"
#include "app/screen/pages/layout.h"
#include "app/screen/showroom/example_site.h"
#include "platform/base/file.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/canvas/canvas.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INSTALLED_SHARE "/usr/share/custody-kiosk"
#define CANVAS_MAX      8192

/* Beside the program in a build tree (build/bin, build/door/bin …), else where it is installed. */
static bool find_share(char *share, size_t size, struct error *error)
{
    char program[FILE_PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    for (int up = 0; up < 4; up++) {
        char *slash = strrchr(program, '/');
        if (slash == NULL) {
            break;
        }
        *slash = '\0';
        if (text_format(share, size, "%s/share", program) && file_exists(share)) {
            return true;
        }
    }
    if (text_copy(share, size, INSTALLED_SHARE) && file_exists(share)) {
        return true;
    }
    return error_set(error, ERROR_NOT_FOUND, "the share folder is not found: name it with --share");
}

static struct form *load_form(const char *path, struct error *error)
{
    struct buffer json;
    struct form *form = NULL;
    buffer_init(&json, FORM_JSON_MAX);
    if (file_read(path, &json, error)) {
        form = form_parse(buffer_text(&json), json.length, path, error);
    }
    buffer_finish(&json);
    return form;
}

static bool open_visit(struct showroom *room, const char *share,
                       const struct showroom_options *options, struct error *error)
{
    char fonts[FILE_PATH_MAX];
    struct view_style style = {.orientation = options->orientation};
    struct rect canvas = layout_for(&style)->canvas;
    if (!file_join(room->languages, sizeof room->languages, share, "languages") ||
        !file_join(room->keyboards, sizeof room->keyboards, share, "keyboards") ||
        !file_join(fonts, sizeof fonts, share, "fonts")) {
        return error_set(error, ERROR_LIMIT, "the path of the share folder is too long");
    }
    if (!options->fonts_loaded && !canvas_load_fonts(fonts, error)) {
        return false;
    }
    room->measure =
        canvas_create(canvas.width, canvas.height, canvas.width, canvas.height, NULL, 0, error);
    if (room->measure == NULL) {
        return false;
    }
    struct visit_setup setup = {
        .form = room->form,
        .site = room->site,
        .measure = room->measure,
        .languages = room->languages,
        .keyboards = room->keyboards,
        .orientation = options->orientation,
        .version = KIOSK_VERSION,
        .today_year = 2026,
        .today_month = 11,
        .today_day = 21,
        .timeout_ms = 90000,
        .timeout_assisted_ms = 180000,
        .answer_ms = 60000,
        .receipt_ms = 60000,
        .receipt_assisted_ms = 180000,
        .keypad = true,
    };
    room->visit = visit_create(&setup, error);
    return room->visit != NULL;
}

bool showroom_open(struct showroom *room, const struct showroom_options *options,
                   struct error *error)
{
    char share[FILE_PATH_MAX];
    char form[FILE_PATH_MAX];
    *room = (struct showroom){0};
    if (options->share != NULL) {
        if (!text_copy(share, sizeof share, options->share)) {
            return error_set(error, ERROR_LIMIT, "the path of the share folder is too long");
        }
    } else if (!find_share(share, sizeof share, error)) {
        return false;
    }
    if (!(options->form != NULL
              ? text_copy(form, sizeof form, options->form)
              : file_join(form, sizeof form, share, "forms/custody-alert.json"))) {
        return error_set(error, ERROR_LIMIT, "the path of the form is too long");
    }
    if (!secret_start(error)) {
        return false;
    }
    room->form = load_form(form, error);
    if (room->form == NULL) {
        return false;
    }
    room->site =
        options->site != NULL
            ? site_load(options->site, options->site_root != NULL ? options->site_root : "",
                        CERTIFICATE_ANY_TIME, error)
            : example_site(options->notice, error);
    return room->site != NULL && open_visit(room, share, options, error);
}

void showroom_close(struct showroom *room)
{
    visit_destroy(room->visit);
    canvas_destroy(room->measure);
    site_destroy(room->site);
    form_destroy(room->form);
    secret_stop();
    *room = (struct showroom){0};
}

static bool one_of(const char *text, const char *first, const char *second, bool *is_second,
                   struct error *error)
{
    *is_second = strcmp(text, second) == 0;
    return *is_second || strcmp(text, first) == 0 ||
           error_set(error, ERROR_INPUT, "\"%s\" is neither %s nor %s", text, first, second);
}

bool showroom_style(const char *size, const char *theme, const char *language,
                    struct view_style *style, struct error *error)
{
    bool large;
    bool contrast;
    if (!one_of(size, "standard", "large", &large, error) ||
        !one_of(theme, "light", "contrast", &contrast, error)) {
        return false;
    }
    style->size = large ? SIZE_LARGE : SIZE_STANDARD;
    style->theme = contrast ? THEME_CONTRAST : THEME_LIGHT;
    style->language = language;
    return true;
}

bool showroom_canvas(const char *text, int *width, int *height, enum view_orientation *orientation,
                     struct error *error)
{
    char end;
    if (sscanf(text, "%5dx%5d%c", width, height, &end) != 2 || *width < 1 || *height < 1 ||
        *width > CANVAS_MAX || *height > CANVAS_MAX) {
        return error_set(error, ERROR_INPUT, "the canvas \"%s\" is not like 1080x1920", text);
    }
    *orientation = *width > *height ? ORIENTATION_LANDSCAPE : ORIENTATION_PORTRAIT;
    return true;
}
