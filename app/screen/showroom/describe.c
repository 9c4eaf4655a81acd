/* kiosk-screen describe: a screen's controls as JSON, an object each; or what is said of it. */
#include "app/screen/commands.h"
#include "app/screen/showroom/showroom.h"
#include "platform/base/arguments.h"
#include "platform/base/log.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const role_names[] = {
    [ROLE_TITLE] = "title",   [ROLE_TEXT] = "text",   [ROLE_STEP] = "step",
    [ROLE_BUTTON] = "button", [ROLE_RADIO] = "radio", [ROLE_CHECKBOX] = "checkbox",
    [ROLE_FIELD] = "field",   [ROLE_KEY] = "key",     [ROLE_TAB] = "tab",
    [ROLE_TOOL] = "tool",     [ROLE_ROW] = "row",     [ROLE_ERROR] = "error",
    [ROLE_IMAGE] = "image",
};

static json_t *describe_control(const struct control *control)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:[i,i,i,i], s:i, s:b, s:b, s:b}", "id",
                     control->id, "role", role_names[control->role], "label", control->label,
                     "description", control->description, "value", control->value, "spoken",
                     control->spoken, "rect", control->rect.x, control->rect.y, control->rect.width,
                     control->rect.height, "focus", control->focus, "pressable", control->pressable,
                     "disabled", control->disabled, "chosen", control->chosen);
}

static json_t *describe_view(const struct view *view)
{
    json_t *controls = json_array();
    for (size_t i = 0; i < view->count; i++) {
        if (json_array_append_new(controls, describe_control(&view->controls[i])) != 0) {
            json_decref(controls);
            return NULL;
        }
    }
    return controls;
}

static bool print(json_t *described, struct error *error)
{
    char *json = described != NULL ? json_dumps(described, JSON_INDENT(2)) : NULL;
    bool printed = json != NULL && puts(json) >= 0;
    free(json);
    json_decref(described);
    return printed || error_set(error, ERROR_MEMORY, "the description could not be printed");
}

/* As it is said when the screen comes up, through headphones. */
static json_t *describe_speech(struct visit *visit, struct error *error)
{
    struct narrator *narrator = narrator_create(visit_languages(visit), error);
    struct narrator_moment moment = {.view = visit_view(visit), .speaks = true};
    if (narrator == NULL) {
        return NULL;
    }
    const struct narration *said = narrator_follow(narrator, &moment);
    json_t *parts = json_array();
    for (size_t i = 0; i < said->count; i++) {
        const struct narration_part *part = &said->parts[i];
        (void)json_array_append_new(
            parts, json_pack("{s:s, s:s}", "language", part->language, "text", part->text));
    }
    narrator_destroy(narrator);
    return parts;
}

int command_describe(int argc, char **argv, void *context)
{
    (void)context;
    struct error error;
    struct showroom room;
    struct showroom_options options = {0};
    const char *screen = NULL;
    const char *language = "en";
    const char *size = "standard";
    const char *theme = "light";
    const char *canvas = "1080x1920";
    bool says = false;
    bool help = false;
    const struct option_row rows[] = {
        {"screen", "ID", &screen, NULL, "which screen; `list` names them"},
        {"language", "LL", &language, NULL, "default en"},
        {"size", "SIZE", &size, NULL, "standard or large text"},
        {"theme", "THEME", &theme, NULL, "light or contrast"},
        {"canvas", "WxH", &canvas, NULL, "default 1080x1920"},
        {"share", "DIR", &options.share, NULL, "forms, languages, fonts"},
        {.name = "says", .flag = &says, .meaning = "what is said, part by part, not the controls"},
        {"form", "FILE", &options.form, NULL, "another form"},
        {"site", "FILE", &options.site, NULL, "a signed site bundle"},
        {"site-root", "FILE", &options.site_root, NULL, "what it must chain to"},
        {.name = "help", .flag = &help, .meaning = "says this"},
        {NULL, NULL, NULL, NULL, NULL},
    };
    const char *operand;
    size_t operands = 0;
    struct view_style style = {0};
    int width;
    int height;
    if (!arguments_parse(argc, argv, rows, &operand, 1, &operands, &error) ||
        !showroom_canvas(canvas, &width, &height, &options.orientation, &error) ||
        !showroom_style(size, theme, language, &style, &error)) {
        log_error("describe: %s", error.text);
        return EXIT_USAGE;
    }
    if (help) {
        arguments_print_options("kiosk-screen describe", "", rows);
        return EXIT_FINE;
    }
    if (operands > 0 || screen == NULL) {
        log_error("describe: give --screen ID and nothing else");
        return EXIT_USAGE;
    }
    style.orientation = options.orientation;
    bool done =
        showroom_open(&room, &options, &error) && visit_show(room.visit, screen, &style, &error) &&
        print(says ? describe_speech(room.visit, &error) : describe_view(visit_view(room.visit)),
              &error);
    if (!done) {
        log_error("describe: %s", error.text);
    }
    showroom_close(&room);
    return done ? EXIT_FINE : EXIT_FAILED;
}
