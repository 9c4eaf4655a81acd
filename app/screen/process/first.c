#include "app/screen/process/first.h"

#include "app/screen/visit/visit.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/state.h"
#include "platform/base/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOOK_MS       1000
#define NETWORK_BYTES 4096u
#define DOTS_NARROW   384 /* docs/printer.md */

struct first_run {
    struct runtime *runtime;
    struct first_facts facts;
    struct loop_timer look;  /* the network's state is no file of ours to watch */
    enum first_effect doing; /* FIRST_NOTHING: free */
    bool language_kept;      /* of FIRST_KEEP's two settings the first */
    int64_t task;            /* of the steward that is waited for; 0: its answer is */
    bool wants_pin;          /* before it does what is being done */
};

/* As the first start offers them. */
static const char *const printers[] = {
    [FIRST_PRINTER_NONE] = "none",
    [FIRST_PRINTER_USB] = "file:/dev/usb/lp0",
    [FIRST_PRINTER_SERIAL] = "serial:/dev/ttyS0",
    [FIRST_PRINTER_ADAPTER] = "serial:/dev/ttyUSB0",
};

/* ---- what is so outside ---------------------------------------------------- */

enum knowledge { UNKNOWN, NO, YES };

static enum knowledge pin_is_set(const char *state_folder)
{
    enum state_life life;
    json_t *object = NULL;
    enum knowledge known = UNKNOWN;

    if (state_read(state_folder, "steward", &life, &object, NULL) && life == STATE_RUNNING) {
        const json_t *set = json_object_get(object, "pin_set");
        known = json_is_true(set) ? YES : json_is_false(set) ? NO : UNKNOWN;
    }
    json_decref(object);
    return known;
}

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

static enum first_printer printer_of(const char *device)
{
    size_t i = FIRST_PRINTER_NONE;

    while (i < sizeof printers / sizeof *printers && strcmp(printers[i], device) != 0)
        i++;
    return i < sizeof printers / sizeof *printers ? (enum first_printer)i : FIRST_PRINTER_OTHER;
}

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

/* ---- asking the steward ---------------------------------------------------- */

static void tell(struct first_run *run)
{
    run->doing = FIRST_NOTHING;
    run->task = 0;
    visit_first_told(run->runtime->visit, runtime_now(run->runtime));
    first_run_perform(run);
    runtime_settle(run->runtime);
}

static void steward_answered(void *context, const struct steward_answer *answer);

static void ask(struct first_run *run, const char *verb, const char *argument)
{
    errands_ask_steward(run->runtime->errands, verb, argument, steward_answered, run);
}

static void keep(struct first_run *run)
{
    const struct first_start *first = visit_first_start(run->runtime->visit);
    const char *word = first_start_kept(first);
    const char *language = visit_language(run->runtime->visit);
    char setting[64];

    if (run->language_kept)
        (void)text_format(setting, sizeof setting, "setup reached %s", word);
    else
        (void)text_format(setting, sizeof setting, "setup language %s", language);
    ask(run, STEWARD_SETTING, setting);
}

static void set_network(struct first_run *run)
{
    const struct first_network *network =
        first_start_network(visit_first_start(run->runtime->visit));
    char argument[128] = "dhcp";

    if (network->fixed)
        (void)text_format(argument, sizeof argument, "fixed %s/%s %s %s", network->address,
                          network->prefix, network->gateway, network->dns);
    ask(run, STEWARD_NETWORK, argument);
}

/* By a quarter, clockwise; kiosk.ini has it in degrees. */
static void turn(struct first_run *run)
{
    char setting[64];

    (void)text_format(setting, sizeof setting, "display rotation %d",
                      (run->runtime->config.display.rotation + 1) % 4 * 90);
    ask(run, STEWARD_SETTING, setting);
}

static void set_printer(struct first_run *run, enum first_printer printer)
{
    char setting[64];

    (void)text_format(setting, sizeof setting, "printer device %s", printers[printer]);
    ask(run, STEWARD_SETTING, setting);
}

