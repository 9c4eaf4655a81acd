#include "app/screen/process/first_facts.h"

#include "platform/base/file.h"
#include "platform/base/state.h"

#include <string.h>

#define NETWORK_BYTES 4096u
#define DOTS_NARROW   384 /* docs/printer.md */

/* ---- the printer ----------------------------------------------------------- */

/* As the first start offers them. */
static const char *const printers[] = {
    [FIRST_PRINTER_NONE] = "none",
    [FIRST_PRINTER_USB] = "file:/dev/usb/lp0",
    [FIRST_PRINTER_SERIAL] = "serial:/dev/ttyS0",
    [FIRST_PRINTER_ADAPTER] = "serial:/dev/ttyUSB0",
};

const char *first_printer_device(enum first_printer printer)
{
    return printers[printer];
}

static enum first_printer printer_of(const char *device)
{
    size_t i = FIRST_PRINTER_NONE;

    while (i < sizeof printers / sizeof *printers && strcmp(printers[i], device) != 0)
        i++;
    return i < sizeof printers / sizeof *printers ? (enum first_printer)i : FIRST_PRINTER_OTHER;
}

/* ---- the network ----------------------------------------------------------- */

/* "OPER_STATE=routable" in a line of its own: networkctl(1) has the words. */
static enum first_link link_of(const char *text)
{
    static const struct {
        const char *word;
        enum first_link link;
    } words[] = {
        {"routable", FIRST_LINK_READY}, {"degraded", FIRST_NO_ADDRESS},
        {"carrier", FIRST_NO_ADDRESS},  {"no-carrier", FIRST_NO_CABLE},
        {"dormant", FIRST_NO_CABLE},    {"off", FIRST_NO_CABLE},
        {"missing", FIRST_NO_CABLE},
    };
    static const char name[] = "OPER_STATE=";
    const char *line = text;

    while (line && strncmp(line, name, sizeof name - 1) != 0) {
        line = strchr(line, '\n');
        line += line != NULL;
    }
    for (size_t i = 0; line && i < sizeof words / sizeof *words; i++)
        if (strcspn(line + sizeof name - 1, "\n") == strlen(words[i].word) &&
            strncmp(line + sizeof name - 1, words[i].word, strlen(words[i].word)) == 0)
            return words[i].link;
    return FIRST_LINK_UNKNOWN;
}

static enum first_link read_link(const char *path)
{
    struct buffer text;
    enum first_link link = FIRST_LINK_UNKNOWN;

    buffer_init(&text, NETWORK_BYTES);
    if (file_read(path, &text, NULL))
        link = link_of(buffer_text(&text));
    buffer_finish(&text);
    return link;
}

/* ---- the steward ----------------------------------------------------------- */

/* What steward.json says; NULL where no steward runs. */
static json_t *read_steward(const char *state_folder)
{
    enum state_life life = STATE_ABSENT;
    json_t *object = NULL;

    if (state_read(state_folder, "steward", &life, &object, NULL) && life == STATE_RUNNING)
        return object;
    json_decref(object);
    return NULL;
}

enum knowledge { UNKNOWN, NO, YES };

static enum knowledge pin_is_set(const char *state_folder)
{
    json_t *steward = read_steward(state_folder);
    const json_t *set = json_object_get(steward, "pin_set");
    enum knowledge known = json_is_true(set) ? YES : json_is_false(set) ? NO : UNKNOWN;

    json_decref(steward);
    return known;
}

bool first_pin_is_set(const char *state_folder)
{
    return pin_is_set(state_folder) == YES;
}

static enum enrol_problem problem_of(const json_t *task)
{
    const char *state = json_string_value(json_object_get(task, "state"));
    const char *why = json_string_value(json_object_get(task, "why"));
    const char *detail = json_string_value(json_object_get(task, "detail"));

    if (state && strcmp(state, "fine") == 0)
        return ENROL_FINE;
    if (detail && detail[0] != '\0')
        return enrol_problem_of(detail);
    if (why && strcmp(why, "wrong-time") == 0)
        return ENROL_CLOCK_WRONG;
    if (why && (strcmp(why, "two-drives") == 0 || strcmp(why, "two-files") == 0))
        return strcmp(why, "two-files") == 0 ? ENROL_NO_FILE : ENROL_NO_DRIVE;
    return why ? enrol_problem_of(why) : ENROL_FAILED;
}

bool first_task_is_over(const char *state_folder, int64_t number, enum enrol_problem *problem)
{
    json_t *steward = read_steward(state_folder);
    const json_t *task = json_object_get(steward, "task");
    const char *state = json_string_value(json_object_get(task, "state"));
    bool ours = json_integer_value(json_object_get(task, "number")) == number;
    bool over = !ours || !state || strcmp(state, "running") != 0;

    if (over)
        *problem = ours ? problem_of(task) : ENROL_FAILED;
    json_decref(steward);
    return over;
}

/* ---- all of it ------------------------------------------------------------- */

bool first_is_wanted(const struct kiosk_config *config, struct first_facts *facts)
{
    enum knowledge pin = pin_is_set(config->paths.state);

    *facts = (struct first_facts){
        .enrolled = file_exists(config->paths.site),
        .pin_set = pin == YES,
        .link = read_link(config->paths.network),
        .turns = config->display.driver == KIOSK_DRIVER_KMS,
        .printer = printer_of(config->printer.device),
        .narrow = kiosk_config_dots(config) == DOTS_NARROW,
    };
    return config->setup.first_start && (!facts->enrolled || pin == NO);
}
