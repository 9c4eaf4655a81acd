/* kiosk-screen: what the visitor sees. */
#include "app/local/kiosk_config.h"
#include "app/screen/commands.h"
#include "app/screen/process/child.h"
#include "app/screen/process/door.h"
#include "app/screen/process/parent.h"
#include "platform/base/arguments.h"
#include "platform/base/log.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>

static bool prepare(struct display_kept *kept, struct error *error)
{
    int keep[] = {-1, -1, -1};

    display_take_kept(kept);
    keep[0] = kept->device;
    keep[1] = kept->record;
#ifdef KIOSK_TEST_DOOR
    keep[2] = door_descriptor();
#endif
    return sandbox_prepare(keep, sizeof keep / sizeof *keep, error);
}

static int command_run(int argc, char **argv, void *context)
{
    const char *config_path = KIOSK_CONFIG_DEFAULT;
    bool help = false;
    const struct option_row rows[] = {
        {.name = "config",
         .value = "FILE",
         .target = &config_path,
         .meaning = "the kiosk's configuration (" KIOSK_CONFIG_DEFAULT ")"},
        {.name = "help", .flag = &help, .meaning = "says this"},
        {0},
    };
    struct kiosk_config config;
    struct display_kept kept;
    struct error error;
    size_t operands = 0;

    (void)context;
    if (!arguments_parse(argc, argv, rows, NULL, 0, &operands, &error) ||
        (!help && !kiosk_config_load(config_path, &config, &error))) {
        log_error("%s", error.text);
        return EXIT_USAGE;
    }
    if (help) {
        arguments_print_options("kiosk-screen run", "", rows);
        return EXIT_FINE;
    }
    if (!prepare(&kept, &error) || !parent_run(config_path, &config, &kept, &error)) {
        log_error("%s", error.text);
        return EXIT_FAILED;
    }
    return EXIT_FINE;
}

/* "child" and "words" are not listed: nobody but the program itself and its Makefile has a use for them. */
static const struct command_row commands[] = {
    {"run", "show the kiosk's screen and take visits (also without a command)", command_run},
    {"render", "draw screens into PNG files", command_render},
    {"describe", "print a screen's controls as JSON", command_describe},
    {"paper", "draw a receipt, the notice or a test print", command_paper},
    {"broken", "say on the panel that this kiosk is not available", command_broken},
    {"list", "list the screens' ids", command_list},
    {0},
};

static bool is_option_of_run(const char *argument)
{
    return strncmp(argument, "--", 2) == 0 && strcmp(argument, "--help") != 0 &&
           strcmp(argument, "--version") != 0;
}

int main(int argc, char **argv)
{
    log_start("kiosk-screen");
    if (argc > 1 && strcmp(argv[1], "child") == 0)
        return command_child(argc - 1, argv + 1, NULL);
    if (argc > 1 && strcmp(argv[1], "words") == 0)
        return command_words(argc - 1, argv + 1, NULL);
    if (argc < 2 || is_option_of_run(argv[1]))
        return command_run(argc, argv, NULL);
    return arguments_dispatch("kiosk-screen", argc, argv, commands, NULL);
}
