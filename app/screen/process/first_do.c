#include "app/screen/process/first_run.h"

#include "app/screen/process/adjust.h"
#include "app/screen/process/first_facts.h"
#include "app/screen/process/first_words.h"
#include "app/screen/visit/visit.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <string.h>

static struct first_start *start_of(const struct first_run *run)
{
    return visit_first_start(run->runtime->visit);
}

static void ask(struct first_run *run, const char *verb, const char *argument)
{
    errands_ask_steward(run->runtime->errands, verb, argument, first_run_answered, run);
}

/* ---- settings -------------------------------------------------------------- */

static void keep_language(struct first_run *run)
{
    char setting[64];

    (void)text_format(setting, sizeof setting, "setup language %s",
                      visit_language(run->runtime->visit));
    run->language_kept = false;
    ask(run, STEWARD_SETTING, setting);
}

void first_run_keep_word(struct first_run *run)
{
    char setting[64];

    (void)text_format(setting, sizeof setting, "setup reached %s", first_start_kept(start_of(run)));
    run->language_kept = true;
    ask(run, STEWARD_SETTING, setting);
}

/* By a quarter, clockwise; kiosk.ini has it in degrees. */
static void turn(struct first_run *run)
{
    char setting[64];

    (void)text_format(setting, sizeof setting, "display rotation %d",
                      (run->runtime->config.display.rotation + 1) % 4 * 90);
    ask(run, STEWARD_SETTING, setting);
}

static void set_printer(struct first_run *run)
{
    char setting[64];

    (void)text_format(setting, sizeof setting, "printer device %s",
                      first_printer_device(first_start_printer(start_of(run))));
    ask(run, STEWARD_SETTING, setting);
}

static void set_paper(struct first_run *run)
{
    ask(run, STEWARD_SETTING,
        first_start_is_narrow(start_of(run)) ? "printer dots 384" : "printer dots 576");
}

/* ---- the touch screen ------------------------------------------------------ */

/* What the touch screen must have, on top of what it has. */
static bool adjust(const struct first_run *run, double matrix[6])
{
    const struct runtime *runtime = run->runtime;
    struct adjust_place place = {.turn = runtime->panel.turn};

    frame_to_parts(runtime->frame, place.to_parts);
    return adjust_touches(&place, first_start_correction(start_of(run)),
                          runtime->config.display.calibration, matrix);
}

static void undo_touch(struct first_run *run)
{
    run->doing = FIRST_NOTHING;
    window_calibrate(run->runtime->window, run->runtime->config.display.calibration);
}

/* One that cannot be used is not tried: the touch that checks it does not come. */
static void try_touch(struct first_run *run)
{
    double matrix[6];

    run->doing = FIRST_NOTHING;
    if (!adjust(run, matrix))
        log_warning("the touch screen cannot be made right by six numbers");
    window_calibrate(run->runtime->window, matrix);
}

static void keep_touch(struct first_run *run)
{
    double matrix[6];
    char setting[FIRST_WORDS_SIZE];

    if (!adjust(run, matrix)) {
        first_run_ended(run, ENROL_FAILED);
        return;
    }
    first_words_calibration(matrix, setting);
    ask(run, STEWARD_SETTING, setting);
}

void first_run_hold_touch(struct first_run *run)
{
    double matrix[6];

    if (adjust(run, matrix))
        memcpy(run->runtime->config.display.calibration, matrix, sizeof matrix);
}

/* ---- the rest -------------------------------------------------------------- */

static void set_network(struct first_run *run)
{
    char network[FIRST_WORDS_SIZE];

    first_words_network(first_start_network(start_of(run)), network);
    ask(run, STEWARD_NETWORK, network);
}

static void enrol(struct first_run *run)
{
    ask(run, STEWARD_ENROL, first_start_code(start_of(run)));
}

static void set_pin(struct first_run *run)
{
    ask(run, STEWARD_SET_PIN, first_start_pin(start_of(run)));
}

static void set_clock(struct first_run *run)
{
    char utc[FIRST_WORDS_SIZE];

    if (first_words_time(first_start_clock(start_of(run)), utc))
        ask(run, STEWARD_TIME, utc);
    else
        first_run_ended(run, ENROL_CLOCK_WRONG);
}

static void print_test(struct first_run *run)
{
    run->doing = FIRST_NOTHING;
    runtime_perform(run->runtime, EFFECT_TEST_PRINT);
}

static void finish(struct first_run *run)
{
    log_info("this kiosk is set up");
    runtime_end(run->runtime, HANDOVER_RENEW);
}

void first_run_do(struct first_run *run)
{
    static void (*const ways[])(struct first_run *) = {
        [FIRST_KEEP] = keep_language,
        [FIRST_SET_NETWORK] = set_network,
        [FIRST_DO_ENROL] = enrol,
        [FIRST_SET_PIN] = set_pin,
        [FIRST_TURN] = turn,
        [FIRST_UNDO_TOUCH] = undo_touch,
        [FIRST_TRY_TOUCH] = try_touch,
        [FIRST_KEEP_TOUCH] = keep_touch,
        [FIRST_PRINT_TEST] = print_test,
        [FIRST_SET_CLOCK] = set_clock,
        [FIRST_SET_PAPER] = set_paper,
        [FIRST_SET_PRINTER] = set_printer,
        [FIRST_FINISH] = finish,
    };

    if (run->doing != FIRST_NOTHING)
        ways[run->doing](run);
}
