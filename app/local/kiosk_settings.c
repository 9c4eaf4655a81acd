#include "app/local/kiosk_settings.h"

#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/base/touch_matrix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct kiosk_setting kiosk_settings_list[] = {
    {"display", "rotation"},
    {"display", "calibration"},
    {"display", "keypad"},
    {"keypad", "up"},
    {"keypad", "down"},
    {"keypad", "left"},
    {"keypad", "right"},
    {"keypad", "press"},
    {"keypad", "next"},
    {"keypad", "previous"},
    {"keypad", "help"},
    {"keypad", "repeat"},
    {"keypad", "slower"},
    {"keypad", "faster"},
    {"keypad", "louder"},
    {"keypad", "softer"},
    {"keypad", "headphones_in"},
    {"keypad", "headphones_out"},
    {"keypad", "leave"},
    {"keypad", "switches"},
    {"printer", "device"},
    {"printer", "dots"},
    {"voice", "headphones"},
    {"voice", "level"},
    {"visit", "hotline_on_paper"},
    {"central", "url"},
    {"central", "enrol_url"},
    {"setup", "language"},
    {"setup", "reached"},
    {NULL, NULL},
};

#define SETTINGS_MOST 32
_Static_assert(sizeof kiosk_settings_list / sizeof *kiosk_settings_list <= SETTINGS_MOST,
               "the list of settings is too long");

/* ---- reading --------------------------------------------------------------- */

static const struct config_key *find_key(const struct kiosk_setting *setting)
{
    const struct config_key *key = kiosk_config_keys;
    while (key->section != NULL &&
           (strcmp(key->section, setting->section) != 0 || strcmp(key->name, setting->name) != 0)) {
        key++;
    }
    return key->section != NULL ? key : NULL;
}

