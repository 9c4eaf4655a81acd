#include "app/central/commands.h"

#include "app/central/confine.h"
#include "app/central/opening/mark.h"
#include "app/central/opening/opening_command.h"
#include "platform/base/clock.h"
#include "platform/base/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM    "kiosk-central mark"
#define REASON_MAX 64

struct mark_command {
    const char *ledger, *trail, *state, *reason; /* NULL: not given */
    const char *operands[MARK_MOST + 1];
    char location[FILE_PATH_MAX], trail_path[FILE_PATH_MAX];
};

/* Words for people, and no room for a story: the ledger and its history hold no answers. */
static bool check_reason(const char *reason, struct error *error)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                  "-_.:/#";

    return reason == NULL ||
           (reason[0] != '\0' && strlen(reason) <= REASON_MAX &&
            strspn(reason, allowed) == strlen(reason)) ||
           error_set(error, ERROR_INPUT,
                     "--reason is a number or a word of at most %d letters, digits and -_.:/#; "
                     "never what a visitor said",
                     REASON_MAX);
}

static bool check_state(const char *name, enum ledger_state *state, struct error *error)
{
    return (name != NULL && ledger_state_parse(name, state) && *state != LEDGER_SEALED) ||
           error_set(error, ERROR_INPUT,
                     "--state is opened, needs_call, entered, duplicate, cannot_use or withdrawn");
}

/* The office's folder stands first where it is needed. */
static bool find_places(struct mark_command *command, size_t count, struct mark_order *order,
                        struct error *error)
{
    const bool by_office = command->ledger == NULL || command->trail == NULL;
    const char *office = by_office && count > 0 ? command->operands[0] : NULL;
    bool fine;

    order->names = command->operands + by_office;
    order->count = count > by_office ? count - by_office : 0;
    if (order->count == 0)
        return error_set(error, ERROR_INPUT,
                         "it needs the office's folder, or --ledger and --trail, and requests as "
                         "0417-1318; see --help");
    if (command->ledger != NULL && ledger_tells_password(command->ledger))
        return error_set(error, ERROR_INPUT, LEDGER_NO_PASSWORD);
    fine = command->trail != NULL ? text_copy(command->trail_path, FILE_PATH_MAX, command->trail)
                                  : text_format(command->trail_path, FILE_PATH_MAX, "%s/open/%s",
                                                office, TRAIL_FILE_NAME);
    if (fine && command->ledger == NULL)
        return opening_find_ledger(office, command->location, error);
    return (fine && text_copy(command->location, FILE_PATH_MAX, command->ledger)) ||
           error_set(error, ERROR_LIMIT, "a path is too long");
}

/* A database is connected to before the network is given up. */
static struct ledger *open_confined(const char *location, const char *trail, struct error *error)
{
    const bool database = ledger_is_database(location);
    struct ledger *ledger = database ? ledger_open(location, LEDGER_WRITE, error) : NULL;

    if ((database && ledger == NULL) ||
        !confine_to_folders_of(database ? trail : location, trail, error)) {
        ledger_close(ledger);
        return NULL;
    }
    return database ? ledger : ledger_open(location, LEDGER_WRITE, error);
}

static bool mark(const struct mark_command *command, const struct mark_order *order,
                 struct mark_result *result, struct error *error)
{
    struct trail *trail = trail_open(command->trail_path, error);
    struct ledger *ledger =
        trail != NULL ? open_confined(command->location, command->trail_path, error) : NULL;
    const bool fine = ledger != NULL && mark_requests(ledger, trail, order, result, error);

    ledger_close(ledger);
    trail_close(trail);
    return fine;
}

static int run(struct mark_command *command, size_t count)
{
    char who[LEDGER_WHO_SIZE];
    struct trail_person person;
    struct mark_order order = {.reason = command->reason,
                               .who = who,
                               .person = &person,
                               .now_utc = clock_utc(&clock_system)};
    struct mark_result result;
    struct error error = {0};

    trail_find_person(&person);
    if (!check_state(command->state, &order.state, &error) ||
        !check_reason(command->reason, &error) || !find_places(command, count, &order, &error) ||
        !text_format(who, sizeof who, "user %u", (unsigned)getuid()) ||
        !mark(command, &order, &result, &error))
        return arguments_mistake(PROGRAM, &error);
    printf("marked %zu as %s, %zu were already\n", result.marked, command->state, result.already);
    return EXIT_FINE;
}

int command_mark(int argc, char **argv, void *context)
{
    struct mark_command command = {.ledger = NULL};
    const struct option_row rows[] = {
        {.name = "state",
         .value = "STATE",
         .target = &command.state,
         .meaning = "opened, needs_call, entered, duplicate, cannot_use or withdrawn"},
        {.name = "reason",
         .value = "WORD",
         .target = &command.reason,
         .meaning = "the number in the alert system, or of which request it is a duplicate"},
        {.name = "ledger",
         .value = "LEDGER",
         .target = &command.ledger,
         .meaning = "the receiver's ledger, a file or a database (what receive.ini names)"},
        {.name = "trail",
         .value = "FILE",
         .target = &command.trail,
         .meaning = "who marked what, a line each time (FOLDER/open/trail.jsonl)"},
        {0},
    };
    struct arguments line = {
        PROGRAM, "[FOLDER] KIOSK-NUMBER…", rows, command.operands, MARK_MOST + 1, 0};
    int exit_code;

    (void)context;
    if (!arguments_take(&line, argc, argv, &exit_code))
        return exit_code;
    return run(&command, line.operand_count);
}
