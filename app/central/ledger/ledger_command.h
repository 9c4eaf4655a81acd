/*
 * What the subcommands that only read the ledger in a receiver's folder, `kiosks`, `audit` and `lookup`, share:
 * their command line, and the way from the folder to the ledger.
 */
#ifndef APP_CENTRAL_LEDGER_LEDGER_COMMAND_H
#define APP_CENTRAL_LEDGER_LEDGER_COMMAND_H

#include "app/central/ledger/ledger.h"

struct ledger_command {
    const char *program;       /* for messages */
    const char *operand_words; /* of the one operand, for the usage; NULL: the command takes none */
    const char *needed;        /* the sentence for a command line where something is missing */
    /* An option of the command's own that names a file; NULL: it has none. */
    const char *file_option, *file_words;
    /* From the command line; borrowed from argv. */
    const char *folder, *operand;
    const char *file; /* NULL: not given */
    bool as_json;
};

/* Fills the command. False where there is nothing left to do, after the usage or a mistake was told:
 * then *code is the exit code. */
bool ledger_command_parse(struct ledger_command *command, int argc, char **argv,
                          int *code) MUST_USE;

/* The ledger that the folder's receive.ini names, for reading, and nothing but files from here on. The
 * caller closes it. */
struct ledger *ledger_command_open(const struct ledger_command *command,
                                   struct error *error) MUST_USE;

#endif
