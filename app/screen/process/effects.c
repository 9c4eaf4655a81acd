#include "app/screen/process/runtime.h"

#include "app/registration/receipt_code.h"
#include "app/screen/paper/paper.h"
#include "app/screen/process/first.h"
#include "app/screen/process/printing.h"
#include "app/screen/process/save.h"
#include "app/screen/process/support.h"
#include "app/screen/process/tiles.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"

/* What libraries keep of the answers that were drawn. */
static void forget(struct runtime *runtime)
{
    frame_forget(runtime->frame);
    secret_wipe_stack();
}

static void save(struct runtime *runtime)
{
    char code[RECEIPT_CODE_SIZE];
    struct error error;
    bool saved = save_request(&runtime->resources, visit_answers(runtime->visit),
                              visit_language(runtime->visit), code, &error);

    if (saved)
        errands_deliver(runtime->errands, NULL, NULL);
    else
        log_error("a request was not saved: %s", error.text);
    visit_saved(runtime->visit, saved, code, runtime_now(runtime));
    secret_wipe(code, sizeof code);
    if (saved)
        forget(runtime); /* the receipt may be shown for minutes */
}

/* ---- paper ----------------------------------------------------------------- */

static void tell_printed(struct runtime *runtime, enum printing_outcome outcome)
{
    static const enum visit_print_result results[] = {
        [PRINTING_DONE] = PRINT_CONFIRMED,
        [PRINTING_FAILED] = PRINT_FAILED,
        [PRINTING_UNKNOWN] = PRINT_UNKNOWN,
    };
    static const char *const told[] = {
        [PRINTING_DONE] = "a1_done",
        [PRINTING_FAILED] = "a1_fail",
        [PRINTING_UNKNOWN] = "a1_unknown",
    };

    if (visit_first_start(runtime->visit)) {
        first_start_printed(visit_first_start(runtime->visit), told[outcome]);
        visit_first_told(runtime->visit, runtime_now(runtime));
    } else if (runtime->testing_printer)
        visit_staff_told(runtime->visit, told[outcome], runtime_now(runtime));
    else
        visit_printed(runtime->visit, results[outcome], runtime_now(runtime));
}

static void printing_over(void *context, enum printing_outcome outcome)
{
    struct runtime *runtime = context;

    if (runtime->ended)
        return;
    tell_printed(runtime, outcome);
    runtime_settle(runtime);
}

static struct paper *draw_paper(struct runtime *runtime, enum visit_effect effect,
                                struct error *error)
{
    struct paper_setup setup = {
        .languages = visit_languages(runtime->visit),
        .language = visit_language(runtime->visit),
        .site = runtime->resources.site,
        .width = kiosk_config_dots(&runtime->config),
        .with_hotline = runtime->config.visit.hotline_on_paper,
    };

    resources_today(&runtime->resources, &setup.year, &setup.month, &setup.day);
    if (effect == EFFECT_TEST_PRINT)
        return paper_test(&setup, error);
    if (effect == EFFECT_PRINT_NOTICE)
        return paper_notice(&setup, error);
    return paper_receipt(&setup, visit_receipt_code(runtime->visit), error);
}

static void print(struct runtime *runtime, enum visit_effect effect)
{
    struct error error;
    struct paper *paper = draw_paper(runtime, effect, &error);
    bool started = paper && printing_start(runtime->printing, effect == EFFECT_TEST_PRINT,
                                           paper->width, paper->height, paper->rows, &error);

    runtime->testing_printer = effect == EFFECT_TEST_PRINT;
    if (!started) {
        log_warning("nothing is printed: %s", error.text);
        tell_printed(runtime, PRINTING_FAILED);
    }
    paper_destroy(paper);
}

/* ---- staff ----------------------------------------------------------------- */

static void pin_checked(void *context, const struct steward_answer *answer)
{
    struct runtime *runtime = context;
    bool judged = answer->result == STEWARD_FINE || answer->result == STEWARD_WRONG ||
                  answer->result == STEWARD_LOCKED;

    if (runtime->ended)
        return;
    if (!judged)
        log_warning("the staff PIN cannot be checked: %s", steward_result_name(answer->result));
    visit_pin_checked(runtime->visit, answer->result == STEWARD_FINE,
                      judged ? (int)answer->tries_left : -1, answer->locked_seconds,
                      runtime_now(runtime));
    runtime_settle(runtime);
}

static void delivered(void *context, bool taken)
{
    struct runtime *runtime = context;

    if (runtime->ended)
        return;
    visit_staff_told(runtime->visit, taken ? "a2_busy" : "a2_fail", runtime_now(runtime));
    runtime_settle(runtime);
}

static void fill_tiles(struct runtime *runtime)
{
    struct tiles tiles = {0};

    tiles_fill(&tiles, &runtime->resources, visit_languages(runtime->visit),
               visit_language(runtime->visit));
    visit_set_tiles(runtime->visit, tiles.rows, runtime_now(runtime));
}

static void fill_support(struct runtime *runtime)
{
    struct support support;

    support_fill(&support, &runtime->resources);
    visit_set_support(runtime->visit, (const char(*)[SUPPORT_LINE_SIZE])support.lines,
                      runtime_now(runtime));
}

/* On a kiosk that is set up this begins with the first setting. */
static void change_setting(struct runtime *runtime)
{
    struct error error;

    if (!first_run_open(runtime, &error)) {
        runtime_fail(runtime, &error);
        return;
    }
    first_run_tell(runtime->first);
    first_run_perform(runtime->first);
}

void runtime_perform(struct runtime *runtime, enum visit_effect effect)
{
    switch (effect) {
    case EFFECT_NONE:
        break;
    case EFFECT_SAVE:
        save(runtime);
        break;
    case EFFECT_FORGET:
        forget(runtime);
        break;
    case EFFECT_PRINT:
    case EFFECT_PRINT_NOTICE:
    case EFFECT_TEST_PRINT:
        print(runtime, effect);
        break;
    case EFFECT_END:
        /* The visit shows the welcome screen before it asks for this. */
        runtime_leave(runtime);
        break;
    case EFFECT_CHECK_PIN:
        errands_ask_steward(runtime->errands, STEWARD_CHECK_PIN, visit_staff_pin(runtime->visit),
                            pin_checked, runtime);
        break;
    case EFFECT_TILES:
        fill_tiles(runtime);
        break;
    case EFFECT_SUPPORT:
        fill_support(runtime);
        break;
    case EFFECT_DEED:
        runtime_begin_deed(runtime);
        break;
    case EFFECT_DELIVER:
        errands_deliver(runtime->errands, delivered, runtime);
        break;
    case EFFECT_FIRST_START:
        change_setting(runtime);
        break;
    }
}

bool runtime_open_effects(struct runtime *runtime, struct error *error)
{
    const char *state = runtime->config.paths.state;

    runtime->errands = errands_create(runtime->loop, state, error);
    if (!runtime->errands)
        return false;
    runtime->printing = printing_create(runtime->loop, state, printing_over, runtime, error);
    return runtime->printing != NULL;
}
