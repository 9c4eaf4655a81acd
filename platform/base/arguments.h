/*
 * Command lines: a table of subcommands, and long options with values. Prints
 * usage and mistakes in one form for all programs.
 */
#ifndef PLATFORM_BASE_ARGUMENTS_H
#define PLATFORM_BASE_ARGUMENTS_H

#include "platform/base/error.h"

#include <stddef.h>

/* Exit codes, the same in every program. */
enum exit_code {
    EXIT_FINE = 0,
    EXIT_FAILED = 1, /* it was tried and did not work */
    EXIT_USAGE = 2   /* the command line or a configuration cannot be used */
};

struct option_row {
    const char *name;    /* without "--"; one letter is given with one hyphen ("-o FILE") */
    const char *value;   /* what the value is called in the usage; NULL for a switch */
    const char **target; /* where a value goes; borrowed from argv */
    bool *flag;          /* where a switch goes */
    const char *meaning;
};

/*
 * Parses "--name value", "--name=value" and switches from argv[1] on. Operands go to
 * operands[0..*operand_count). `rows` ends with a NULL name. An unknown option is an error.
 */
bool arguments_parse(int argc, char **argv, const struct option_row *rows, const char **operands,
                     size_t operands_max, size_t *operand_count, struct error *error) MUST_USE;

/* "usage: PROGRAM [options] OPERANDS" and the options, to standard output. `operands` may be "". */
void arguments_print_options(const char *program, const char *operands,
                             const struct option_row *rows);

/* A whole command line, of a program or of a subcommand. */
struct arguments {
    const char *program;           /* as usage and mistakes call it: "kiosk-central open" */
    const char *operand_words;     /* as in the usage: "FOLDER"; NULL: none */
    const struct option_row *rows; /* without --help, which is always there */
    const char **operands;         /* operands_max of them, filled; NULL with none */
    size_t operands_max, operand_count;
};

/* Parses as above and sets operand_count. Returns true to go on; else *code is the exit code: --help was
 * given and is answered, or a mistake is told. */
bool arguments_take(struct arguments *line, int argc, char **argv, int *code) MUST_USE;

/* "PROGRAM: text" to standard error. Returns EXIT_USAGE for ERROR_INPUT, else EXIT_FAILED. */
int arguments_mistake(const char *program, const struct error *error);

struct command_row {
    const char *name;
    const char *meaning;                              /* one line */
    int (*run)(int argc, char **argv, void *context); /* argv[0] is the subcommand */
};

/* Runs the subcommand in argv[1]; usage on --help, --version, none or an unknown one. `rows` ends
 * with a NULL name. Returns the exit code. */
int arguments_dispatch(const char *program, int argc, char **argv, const struct command_row *rows,
                       void *context);

#endif
