/*
 * What all commands of kioskctl share: options, configuration, sandbox, and the
 * two ways of telling (for people, for programs). Reads states and counts; there
 * is nothing here that could read a request.
 */
#ifndef APP_STAFF_KIOSKCTL_CTL_H
#define APP_STAFF_KIOSKCTL_CTL_H

#include "app/local/kiosk_config.h"
#include "platform/base/arguments.h"
#include "platform/crypto/key.h"

#include <jansson.h>

#define CTL_OPERANDS_MAX 2

struct ctl {
    const char *config_path;
    bool json;
    bool help; /* the usage was printed: nothing is left to do */
    struct kiosk_config config;
    const char *operands[CTL_OPERANDS_MAX];
    size_t operand_count;
    struct tpm *tpm; /* from ctl_use_keys; NULL: the configuration names none */
};

/* What a command takes besides --config, --json and --help. */
struct ctl_usage {
    const char *command;  /* "enrol install" */
    const char *operands; /* "BUNDLE", or "" */
    size_t operand_count; /* exactly as many must be there */
    const char *option;   /* one more option with a value; NULL: none */
    const char *value;    /* what its value is called */
    const char *meaning;
    const char **target;
};

/* Parses, loads the configuration. argv[0] is the (sub)command. */
bool ctl_begin(struct ctl *ctl, const struct ctl_usage *usage, int argc, char **argv,
               struct error *error) MUST_USE;

/* For commands that load or make the kiosk's key: opens the TPM where the configuration names one.
 * Before ctl_confine. */
bool ctl_use_keys(struct ctl *ctl, struct error *error) MUST_USE;
/* After the last key: closes the TPM where it was opened. */
void ctl_leave_keys(struct ctl *ctl);

/* No network but Unix sockets, no files but the kiosk's and `also_read` (NULL: none). */
bool ctl_confine(const struct ctl *ctl, const char *also_read, struct error *error) MUST_USE;

/* The same with the network: TCP to `port` and name look-up, nothing else. */
bool ctl_confine_to_port(const struct ctl *ctl, const char *also_read, uint16_t port,
                         struct error *error) MUST_USE;
/* The same with one more place to read from, and one to write to (NULL: none). */
bool ctl_confine_with(const struct ctl *ctl, const char *also_read, const char *also_write,
                      struct error *error) MUST_USE;

/* What a command does when it is confined. Returns the exit code. */
typedef int ctl_act(const struct ctl *ctl);

/* A whole command that needs nothing before it is confined, nor other files: begins, confines, acts.
 * Returns the exit code. */
int ctl_run(const struct ctl_usage *usage, int argc, char **argv, ctl_act *act);

/* Ends a command: reports *error where it was not fine. Returns the exit code. */
int ctl_end(bool fine, const struct error *error);

/* Prints `object` and releases it. */
void ctl_print_json(json_t *object);

/* The commands. argv[0] is the command. */
int ctl_status(int argc, char **argv, void *context);
int ctl_deliver(int argc, char **argv, void *context);
int ctl_print_test(int argc, char **argv, void *context);
int ctl_sound_test(int argc, char **argv, void *context);
int ctl_outbox(int argc, char **argv, void *context);
int ctl_salvage(int argc, char **argv, void *context);
int ctl_check(int argc, char **argv, void *context);
int ctl_export(int argc, char **argv, void *context);
int ctl_acknowledge(int argc, char **argv, void *context);
int ctl_enrol(int argc, char **argv, void *context);

#endif
