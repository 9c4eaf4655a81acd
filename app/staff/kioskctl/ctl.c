#include "app/staff/kioskctl/ctl.h"

#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"
#include "platform/tpm/tpm.h"

#include <libgen.h>
#include <stdio.h>
#include <string.h>

#define PROGRAM    "kioskctl"
#define PORT_NAMES 53 /* DNS over TCP, where an answer does not fit into a datagram */

static void print_usage(const struct ctl_usage *usage, const struct option_row *rows)
{
    char program[64];
    (void)text_format(program, sizeof program, PROGRAM " %s", usage->command);
    arguments_print_options(program, usage->operands, rows);
}

bool ctl_begin(struct ctl *ctl, const struct ctl_usage *usage, int argc, char **argv,
               struct error *error)
{
    *ctl = (struct ctl){.config_path = KIOSK_CONFIG_DEFAULT};
    const struct option_row rows[] = {
        {"config", "FILE", &ctl->config_path, NULL, "the kiosk's configuration"},
        {"json", NULL, NULL, &ctl->json, "print JSON, for programs"},
        {"help", NULL, NULL, &ctl->help, "print this"},
        {usage->option, usage->value, usage->target, NULL, usage->meaning},
        {NULL, NULL, NULL, NULL, NULL}};
    if (!arguments_parse(argc, argv, rows, ctl->operands, CTL_OPERANDS_MAX, &ctl->operand_count,
                         error)) {
        return false;
    }
    if (ctl->help) {
        print_usage(usage, rows);
        return true;
    }
    if (ctl->operand_count != usage->operand_count) {
        return error_set(error, ERROR_INPUT, "usage: " PROGRAM " %s %s", usage->command,
                         usage->operands);
    }
    return kiosk_config_load(ctl->config_path, &ctl->config, error);
}

/* What a plan of kioskctl may have beyond the kiosk's files. NULL: none. */
struct further {
    const char *read, *write;
    unsigned groups;
    const uint16_t *ports;
};

static bool confine(const struct ctl *ctl, const struct further *further, struct error *error)
{
    const struct kiosk_paths *paths = &ctl->config.paths;
    char site[KIOSK_PATH_MAX];
    (void)text_copy(site, sizeof site, paths->site);
    const char *const writes[] = {paths->outbox, paths->state,   paths->keys,
                                  dirname(site), further->write, NULL};
    const char *const reads[] = {paths->site_root, paths->share, further->read, NULL};
    const struct sandbox_plan plan = {.program = PROGRAM,
                                      .groups = SANDBOX_FILES | further->groups,
                                      .read = reads,
                                      .write = writes,
                                      .connect_ports = further->ports};
    return sandbox_enter(&plan, error);
}

bool ctl_use_keys(struct ctl *ctl, struct error *error)
{
    const char *tcti = ctl->config.keys.tpm;
    ctl->tpm = tcti[0] != '\0' ? tpm_open(tcti, error) : NULL;
    return tcti[0] == '\0' || ctl->tpm != NULL;
}

void ctl_leave_keys(struct ctl *ctl)
{
    tpm_close(ctl->tpm);
    ctl->tpm = NULL;
}

bool ctl_confine(const struct ctl *ctl, const char *also_read, struct error *error)
{
    return ctl_confine_with(ctl, also_read, NULL, error);
}

bool ctl_confine_with(const struct ctl *ctl, const char *also_read, const char *also_write,
                      struct error *error)
{
    const struct further further = {.read = also_read, .write = also_write, .groups = SANDBOX_UNIX};
    return confine(ctl, &further, error);
}

bool ctl_confine_to_port(const struct ctl *ctl, const char *also_read, uint16_t port,
                         struct error *error)
{
    const uint16_t ports[] = {port, PORT_NAMES, 0};
    /* libcurl looks names up in a thread, and the C library loads a module for it. */
    const struct further further = {.read = also_read,
                                    .groups = SANDBOX_UNIX | SANDBOX_INET | SANDBOX_THREADS |
                                              SANDBOX_LIBRARIES,
                                    .ports = ports};
    return confine(ctl, &further, error);
}

int ctl_run(const struct ctl_usage *usage, int argc, char **argv, ctl_act *act)
{
    struct ctl ctl;
    struct error error;
    if (!ctl_begin(&ctl, usage, argc, argv, &error)) {
        return ctl_end(false, &error);
    }
    if (ctl.help) {
        return EXIT_FINE;
    }
    return ctl_confine(&ctl, NULL, &error) ? act(&ctl) : ctl_end(false, &error);
}

int ctl_end(bool fine, const struct error *error)
{
    return fine ? EXIT_FINE : arguments_mistake(PROGRAM, error);
}

void ctl_print_json(json_t *object)
{
    (void)json_dumpf(object, stdout, JSON_INDENT(1));
    (void)putchar('\n');
    json_decref(object);
}
