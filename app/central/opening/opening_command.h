/* What `open` and `export` share on the command line and do alike. */
#ifndef APP_CENTRAL_OPENING_OPENING_COMMAND_H
#define APP_CENTRAL_OPENING_OPENING_COMMAND_H

#include "app/central/opening/opening.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"

struct opening_command {
    const char *program; /* for messages */
    const char *office;  /* folder of `init`; NULL where keys and ledger are named */
    const char *keys, *ledger, *output, *since, *trail; /* NULL: not given */
    bool keep_states;
    struct opening_child_order child;
    struct opening_choice choice;
};

#define OPENING_COMMAND_ROWS(command_)                                                             \
    {.name = "output",                                                                             \
     .value = "FILE",                                                                              \
     .target = &(command_)->output,                                                                \
     .meaning = "a new file for the answers; only its owner can read it"},                         \
        {.name = "since",                                                                          \
         .value = "UTC",                                                                           \
         .target = &(command_)->since,                                                             \
         .meaning = "received since then: 2026-11-21 or 2026-11-21T21:35:00Z"},                    \
        {.name = "ledger",                                                                         \
         .value = "LEDGER",                                                                        \
         .target = &(command_)->ledger,                                                            \
         .meaning = "the receiver's ledger, a file or a database (what receive.ini names)"},       \
        {.name = "keys",                                                                           \
         .value = "FOLDER",                                                                        \
         .target = &(command_)->keys,                                                              \
         .meaning = "opening keys and issuing.pem (FOLDER/open)"},                                 \
        {.name = "trail",                                                                          \
         .value = "FILE",                                                                          \
         .target = &(command_)->trail,                                                             \
         .meaning = "who opened what, a line each time (trail.jsonl beside the keys)"},            \
        {.name = "passphrase-fd",                                                                  \
         .value = "N",                                                                             \
         .target = &(command_)->child.passphrase,                                                  \
         .meaning = "descriptor with the keys' passphrase (the terminal is asked)"},               \
    {                                                                                              \
        .name = "keep-states", .flag = &(command_)->keep_states,                                   \
        .meaning = "the ledger is not told that they are opened"                                   \
    }

/* The ledger that OFFICE/receive/receive.ini names, or the default one where there is no such file. */
bool opening_find_ledger(const char *office, char ledger[static FILE_PATH_MAX],
                         struct error *error) MUST_USE;

/* Opens as the command says, tells the counts, and returns the exit code. */
int opening_command_run(struct opening_command *command);

#endif
