#include "app/screen/setup/first_start_state.h"

#include "platform/base/secret.h"
#include "platform/base/spoken_code.h"

#include <string.h>

static void set_network(struct first_start *first)
{
    first->network_waits = true;
    first->network_failed = false;
    first_ask(first, FIRST_SET_NETWORK);
    first_go(first, FIRST_LINK);
}

static void leave_network(struct first_start *first)
{
    if (first->network.fixed) {
        first_go(first, FIRST_ADDRESS);
        return;
    }
    first->network = (struct first_network){.fixed = false};
    set_network(first);
}

static void leave_part(struct first_start *first)
{
    first->error = first_network_error(&first->network, first->step);
    if (first->error != NULL) {
        return;
    }
    if (first->step == FIRST_DNS) {
        set_network(first);
    } else {
        first_go(first, (enum first_step)(first->step + 1));
    }
}

static void enrol(struct first_start *first)
{
    char code[FIRST_CODE_SYMBOLS + 1];
    bool fits = spoken_code_parse(first->code, FIRST_CODE_SYMBOLS, code);
    secret_wipe(code, sizeof code);
    if (!fits) {
        first->error = strlen(first->code) < FIRST_CODE_SYMBOLS ? "fs_code_hint" : "fs_code_wrong";
        return;
    }
    first->enrolling = true;
    first_ask(first, FIRST_DO_ENROL);
    first_go(first, FIRST_ENROL);
}

/* Where what has to be another begins: the code, the file. Else the same is tried once more. */
static void leave_enrol(struct first_start *first)
{
    bool new_code = first->outcome == ENROL_CODE_WRONG;
    bool new_file = first->outcome == ENROL_CODE_USED || first->outcome == ENROL_ENDED ||
                    first->outcome == ENROL_FALSE_FILE;
    if (first->enrolling) {
        return;
    }
    if (new_code || new_file) {
        secret_wipe(first->code, sizeof first->code);
        first_go(first, new_code ? FIRST_CODE : FIRST_INVITATION);
        return;
    }
    enrol(first);
}

static void leave_pin(struct first_start *first)
{
    if (strlen(first->pin) < FIRST_PIN_DIGITS) {
        first->error = "fs_pin";
        return;
    }
    secret_wipe(first->pin_again, sizeof first->pin_again);
    first_go(first, FIRST_PIN_AGAIN);
}

static void leave_pin_again(struct first_start *first)
{
    if (first->pin_waits) {
        return;
    }
    if (strcmp(first->pin, first->pin_again) != 0) {
        first_go(first, FIRST_PIN);
        first->error = "fs_pin_differs";
        return;
    }
    first->pin_waits = true;
    first_ask(first, FIRST_SET_PIN);
}

static void leave_clock(struct first_start *first)
{
    if (first->change_waits) {
        return;
    }
    if (strlen(first->clock) < FIRST_CLOCK_DIGITS) {
        first->error = "ms_clock_hint";
        return;
    }
    first->change_waits = true;
    first_ask(first, FIRST_SET_CLOCK);
}

static void leave_printer(struct first_start *first)
{
    if (first->change_waits || first->printer == FIRST_PRINTER_OTHER) {
        return;
    }
    first->change_waits = true;
    first_ask(first, FIRST_SET_PRINTER);
}

static void leave_paper(struct first_start *first)
{
    if (!first->change_waits) {
        first->change_waits = true;
        first_ask(first, FIRST_SET_PAPER);
    }
}

static void leave_link(struct first_start *first)
{
    if (!first->network_waits) {
        first_go(first, FIRST_INVITATION);
    }
}

static void proceed(struct first_start *first)
{
    switch (first->step) {
    case FIRST_NETWORK:
        leave_network(first);
        break;
    case FIRST_ADDRESS:
    case FIRST_PREFIX:
    case FIRST_GATEWAY:
    case FIRST_DNS:
        leave_part(first);
        break;
    case FIRST_LINK:
        leave_link(first);
        break;
    case FIRST_INVITATION:
        first_go(first, FIRST_CODE);
        break;
    case FIRST_CODE:
        enrol(first);
        break;
    case FIRST_ENROL:
        leave_enrol(first);
        break;
    case FIRST_PIN:
        leave_pin(first);
        break;
    case FIRST_PIN_AGAIN:
        leave_pin_again(first);
        break;
    case FIRST_PRINT:
        first_go(first, FIRST_DONE);
        break;
    case FIRST_DONE:
        first_ask(first, FIRST_FINISH);
        break;
    case FIRST_CLOCK:
        leave_clock(first);
        break;
    case FIRST_PRINTER:
        leave_printer(first);
        break;
    case FIRST_PAPER:
        leave_paper(first);
        break;
    default:
        break;
    }
}

static void back(struct first_start *first)
{
    enum first_step to = first_step_before(first->step);
    if (first_start_waits(first) || first_start_hurries(first)) {
        return;
    }
    if (to != FIRST_STEPS) {
        first_go(first, to);
    } else if (first->again) {
        first->over = "";
    }
}

static void print(struct first_start *first)
{
    if (first->step == FIRST_PRINT && !first->printing) {
        first->printing = true;
        first->printed[0] = '\0';
        first_ask(first, FIRST_PRINT_TEST);
    }
}

/* Not while a number has to be touched within a time. */
static bool may_leave_touch(const struct first_start *first)
{
    return first->step == FIRST_TOUCH && !first->checking && !first->measuring;
}

static void skip_touch(struct first_start *first)
{
    if (may_leave_touch(first)) {
        first_go(first, FIRST_NETWORK);
    }
}

/* A panel may hang on any of its sides. */
static void turn(struct first_start *first)
{
    if (may_leave_touch(first) && first->facts.turns) {
        first_ask(first, FIRST_TURN);
    }
}

/* By a key: that says nothing about the touch screen. */
static void target(struct first_start *first)
{
    if (first->step == FIRST_TOUCH && !first->checking) {
        first_touched(first);
    }
}

static void choose_addressing(struct first_start *first, int fixed)
{
    first->network.fixed = fixed;
}

static void choose_printer(struct first_start *first, int printer)
{
    if (!first->change_waits) {
        first->printer = (enum first_printer)printer;
    }
}

static void choose_paper(struct first_start *first, int narrow)
{
    if (!first->change_waits) {
        first->narrow = narrow;
        first->narrow_chosen = true;
    }
}

static bool choose(struct first_start *first, const char *id)
{
    static const struct {
        const char *id;
        void (*set)(struct first_start *first, int value);
        int value;
    } options[] = {{"option.fixed", choose_addressing, true},
                   {"option.dhcp", choose_addressing, false},
                   {"option.wide", choose_paper, false},
                   {"option.narrow", choose_paper, true},
                   {"option.none", choose_printer, FIRST_PRINTER_NONE},
                   {"option.usb", choose_printer, FIRST_PRINTER_USB},
                   {"option.serial", choose_printer, FIRST_PRINTER_SERIAL},
                   {"option.adapter", choose_printer, FIRST_PRINTER_ADAPTER}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strcmp(options[i].id, id) == 0) {
            options[i].set(first, options[i].value);
            return true;
        }
    }
    return false;
}

bool first_start_press(struct first_start *first, const char *id)
{
    static const struct {
        const char *id;
        void (*act)(struct first_start *first);
    } acts[] = {{"cont", proceed},  {"back", back}, {"skip", skip_touch},
                {"target", target}, {"turn", turn}, {"print", print}};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (strcmp(acts[i].id, id) == 0) {
            acts[i].act(first);
            return true;
        }
    }
    return choose(first, id);
}
