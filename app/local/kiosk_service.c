#include "app/local/kiosk_service.h"

#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>

static bool take_command(struct kiosk_service *service, const char *given, struct error *error)
{
    service->commanded = given != NULL;
    return given == NULL || strcmp(given, service->command) == 0 ||
           error_set(error, ERROR_INPUT, "'%s' is not a command; the only one is %s", given,
                     service->command);
}

static void print_usage(const struct kiosk_service *service, const struct option_row *rows)
{
    char operands[32] = "";

    if (service->command != NULL)
        (void)text_format(operands, sizeof operands, "[%s]", service->command);
    arguments_print_options(service->program, operands, rows);
}

bool kiosk_service_configure(struct kiosk_service *service, int argc, char **argv,
                             struct error *error)
{
    const char *path = KIOSK_CONFIG_DEFAULT, *given = NULL;
    const struct option_row rows[] = {
        {.name = "config",
         .value = "FILE",
         .target = &path,
         .meaning = "the kiosk's configuration (" KIOSK_CONFIG_DEFAULT ")"},
        {.name = "help", .flag = &service->help, .meaning = "print this"},
        {0},
    };
    size_t operands = 0;

    if (!arguments_parse(argc, argv, rows, &given, service->command != NULL ? 1 : 0, &operands,
                         error))
        return false;
    if (service->help) {
        print_usage(service, rows);
        return true;
    }
    return take_command(service, given, error) && kiosk_config_load(path, &service->config, error);
}

static void stop(void *context, int signal_number)
{
    (void)signal_number;
    loop_stop(context);
}

bool kiosk_service_begin(struct kiosk_service *service, const char *name, struct error *error)
{
    static const int signals[] = {SIGTERM, SIGINT};
    const struct kiosk_config *config = &service->config;

    if (!kiosk_config_user(config->users.screen, &service->screen, error) ||
        !kiosk_config_user(config->users.staff, &service->staff, error))
        return false;
    service->state = state_own(config->paths.state, name, error);
    service->loop = service->state != NULL ? loop_create(&clock_system, error) : NULL;
    return service->loop != NULL &&
           loop_catch(service->loop, signals, 2, stop, service->loop, error);
}

bool kiosk_service_open(struct kiosk_service *service, const char *name, const char *socket,
                        size_t frame_max, local_handler *handler, void *context,
                        struct error *error)
{
    char path[FILE_PATH_MAX];

    if (!file_join(path, sizeof path, service->config.paths.state, socket))
        return error_set(error, ERROR_LIMIT, "the path of the state folder is too long");
    if (!kiosk_service_begin(service, name, error))
        return false;
    service->server = local_serve(service->loop, path, 0660, frame_max, handler, context, error);
    return service->server != NULL;
}

bool kiosk_service_knows(const struct kiosk_service *service, const struct local_caller *caller)
{
    return caller->user == 0 || caller->user == service->screen || caller->user == service->staff;
}

void kiosk_service_close(struct kiosk_service *service)
{
    local_server_destroy(service->server);
    loop_destroy(service->loop);
    state_disown(service->state);
}

static bool live(const struct kiosk_service_life *life, void *context, struct error *error)
{
    bool fine = life->run(context, error);

    life->finish(context);
    return fine;
}

int kiosk_service_main(struct kiosk_service *service, int argc, char **argv,
                       const struct kiosk_service_life *life, void *context)
{
    struct error error = {0};
    int code = EXIT_FINE;

    log_start(service->program);
    if (!sandbox_prepare(NULL, 0, &error))
        code = EXIT_FAILED;
    else if (!kiosk_service_configure(service, argc, argv, &error))
        code = EXIT_USAGE;
    else if (!service->help && !live(life, context, &error))
        code = error.kind == ERROR_INPUT ? EXIT_USAGE : EXIT_FAILED;
    if (code != EXIT_FINE)
        log_error("%s", error.text);
    return code;
}
