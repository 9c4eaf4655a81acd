#include "app/screen/setup/first_start_state.h"

#include "platform/base/secret.h"
#include "platform/base/spoken_code.h"
#include "platform/base/text.h"

#include <string.h>

/* ---- steps ----------------------------------------------------------------- */

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
};

const char *first_start_word(enum first_step step)
{
    return step_rows[step].word;
}

const char *first_start_kept(const struct first_start *first)
{
    return first_start_word(first->step);
}

enum first_step first_start_step(const struct first_start *first)
{
    return first->step;
}

static void ask(struct first_start *first, enum first_effect effect)
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

/* A word that is kept is kept before the next step is shown: a power cut goes on there. */
static void go(struct first_start *first, enum first_step step)
{
    const char *kept = first_start_kept(first);
    first->step = step;
    first->error = NULL;
    first->target = 0;
    first->touched = FIRST_TOUCH_NONE;
    first->printed[0] = '\0';
    if (step == FIRST_PIN) {
        forget_pins(first);
    }
    if (strcmp(kept, first_start_kept(first)) != 0) {
        ask(first, FIRST_KEEP);
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

void first_start_tell(struct first_start *first, const struct first_facts *facts)
{
    first->facts = *facts;
}

void first_start_language(struct first_start *first)
{
    if (first->step == FIRST_LANGUAGE) {
        go(first, FIRST_TOUCH);
    } else {
        ask(first, FIRST_KEEP);
    }
}

void first_start_forget(struct first_start *first)
{
    secret_wipe(first->code, sizeof first->code);
    if (first->step == FIRST_PIN || first->step == FIRST_PIN_AGAIN) {
        go(first, FIRST_PIN);
    }
}

/* ---- targets --------------------------------------------------------------- */

#define TARGET_SIDE 150
#define TARGET_EDGE 36

struct first_place first_start_target(int target, int width, int height, int below)
{
    bool right = target == 1 || target == 2;
    bool low = target == 2 || target == 3;
    return (struct first_place){right ? width - TARGET_EDGE - TARGET_SIDE : TARGET_EDGE,
                                low ? height - below - TARGET_EDGE - TARGET_SIDE : TARGET_EDGE,
                                TARGET_SIDE, TARGET_SIDE};
}

static bool lies_in(struct first_place place, int x, int y, int around)
{
    return x >= place.x - around && x < place.x + place.width + around && y >= place.y - around &&
           y < place.y + place.height + around;
}

static void touched_target(struct first_start *first)
{
    first->touched = FIRST_TOUCH_NONE;
    first->target++;
    if (first->target == FIRST_TARGETS) {
        go(first, FIRST_NETWORK);
    }
}

void first_start_touch(struct first_start *first, int x, int y, int width, int height, int below)
{
    if (first->step != FIRST_TOUCH) {
        return;
    }
    if (lies_in(first_start_target(first->target, width, height, below), x, y, 0)) {
        touched_target(first);
        return;
    }
    first->touched = FIRST_TOUCH_BESIDE;
    for (int i = 0; i < FIRST_TARGETS; i++) {
        /* A panel that is turned has its lower corners where the bar is. */
        if (i != first->target &&
            (lies_in(first_start_target(i, width, height, below), x, y, TARGET_EDGE) ||
             lies_in(first_start_target(i, width, height, 0), x, y, TARGET_EDGE))) {
            first->touched = FIRST_TOUCH_TURNED;
        }
    }
}

/* ---- typing ---------------------------------------------------------------- */

char *first_typed(struct first_start *first, size_t *most)
{
    struct first_network *network = &first->network;
    switch (first->step) {
    case FIRST_ADDRESS:
        *most = sizeof network->address - 1;
        return network->address;
    case FIRST_PREFIX:
        *most = sizeof network->prefix - 1;
        return network->prefix;
    case FIRST_GATEWAY:
        *most = sizeof network->gateway - 1;
        return network->gateway;
    case FIRST_DNS:
        *most = sizeof network->dns - 1;
        return network->dns;
    case FIRST_CODE:
        *most = FIRST_CODE_SYMBOLS;
        return first->code;
    case FIRST_PIN:
        *most = first->pin_waits ? 0 : FIRST_PIN_DIGITS;
        return first->pin;
    case FIRST_PIN_AGAIN:
        *most = first->pin_waits ? 0 : FIRST_PIN_DIGITS;
        return first->pin_again;
    default:
        return NULL;
    }
}

bool first_start_types(const struct first_start *first)
{
    switch (first->step) {
    case FIRST_ADDRESS:
    case FIRST_PREFIX:
    case FIRST_GATEWAY:
    case FIRST_DNS:
    case FIRST_CODE:
    case FIRST_PIN:
    case FIRST_PIN_AGAIN:
        return true;
    default:
        return false;
    }
}

static bool is_digit(char key)
{
    return key >= '0' && key <= '9';
}

/* As the code's alphabet has it: O is 0, I and L are 1, U is none of it. */
static char symbol(char key)
{
    char upper = key >= 'a' && key <= 'z' ? (char)(key - 'a' + 'A') : key;
    if (upper == 'O') {
        return '0';
    }
    if (upper == 'I' || upper == 'L') {
        return '1';
    }
    return is_digit(upper) || (upper >= 'A' && upper <= 'Z' && upper != 'U') ? upper : '\0';
}

static char accepted(enum first_step step, char key)
{
    if (step == FIRST_CODE) {
        return symbol(key);
    }
    bool dot = key == '.' && (step == FIRST_ADDRESS || step == FIRST_GATEWAY || step == FIRST_DNS);
    return is_digit(key) || dot ? key : '\0';
}

void first_start_type(struct first_start *first, const char *key)
{
    size_t most = 0;
    char *text = first_typed(first, &most);
    if (text == NULL || most == 0) {
        return;
    }
    size_t length = strlen(text);
    first->error = NULL;
    if (strcmp(key, "delete") == 0) {
        text[length > 0 ? length - 1 : 0] = '\0';
        return;
    }
    char taken = strlen(key) == 1 ? accepted(first->step, key[0]) : '\0';
    if (taken != '\0' && length < most) {
        text[length] = taken;
        text[length + 1] = '\0';
    }
}

/* ---- going on -------------------------------------------------------------- */

static void set_network(struct first_start *first)
{
    first->network_waits = true;
    first->network_failed = false;
    ask(first, FIRST_SET_NETWORK);
    go(first, FIRST_LINK);
}

static void leave_network(struct first_start *first)
{
    if (first->network.fixed) {
        go(first, FIRST_ADDRESS);
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
        go(first, (enum first_step)(first->step + 1));
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
    ask(first, FIRST_DO_ENROL);
    go(first, FIRST_ENROL);
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
        go(first, new_code ? FIRST_CODE : FIRST_INVITATION);
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
    go(first, FIRST_PIN_AGAIN);
}

static void leave_pin_again(struct first_start *first)
{
    if (first->pin_waits) {
        return;
    }
    if (strcmp(first->pin, first->pin_again) != 0) {
        go(first, FIRST_PIN);
        first->error = "fs_pin_differs";
        return;
    }
    first->pin_waits = true;
    ask(first, FIRST_SET_PIN);
}

static void leave_link(struct first_start *first)
{
    if (!first->network_waits) {
        go(first, FIRST_INVITATION);
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
        go(first, FIRST_CODE);
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
        go(first, FIRST_DONE);
        break;
    case FIRST_DONE:
        ask(first, FIRST_FINISH);
        break;
    default:
        break;
    }
}

static void back(struct first_start *first)
{
    enum first_step to = step_rows[first->step].back;
    bool waits = first->enrolling || first->pin_waits || first->network_waits;
    if (to != FIRST_STEPS && !waits) {
        go(first, to);
    }
}

static void print(struct first_start *first)
{
    if (first->step == FIRST_PRINT && !first->printing) {
        first->printing = true;
        first->printed[0] = '\0';
        ask(first, FIRST_PRINT_TEST);
    }
}

static void skip_touch(struct first_start *first)
{
    if (first->step == FIRST_TOUCH) {
        go(first, FIRST_NETWORK);
    }
}

/* A panel may hang on any of its sides. */
static void turn(struct first_start *first)
{
    if (first->step == FIRST_TOUCH && first->facts.turns) {
        ask(first, FIRST_TURN);
    }
}

static void target(struct first_start *first)
{
    if (first->step == FIRST_TOUCH) {
        touched_target(first);
    }
}

static void choose_fixed(struct first_start *first)
{
    first->network.fixed = true;
}

static void choose_dhcp(struct first_start *first)
{
    first->network.fixed = false;
}

bool first_start_press(struct first_start *first, const char *id)
{
    static const struct {
        const char *id;
        void (*act)(struct first_start *first);
    } acts[] = {{"cont", proceed},
                {"back", back},
                {"skip", skip_touch},
                {"target", target},
                {"turn", turn},
                {"print", print},
                {"option.fixed", choose_fixed},
                {"option.dhcp", choose_dhcp}};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        if (strcmp(acts[i].id, id) == 0) {
            acts[i].act(first);
            return true;
        }
    }
    return false;
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
        go(first, first->facts.pin_set ? FIRST_PRINT : FIRST_PIN);
    }
}

void first_start_pin_kept(struct first_start *first, bool fine)
{
    first->pin_waits = false;
    if (fine) {
        first->facts.pin_set = true;
        forget_pins(first);
        go(first, FIRST_PRINT);
    } else {
        go(first, FIRST_PIN);
        first->error = "fs_pin_failed";
    }
}

void first_start_printed(struct first_start *first, const char *words)
{
    first->printing = false;
    if (first->step == FIRST_PRINT) {
        (void)text_copy(first->printed, sizeof first->printed, words);
    }
}
