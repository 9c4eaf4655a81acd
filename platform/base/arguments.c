#include "platform/base/arguments.h"

#include <stdio.h>
#include <string.h>

static const struct option_row *find_option(const struct option_row *rows, const char *name,
                                            size_t length)
{
    for (; rows->name != NULL; rows++) {
        if (strlen(rows->name) == length && memcmp(rows->name, name, length) == 0) {
            return rows;
        }
    }
    return NULL;
}

/* Takes the option at argv[*at]; *at moves on to a value of its own. */
static bool take_option(int argc, char **argv, int *at, const struct option_row *rows,
                        struct error *error)
{
    const char *text = argv[*at] + 2;
    size_t length = strcspn(text, "=");
    const struct option_row *row = find_option(rows, text, length);
    if (row == NULL) {
        return error_set(error, ERROR_INPUT, "--%.*s is not an option here; see --help",
                         (int)length, text);
    }
    if (row->flag != NULL) {
        *row->flag = true;
        return text[length] == '\0' ||
               error_set(error, ERROR_INPUT, "--%s takes no value", row->name);
    }
    if (text[length] == '=') {
        *row->target = text + length + 1;
        return true;
    }
    if (*at + 1 >= argc) {
        return error_set(error, ERROR_INPUT, "--%s needs %s", row->name, row->value);
    }
    *at += 1;
    *row->target = argv[*at];
    return true;
}

/* "-o FILE": an option whose name in the table is one letter. */
static bool take_letter(int argc, char **argv, int *at, const struct option_row *rows,
                        struct error *error)
{
    const char *name = argv[*at] + 1;
    const struct option_row *row = strlen(name) == 1 ? find_option(rows, name, 1) : NULL;
    if (row == NULL) {
        return error_set(error, ERROR_INPUT, "%s is not an option here; see --help", argv[*at]);
    }
    if (row->flag != NULL) {
        *row->flag = true;
        return true;
    }
    if (*at + 1 >= argc) {
        return error_set(error, ERROR_INPUT, "-%s needs %s", row->name, row->value);
    }
    *at += 1;
    *row->target = argv[*at];
    return true;
}

bool arguments_parse(int argc, char **argv, const struct option_row *rows, const char **operands,
                     size_t operands_max, size_t *operand_count, struct error *error)
{
    bool options_end = false;
    *operand_count = 0;
    for (int at = 1; at < argc; at++) {
        const char *text = argv[at];
        bool fine = true;
        if (!options_end && strcmp(text, "--") == 0) {
            options_end = true;
        } else if (!options_end && text[0] == '-' && text[1] == '-') {
            fine = take_option(argc, argv, &at, rows, error);
        } else if (!options_end && text[0] == '-' && text[1] != '\0') {
            fine = take_letter(argc, argv, &at, rows, error);
        } else if (*operand_count < operands_max) {
            operands[(*operand_count)++] = text;
        } else {
            fine = error_set(error, ERROR_INPUT, "'%s' is one argument too many; see --help", text);
        }
        if (!fine) {
            return false;
        }
    }
    return true;
}

void arguments_print_options(const char *program, const char *operands,
                             const struct option_row *rows)
{
    (void)printf("usage: %s%s%s%s\n", program, rows->name != NULL ? " [options]" : "",
                 operands[0] != '\0' ? " " : "", operands);
    for (; rows->name != NULL; rows++) {
        char left[64];
        (void)snprintf(left, sizeof left, "%s%s %s", strlen(rows->name) == 1 ? "-" : "--",
                       rows->name, rows->value != NULL ? rows->value : "");
        (void)printf("  %-28s %s\n", left, rows->meaning);
    }
}

int arguments_mistake(const char *program, const struct error *error)
{
    (void)fprintf(stderr, "%s: %s\n", program, error->text);
    return error->kind == ERROR_INPUT ? EXIT_USAGE : EXIT_FAILED;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int at = 1; at < argc && strcmp(argv[at], "--") != 0; at++) {
        if (strcmp(argv[at], "--help") == 0)
            return true;
    }
    return false;
}

bool arguments_take(struct arguments *line, int argc, char **argv, int *code)
{
    struct error error = {0};

    *code = EXIT_FINE;
    if (asks_for_help(argc, argv)) {
        arguments_print_options(line->program,
                                line->operand_words != NULL ? line->operand_words : "", line->rows);
        return false;
    }
    if (arguments_parse(argc, argv, line->rows, line->operands, line->operands_max,
                        &line->operand_count, &error))
        return true;
    *code = arguments_mistake(line->program, &error);
    return false;
}

static void print_commands(FILE *out, const char *program, const struct command_row *rows)
{
    (void)fprintf(out, "usage: %s COMMAND [options]\n", program);
    for (; rows->name != NULL; rows++) {
        (void)fprintf(out, "  %-14s %s\n", rows->name, rows->meaning);
    }
}

int arguments_dispatch(const char *program, int argc, char **argv, const struct command_row *rows,
                       void *context)
{
    const char *command = argc > 1 ? argv[1] : "";
    if (strcmp(command, "--version") == 0) {
        (void)printf("%s %s\n", program, KIOSK_VERSION);
        return EXIT_FINE;
    }
    if (strcmp(command, "--help") == 0 || strcmp(command, "help") == 0) {
        print_commands(stdout, program, rows);
        return EXIT_FINE;
    }
    for (const struct command_row *row = rows; row->name != NULL; row++) {
        if (strcmp(row->name, command) == 0) {
            return row->run(argc - 1, argv + 1, context);
        }
    }
    if (command[0] != '\0') {
        (void)fprintf(stderr, "%s: '%s' is not a command\n", program, command);
    }
    print_commands(stderr, program, rows);
    return EXIT_USAGE;
}
