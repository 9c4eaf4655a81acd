#include "app/staff/steward/verbs.h"

#include "platform/base/log.h"

#include <string.h>

enum caller_kind { CALLER_SCREEN = 1 << 0, CALLER_STAFF = 1 << 1 };

struct verb_row {
    const char *name;
    unsigned callers; /* enum caller_kind, or-ed */
    bool (*run)(struct steward *steward, const struct steward_request *request,
                struct steward_answer *answer, struct error *error);
};

static bool check_pin(struct steward *steward, const struct steward_request *request,
                      struct steward_answer *answer, struct error *error)
{
    return pin_check(&steward->pins, (const char *)request->argument, request->argument_length,
                     answer, error);
}

static const struct verb_row verbs[] = {
    {STEWARD_CHECK_PIN, CALLER_SCREEN | CALLER_STAFF, check_pin}, {NULL, 0, NULL}};

static bool may(const struct steward *steward, const struct local_caller *caller,
                const struct verb_row *verb)
{
    return caller->user == 0 ||
           ((verb->callers & CALLER_SCREEN) != 0 && caller->user == steward->callers.screen) ||
           ((verb->callers & CALLER_STAFF) != 0 && caller->user == steward->callers.staff);
}

static const struct verb_row *find_verb(const char *name)
{
    const struct verb_row *verb = verbs;
    while (verb->name != NULL && strcmp(verb->name, name) != 0) {
        verb++;
    }
    return verb->name != NULL ? verb : NULL;
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
    if (!verb->run(steward, &request, answer, &error)) {
        log_error("%s: %s", verb->name, error.text);
        answer->result = STEWARD_FAILED;
    }
}
