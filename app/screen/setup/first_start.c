#include "app/screen/setup/first_start_state.h"

#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <string.h>

/* What is kept names where to go on; steps that mean nothing after a start have the one before. With a
 * staff PIN the kiosk is set up: nothing is kept behind it. */
static const struct step_row {
    const char *word;
    enum first_step back; /* FIRST_STEPS: no Back */
} step_rows[FIRST_STEPS] = {
    [FIRST_LANGUAGE] = {"", FIRST_STEPS},
    [FIRST_TOUCH] = {"touch", FIRST_LANGUAGE},
    [FIRST_NETWORK] = {"network", FIRST_TOUCH},
    [FIRST_ADDRESS] = {"network", FIRST_NETWORK},
    [FIRST_PREFIX] = {"network", FIRST_ADDRESS},
    [FIRST_GATEWAY] = {"network", FIRST_PREFIX},
    [FIRST_DNS] = {"network", FIRST_GATEWAY},
    [FIRST_LINK] = {"network", FIRST_NETWORK},
    [FIRST_INVITATION] = {"invitation", FIRST_LINK},
    [FIRST_CODE] = {"invitation", FIRST_INVITATION},
    [FIRST_ENROL] = {"invitation", FIRST_CODE},
    [FIRST_PIN] = {"pin", FIRST_STEPS},
    [FIRST_PIN_AGAIN] = {"pin", FIRST_PIN},
    [FIRST_PRINT] = {"pin", FIRST_STEPS},
    [FIRST_DONE] = {"pin", FIRST_PRINT},
    [FIRST_CLOCK] = {"pin", FIRST_STEPS},
    [FIRST_PRINTER] = {"pin", FIRST_STEPS},
    [FIRST_PAPER] = {"pin", FIRST_STEPS},
};

const char *first_start_word(enum first_step step)
{
    return step_rows[step].word;
}

enum first_step first_step_before(enum first_step step)
{
    return step_rows[step].back;
}

const char *first_start_kept(const struct first_start *first)
{
    return first_start_word(first->step);
}

enum first_step first_start_step(const struct first_start *first)
{
    return first->step;
}

void first_ask(struct first_start *first, enum first_effect effect)
{
    first->effects |= 1u << effect;
}

enum first_effect first_start_take(struct first_start *first)
{
    for (int effect = FIRST_KEEP; effect <= FIRST_FINISH; effect++) {
        if ((first->effects & 1u << effect) != 0) {
            first->effects &= ~(1u << effect);
            return (enum first_effect)effect;
        }
    }
    return FIRST_NOTHING;
}

static void forget_pins(struct first_start *first)
{
    secret_wipe(first->pin, sizeof first->pin);
    secret_wipe(first->pin_again, sizeof first->pin_again);
}

/* The steps that change one thing have the first of them in common. */
static enum first_step part_of(enum first_step step)
{
    switch (step) {
    case FIRST_ADDRESS:
    case FIRST_PREFIX:
    case FIRST_GATEWAY:
    case FIRST_DNS:
    case FIRST_LINK:
        return FIRST_NETWORK;
    case FIRST_CODE:
    case FIRST_ENROL:
        return FIRST_INVITATION;
    case FIRST_PIN_AGAIN:
        return FIRST_PIN;
    default:
        return step;
    }
}

/* What there is to say when the way goes on behind a part; back before it nothing was done. */
static const char *done_words(enum first_step from, enum first_step to)
{
    switch (part_of(from)) {
    case FIRST_TOUCH:
        return to > from ? "ms_touch_done" : "";
    case FIRST_INVITATION:
        return to > from ? "ms_enrol_done" : "";
    case FIRST_PIN:
        return to > from ? "ms_pin_done" : "";
    default:
        return "";
    }
}

/* A word that is kept is kept before the next step is shown: a power cut goes on there. */
void first_go(struct first_start *first, enum first_step step)
{
    const char *kept = first_start_kept(first);
    if (first->again && part_of(step) != part_of(first->step)) {
        first->over = done_words(first->step, step);
        return;
    }
    first->step = step;
    first->error = NULL;
    first_touch_reset(first);
    first->printed[0] = '\0';
    if (step == FIRST_PIN) {
        forget_pins(first);
    }
    if (!first->again && strcmp(kept, first_start_kept(first)) != 0) {
        first_ask(first, FIRST_KEEP);
    }
}