/* The rows of kiosk.ini that are in the list. */
static void select_keys(struct config_key keys[static SETTINGS_MOST])
{
    size_t count = 0;
    for (const struct kiosk_setting *setting = kiosk_settings_list; setting->section != NULL;
         setting++) {
        const struct config_key *key = find_key(setting);
        if (key != NULL) {
            keys[count++] = *key;
        }
    }
    keys[count] = (struct config_key){.section = NULL};
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* A printer that is a file elsewhere, or a folder for pictures, would keep receipts. */
static bool is_printer(const char *device)
{
    bool wire = strcmp(device, "none") == 0 || starts(device, "tcp:") ||
                starts(device, "serial:/dev/") || starts(device, "file:/dev/");
    return wire && strstr(device, "..") == NULL;
}

static bool is_headphones(const char *headphones)
{
    return strcmp(headphones, "auto") == 0 || strcmp(headphones, "always") == 0 ||
           strcmp(headphones, "never") == 0;
}

/* What the image says itself is not judged: only what the settings change. */
static bool values_are_narrow(const struct kiosk_config *before, const struct kiosk_config *after,
                              struct error *error)
{
    const char *path = before->paths.settings;
    if (strcmp(before->printer.device, after->printer.device) != 0 &&
        !is_printer(after->printer.device)) {
        return error_set(error, ERROR_INPUT,
                         "%s: 'device' in [printer] may be none, file:/dev/…, serial:/dev/… or "
                         "tcp:HOST:PORT here",
                         path);
    }
    return strcmp(before->voice.headphones, after->voice.headphones) == 0 ||
           is_headphones(after->voice.headphones) ||
           error_set(error, ERROR_INPUT,
                     "%s: 'headphones' in [voice] may be auto, always or never here", path);
}

/* One typing slip must not take the touch screen away. */
static bool touch_is_usable(const struct kiosk_config *before, const struct kiosk_config *after,
                            struct error *error)
{
    const struct kiosk_display *display = &after->display;
    return memcmp(before->display.calibration, display->calibration, sizeof display->calibration) ==
               0 ||
           touch_matrix_is_usable(display->calibration) ||
           error_set(
               error, ERROR_INPUT,
               "%s: with this 'calibration' in [display] parts of the panel cannot be touched",
               before->paths.settings);
}

/* `path` is what is read; messages name it. */
static bool lay_over(const char *path, struct kiosk_config *config, struct error *error)
{
    struct config_key keys[SETTINGS_MOST];
    struct kiosk_config *tried = malloc(sizeof *tried);
    if (tried == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for the settings");
    }
    *tried = *config;
    select_keys(keys);
    bool fine = config_load(path, keys, tried, error) && values_are_narrow(config, tried, error) &&
                kiosk_config_finish(path, tried, error) && touch_is_usable(config, tried, error);
    if (fine) {
        *config = *tried;
    }
    free(tried);
    return fine;
}

bool kiosk_settings_lay_over(struct kiosk_config *config, struct error *error)
{
    const char *path = config->paths.settings;
    return path[0] == '\0' || !file_exists(path) || lay_over(path, config, error);
}

void kiosk_settings_read(struct kiosk_config *config)
{
    struct error error;
    if (!kiosk_settings_lay_over(config, &error)) {
        log_error("THE SETTINGS OF THIS KIOSK ARE LEFT OUT, the image's own hold: %s", error.text);
    }
}

/* ---- changing -------------------------------------------------------------- */

struct values {
    char texts[SETTINGS_MOST][KIOSK_SETTING_MAX + 1];
};

static bool is_value(const char *value)
{
    size_t length = strlen(value);
    if (length > KIOSK_SETTING_MAX || (length > 0 && value[length - 1] == ' ')) {
        return false;
    }
    /* Nothing that the file's form would take for something else. */
    for (const char *c = value; *c != '\0'; c++) {
        if (*c < ' ' || *c > '~' || strchr(";#\"[]=", *c) != NULL || (*c == ' ' && c == value)) {
            return false;
        }
    }
    return true;
}

static void read_values(const char *path, struct values *values)
{
    struct config_key keys[SETTINGS_MOST];
    struct error error;
    size_t i = 0;
    for (; kiosk_settings_list[i].section != NULL; i++) {
        keys[i] = (struct config_key){.section = kiosk_settings_list[i].section,
                                      .name = kiosk_settings_list[i].name,
                                      .type = CONFIG_TEXT,
                                      .offset = i * sizeof values->texts[0],
                                      .size = sizeof values->texts[0]};
    }
    keys[i] = (struct config_key){.section = NULL};
    memset(values, 0, sizeof *values);
    if (file_exists(path) && !config_load(path, keys, values, &error)) {
        log_warning("the settings are written anew: %s", error.text);
        memset(values, 0, sizeof *values);
    }
}

static bool write_values(const char *path, const struct values *values, struct error *error)
{
    struct buffer text;
    const char *section = "";
    buffer_init(&text, CONFIG_FILE_MAX);
    for (size_t i = 0; kiosk_settings_list[i].section != NULL; i++) {
        const struct kiosk_setting *setting = &kiosk_settings_list[i];
        if (values->texts[i][0] == '\0') {
            continue;
        }
        if (strcmp(section, setting->section) != 0) {
            section = setting->section;
            buffer_append_format(&text, "[%s]\n", section);
        }
        buffer_append_format(&text, "%s = %s\n", setting->name, values->texts[i]);
    }
    bool fine = !text.failed ? file_write(path, text.data, text.length, 0644, error)
                             : error_set(error, ERROR_MEMORY, "no memory for the settings");
    buffer_finish(&text);
    return fine;
}

/* Judged as a file of its own before it takes the place of the one that is there. */
static bool replace(const struct kiosk_config *config, const struct values *values,
                    struct error *error)
{
    char tried[FILE_PATH_MAX];
    const char *path = config->paths.settings;
    struct kiosk_config *copy = malloc(sizeof *copy);
    bool fine = copy != NULL && text_format(tried, sizeof tried, "%s.tried", path);
    if (!fine) {
        free(copy);
        return error_set(error, ERROR_LIMIT, "no room for the settings");
    }
    *copy = *config;
    fine = write_values(tried, values, error);
    fine = fine && lay_over(tried, copy, error);
    if (fine && rename(tried, path) != 0) {
        fine = error_set_errno(error, "%s cannot be replaced", path);
    }
    fine = fine && file_sync_folder_of(path, error);
    (void)unlink(tried);
    free(copy);
    return fine;
}

bool kiosk_settings_change(const struct kiosk_config *config, const char *section, const char *name,
                           const char *value, struct error *error)
{
    size_t at = 0;
    while (kiosk_settings_list[at].section != NULL &&
           (strcmp(kiosk_settings_list[at].section, section) != 0 ||
            strcmp(kiosk_settings_list[at].name, name) != 0)) {
        at++;
    }
    if (kiosk_settings_list[at].section == NULL || config->paths.settings[0] == '\0') {
        return error_set(error, ERROR_REFUSED, "'%s' in [%s] is no setting of this kiosk", name,
                         section);
    }
    if (!is_value(value)) {
        return error_set(error, ERROR_INPUT, "the value for '%s' in [%s] is none", name, section);
    }
    struct values *values = malloc(sizeof *values);
    if (values == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for the settings");
    }
    read_values(config->paths.settings, values);
    (void)text_copy(values->texts[at], sizeof values->texts[at], value);
    bool fine = replace(config, values, error);
    free(values);
    return fine;
}