/* Twelve digits of the place's time in UTC, as the steward takes it; false: there is no such time. */
static bool read_clock(const char *digits, char text[static CLOCK_TEXT_SIZE])
{
    struct tm typed = {.tm_isdst = -1}, real;
    time_t seconds;

    if (sscanf(digits, "%4d%2d%2d%2d%2d", &typed.tm_year, &typed.tm_mon, &typed.tm_mday,
               &typed.tm_hour, &typed.tm_min) != 5)
        return false;
    typed.tm_year -= 1900;
    typed.tm_mon -= 1;
    real = typed;
    seconds = mktime(&real);
    if (seconds <= 0 || real.tm_mon != typed.tm_mon || real.tm_mday != typed.tm_mday ||
        real.tm_min != typed.tm_min)
        return false;
    clock_format(seconds, text);
    return true;
}

static void changed(struct first_run *run, const char *problem);

static void set_clock(struct first_run *run, const char *digits)
{
    char text[CLOCK_TEXT_SIZE];

    if (read_clock(digits, text))
        ask(run, STEWARD_TIME, text);
    else
        changed(run, "ms_clock_wrong");
}

static void perform(struct first_run *run)
{
    const struct first_start *first = visit_first_start(run->runtime->visit);

    switch (run->doing) {
    case FIRST_NOTHING:
        break;
    case FIRST_KEEP:
        run->language_kept = false;
        keep(run);
        break;
    case FIRST_SET_NETWORK:
        set_network(run);
        break;
    case FIRST_DO_ENROL:
        ask(run, STEWARD_ENROL, first_start_code(first));
        break;
    case FIRST_SET_PIN:
        ask(run, STEWARD_SET_PIN, first_start_pin(first));
        break;
    case FIRST_TURN:
        turn(run);
        break;
    case FIRST_PRINT_TEST:
        run->doing = FIRST_NOTHING;
        runtime_perform(run->runtime, EFFECT_TEST_PRINT);
        break;
    case FIRST_SET_CLOCK:
        set_clock(run, first_start_clock(first));
        break;
    case FIRST_SET_PAPER:
        ask(run, STEWARD_SETTING,
            first_start_is_narrow(first) ? "printer dots 384" : "printer dots 576");
        break;
    case FIRST_SET_PRINTER:
        set_printer(run, first_start_printer(first));
        break;
    case FIRST_FINISH:
        log_info("this kiosk is set up");
        runtime_end(run->runtime, HANDOVER_RENEW);
        break;
    }
}

void first_run_perform(struct first_run *run)
{
    if (run && run->wants_pin) {
        run->wants_pin = false;
        perform(run);
        return;
    }
    while (run && visit_first_start(run->runtime->visit) && run->doing == FIRST_NOTHING &&
           !run->runtime->ended) {
        run->doing = first_start_take(visit_first_start(run->runtime->visit));
        if (run->doing == FIRST_NOTHING)
            return;
        perform(run);
    }
}

/* ---- how it went ----------------------------------------------------------- */

/* Where nothing was reached, the cable comes before everything else. */
static enum enrol_problem blame(const struct first_run *run, enum enrol_problem problem)
{
    if (problem != ENROL_NOT_REACHED)
        return problem;
    return run->facts.link == FIRST_NO_CABLE     ? ENROL_NO_CABLE
           : run->facts.link == FIRST_NO_ADDRESS ? ENROL_NO_ADDRESS
                                                 : problem;
}

static void changed(struct first_run *run, const char *problem)
{
    first_start_changed(visit_first_start(run->runtime->visit), problem);
    tell(run);
}

static void ended(struct first_run *run, enum enrol_problem problem)
{
    struct first_start *first = visit_first_start(run->runtime->visit);

    if (run->doing == FIRST_SET_NETWORK)
        first_start_network_set(first, problem == ENROL_FINE);
    else if (run->doing == FIRST_DO_ENROL)
        first_start_enrol_ended(first, blame(run, problem));
    else if (run->doing == FIRST_SET_PIN)
        first_start_pin_kept(first, problem == ENROL_FINE);
    else if (run->doing == FIRST_SET_CLOCK || run->doing == FIRST_SET_PRINTER ||
             run->doing == FIRST_SET_PAPER)
        first_start_changed(first, problem == ENROL_FINE          ? NULL
                                   : problem == ENROL_CLOCK_WRONG ? "ms_clock_wrong"
                                                                  : "ms_not_saved");
    tell(run);
}