/* What is done already is not asked again, and what is missing is. */
static enum first_step possible(enum first_step step, const struct first_facts *facts)
{
    if (!facts->enrolled) {
        return step > FIRST_INVITATION ? FIRST_INVITATION : step;
    }
    if (!facts->pin_set) {
        return FIRST_PIN;
    }
    return step < FIRST_PRINT ? FIRST_PRINT : step;
}

void first_start_begin(struct first_start *first, const char *kept, const struct first_facts *facts)
{
    enum first_step step = FIRST_LANGUAGE;
    for (enum first_step i = FIRST_LANGUAGE; i < FIRST_STEPS; i++) {
        if (strcmp(step_rows[i].word, kept) == 0) {
            step = i;
            break;
        }
    }
    *first = (struct first_start){.on = true, .facts = *facts};
    first->step = possible(step, facts);
}

void first_start_again(struct first_start *first, enum first_step step)
{
    *first = (struct first_start){.on = true, .again = true, .step = step};
    first->facts = (struct first_facts){.enrolled = true, .pin_set = true};
}

const char *first_start_over(const struct first_start *first)
{
    return first->over;
}

bool first_start_waits(const struct first_start *first)
{
    return first->network_waits || first->enrolling || first->pin_waits || first->change_waits ||
           first->touch_waits;
}

void first_start_tell(struct first_start *first, const struct first_facts *facts)
{
    first->facts = *facts;
    if (!first->narrow_chosen) {
        first->narrow = facts->narrow;
    }
    if (first->printer == FIRST_PRINTER_OTHER) {
        first->printer = facts->printer;
    }
}

void first_start_language(struct first_start *first)
{
    if (first->step == FIRST_LANGUAGE) {
        first_go(first, FIRST_TOUCH);
    } else if (!first->again) {
        first_ask(first, FIRST_KEEP);
    }
}

void first_start_forget(struct first_start *first)
{
    secret_wipe(first->code, sizeof first->code);
    if (first->step == FIRST_PIN || first->step == FIRST_PIN_AGAIN) {
        first_go(first, FIRST_PIN);
    }
}

/* ---- how it went ----------------------------------------------------------- */

const struct first_network *first_start_network(const struct first_start *first)
{
    return &first->network;
}

const char *first_start_code(const struct first_start *first)
{
    return first->code;
}

const char *first_start_pin(const struct first_start *first)
{
    return first->pin;
}

void first_start_network_set(struct first_start *first, bool fine)
{
    first->network_waits = false;
    first->network_failed = !fine;
}

void first_start_enrol_ended(struct first_start *first, enum enrol_problem outcome)
{
    first->enrolling = false;
    first->outcome = outcome;
    if (outcome == ENROL_FINE) {
        secret_wipe(first->code, sizeof first->code);
        first->facts.enrolled = true;
        first_go(first, first->facts.pin_set ? FIRST_PRINT : FIRST_PIN);
    }
}

void first_start_pin_kept(struct first_start *first, bool fine)
{
    first->pin_waits = false;
    if (fine) {
        first->facts.pin_set = true;
        forget_pins(first);
        first_go(first, FIRST_PRINT);
    } else {
        first_go(first, FIRST_PIN);
        first->error = "fs_pin_failed";
    }
}

const char *first_start_clock(const struct first_start *first)
{
    return first->clock;
}

enum first_printer first_start_printer(const struct first_start *first)
{
    return first->printer;
}

bool first_start_is_narrow(const struct first_start *first)
{
    return first->narrow;
}

void first_start_changed(struct first_start *first, const char *problem)
{
    first->change_waits = false;
    first->error = problem;
    if (problem == NULL) {
        first->over = first->step == FIRST_CLOCK ? "ms_clock_done" : "ms_saved";
    }
}

void first_start_printed(struct first_start *first, const char *words)
{
    first->printing = false;
    if (first->step == FIRST_PRINT) {
        (void)text_copy(first->printed, sizeof first->printed, words);
    }
}
