#include "app/staff/steward/verbs.h"

#include "app/local/kiosk_settings.h"
#include "app/staff/steward/forms.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <string.h>

enum caller_kind { CALLER_SCREEN = 1 << 0, CALLER_STAFF = 1 << 1 };

/* One question. */
struct asking {
    struct steward *steward;
    const struct local_caller *caller;
    const struct steward_request *request;
};

struct verb_row {
    const char *name;
    unsigned callers; /* enum caller_kind, or-ed */
    bool pin_first;
    argument_form *form; /* NULL: `run` looks itself */
    bool (*run)(const struct asking *asking, struct steward_answer *answer, struct error *error);
};

static bool check_pin(const struct asking *asking, struct steward_answer *answer,
                      struct error *error)
{
    struct steward *steward = asking->steward;
    bool fine = pin_check(&steward->pins, (const char *)asking->request->argument,
                          asking->request->argument_length, answer, error);
    if (answer->result == STEWARD_FINE) {
        grant_give(&steward->grant, asking->caller, steward->pins.clock);
    } else {
        grant_take(&steward->grant);
    }
    return fine;
}

static bool set_pin(const struct asking *asking, struct steward_answer *answer, struct error *error)
{
    struct steward *steward = asking->steward;
    if (!pin_set(&steward->pins, (const char *)asking->request->argument,
                 asking->request->argument_length, error)) {
        answer->result = error->kind == ERROR_INPUT ? STEWARD_FORM : STEWARD_FAILED;
        return error->kind == ERROR_INPUT;
    }
    /* Whoever sets it knows it: a first start goes on. */
    grant_give(&steward->grant, asking->caller, steward->pins.clock);
    answer->result = STEWARD_FINE;
    return true;
}

/* "SECTION KEY VALUE" into its parts, in place; the value may be empty or have spaces. */
static bool split_setting(char *text, char **name, char **value)
{
    char *space = strchr(text, ' ');
    if (space == NULL) {
        return false;
    }
    *space = '\0';
    *name = space + 1;
    space = strchr(*name, ' ');
    if (space == NULL) {
        return false;
    }
    *space = '\0';
    *value = space + 1;
    return true;
}

static bool setting(const struct asking *asking, struct steward_answer *answer, struct error *error)
{
    char text[STEWARD_ARGUMENT_MAX + 1] = "";
    char *name = NULL;
    char *value = NULL;
    const struct steward_request *request = asking->request;
    memcpy(text, request->argument, request->argument_length);
    answer->result = STEWARD_FORM;
    if (strlen(text) != request->argument_length || !split_setting(text, &name, &value)) {
        return true;
    }
    if (kiosk_settings_change(asking->steward->config, text, name, value, error)) {
        answer->result = STEWARD_FINE;
        return true;
    }
    if (error->kind != ERROR_INPUT && error->kind != ERROR_REFUSED) {
        return false;
    }
    log_warning("%s", error->text);
    return true;
}

static bool start_task(const struct asking *asking, struct steward_answer *answer,
                       struct error *error)
{
    struct tasks *tasks = asking->steward->tasks;
    const struct steward_request *request = asking->request;
    if (tasks_state(tasks)->running) {
        answer->result = STEWARD_BUSY;
        return true;
    }
    if (!tasks_start(tasks, request->verb, request->argument, request->argument_length, error)) {
        return false;
    }
    answer->result = STEWARD_STARTED;
    answer->task = tasks_state(tasks)->number;
    return true;
}

#define TASK(name_, form_)                                                                         \
    {                                                                                              \
        name_, CALLER_SCREEN, true, form_, start_task                                              \
    }

static const struct verb_row verbs[] = {
    {STEWARD_CHECK_PIN, CALLER_SCREEN | CALLER_STAFF, false, NULL, check_pin},
    {STEWARD_SET_PIN, CALLER_SCREEN, true, NULL, set_pin},
    {STEWARD_SETTING, CALLER_SCREEN, true, NULL, setting},
    TASK(STEWARD_RESTART, form_nothing),
    TASK(STEWARD_SHUT_DOWN, form_nothing),
    TASK(STEWARD_NETWORK, form_network),
    TASK(STEWARD_TIME, form_time),
    TASK(STEWARD_EXPORT, form_nothing),
    TASK(STEWARD_ACKNOWLEDGE, form_nothing),
    TASK(STEWARD_UPDATE, form_nothing),
    TASK(STEWARD_ENROL, form_code),
    TASK(STEWARD_SALVAGE, form_nothing),
    TASK(STEWARD_FACTORY_RESET, form_nothing),
    {NULL, 0, false, NULL, NULL}};

static bool may(const struct steward *steward, const struct local_caller *caller,
                const struct verb_row *verb)
{
    return caller->user == 0 ||
           ((verb->callers & CALLER_SCREEN) != 0 && caller->user == steward->callers.screen) ||
           ((verb->callers & CALLER_STAFF) != 0 && caller->user == steward->callers.staff);
}

/* While none is set, at a first start, there is nobody yet whose PIN could come first. */
static bool has_given_pin(struct steward *steward, const struct local_caller *caller)
{
    return caller->user == 0 || !pin_is_set(&steward->pins) ||
           grant_use(&steward->grant, caller, steward->pins.clock);
}

static const struct verb_row *find_verb(const char *name)
{
    const struct verb_row *verb = verbs;
    while (verb->name != NULL && strcmp(verb->name, name) != 0) {
        verb++;
    }
    return verb->name != NULL ? verb : NULL;
}

static void run(const struct verb_row *verb, const struct asking *asking,
                struct steward_answer *answer)
{
    struct error error = {.kind = ERROR_NONE};
    const struct steward_request *request = asking->request;
    if (verb->pin_first && !has_given_pin(asking->steward, asking->caller)) {
        answer->result = STEWARD_PIN_FIRST;
    } else if (verb->form != NULL && !verb->form(request->argument, request->argument_length)) {
        answer->result = STEWARD_FORM;
    } else if (!verb->run(asking, answer, &error)) {
        log_error("%s: %s", verb->name, error.text);
        answer->result = STEWARD_FAILED;
    }
}

void steward_do(struct steward *steward, const struct local_caller *caller, const uint8_t *frame,
                size_t length, struct steward_answer *answer)
{
    struct steward_request request;
    struct error error = {.kind = ERROR_NONE};
    *answer = (struct steward_answer){.result = STEWARD_REFUSED};
    if (!steward_request_decode(frame, length, &request, &error)) {
        log_warning("user %u: %s", (unsigned)caller->user, error.text);
        return;
    }
    const struct verb_row *verb = find_verb(request.verb);
    if (verb == NULL || !may(steward, caller, verb)) {
        log_warning("user %u may not ask for '%s'", (unsigned)caller->user, request.verb);
        return;
    }
    const struct asking asking = {steward, caller, &request};
    run(verb, &asking, answer);
    log_info("%s, asked by user %u, process %d: %s", verb->name, (unsigned)caller->user,
             (int)caller->process, steward_result_name(answer->result));
}