static void steward_answered(void *context, const struct steward_answer *answer)
{
    struct first_run *run = context;
    bool fine = answer->result == STEWARD_FINE;

    if (run->runtime->ended || run->doing == FIRST_NOTHING)
        return;
    if (answer->result == STEWARD_STARTED) {
        run->task = answer->task;
        first_run_look(run);
        return;
    }
    if (!fine)
        log_warning("kiosk-steward did not do this: %s", steward_result_name(answer->result));
    if (answer->result == STEWARD_PIN_FIRST &&
        pin_is_set(run->runtime->config.paths.state) == YES) {
        run->wants_pin = true;
        visit_setting_pin(run->runtime->visit, runtime_now(run->runtime));
        runtime_settle(run->runtime);
        return;
    }
    if (run->doing == FIRST_TURN && fine) {
        runtime_end(run->runtime, HANDOVER_RENEW);
        return;
    }
    if (run->doing == FIRST_KEEP && !run->language_kept) {
        run->language_kept = true;
        keep(run);
        return;
    }
    ended(run, fine ? ENROL_FINE : ENROL_FAILED);
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

/* The task that is waited for has ended, or the steward that did it is another now. */
static void look_at_task(struct first_run *run)
{
    enum state_life life = STATE_ABSENT;
    json_t *object = NULL;
    const json_t *task;
    const char *state;
    enum enrol_problem problem = ENROL_FAILED;
    bool over = true;

    if (state_read(run->runtime->config.paths.state, "steward", &life, &object, NULL) &&
        life == STATE_RUNNING) {
        task = json_object_get(object, "task");
        state = json_string_value(json_object_get(task, "state"));
        over = json_integer_value(json_object_get(task, "number")) != run->task || !state ||
               strcmp(state, "running") != 0;
        if (over && json_integer_value(json_object_get(task, "number")) == run->task)
            problem = problem_of(task);
    }
    json_decref(object);
    if (over)
        ended(run, problem);
}

void first_run_tell(struct first_run *run)
{
    struct first_start *first = run ? visit_first_start(run->runtime->visit) : NULL;

    if (!first)
        return;
    first_start_tell(first, &run->facts);
    visit_first_told(run->runtime->visit, runtime_now(run->runtime));
}

void first_run_look(struct first_run *run)
{
    struct first_facts facts;

    if (!run || run->runtime->ended || !visit_first_start(run->runtime->visit))
        return;
    (void)first_is_wanted(&run->runtime->config, &facts);
    facts.enrolled = facts.enrolled || run->facts.enrolled;
    facts.pin_set = facts.pin_set || run->facts.pin_set;
    if (memcmp(&facts, &run->facts, sizeof facts) != 0) {
        run->facts = facts;
        first_start_tell(visit_first_start(run->runtime->visit), &facts);
        visit_first_told(run->runtime->visit, runtime_now(run->runtime));
        runtime_settle(run->runtime);
    }
    if (run->task != 0)
        look_at_task(run);
}

static void look_is_due(void *context)
{
    struct first_run *run = context;

    if (run->runtime->ended)
        return;
    loop_timer_set(run->runtime->loop, &run->look, LOOK_MS);
    first_run_look(run);
}

/* ---- life ------------------------------------------------------------------ */

bool first_run_open(struct runtime *runtime, struct error *error)
{
    struct first_run *run;

    if (!visit_first_start(runtime->visit) || runtime->first)
        return true;
    run = calloc(1, sizeof *run);
    if (!run)
        return error_set(error, ERROR_MEMORY, "no memory for the first start");
    run->runtime = runtime;
    (void)first_is_wanted(&runtime->config, &run->facts);
    run->look = (struct loop_timer){.callback = look_is_due, .context = run};
    runtime->first = run;
    if (!loop_add_timer(runtime->loop, &run->look, error))
        return false;
    loop_timer_set(runtime->loop, &run->look, LOOK_MS);
    return true;
}

void first_run_close(struct first_run *run)
{
    free(run);
}
