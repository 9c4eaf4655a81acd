#include "app/courier/courier.h"
#include "app/local/deliver_poke.h"
#include "app/local/kiosk_config.h"
#include "app/site/site.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/local.h"
#include "platform/base/log.h"
#include "platform/sandbox/sandbox.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define PROGRAM    "kiosk-courier"
#define FRAME_MAX  64
#define PORT_HTTPS 443
#define PORT_NAMES 53 /* DNS over TCP, where an answer does not fit into a datagram */

struct program {
    struct kiosk_config config;
    struct site *site;
    struct certificate *certificate;
    struct private_key *key;
    struct loop *loop;
    struct state_file *state;
    struct courier *courier;
    struct local_server *server;
    uid_t screen, staff;
};

/* ---- while it runs --------------------------------------------------------- */

static void take_poke(void *context, const struct local_caller *caller, const uint8_t *frame,
                      size_t length, struct buffer *answer)
{
    struct program *program = context;

    if (caller->user != 0 && caller->user != program->screen && caller->user != program->staff) {
        log_warning("user %u may not ask for delivery", (unsigned)caller->user);
        return;
    }
    if (!deliver_poke_is(frame, length))
        return;
    buffer_append_text(answer, DELIVER_TAKEN);
    courier_poke(program->courier);
}

static void stop(void *context, int signal_number)
{
    struct program *program = context;

    (void)signal_number;
    loop_stop(program->loop);
}

/* ---- starting -------------------------------------------------------------- */

static bool load_identity(struct program *program, struct error *error)
{
    const struct kiosk_paths *paths = &program->config.paths;
    char key[FILE_PATH_MAX], certificate[FILE_PATH_MAX];

    if (!file_join(key, sizeof key, paths->keys, "client.key") ||
        !file_join(certificate, sizeof certificate, paths->keys, "client.pem"))
        return error_set(error, ERROR_INPUT, "the path of the keys' folder is too long");
    /* Dates are judged by the centre, whose clock is right. */
    program->site = site_load(paths->site, paths->site_root, CERTIFICATE_ANY_TIME, error);
    if (program->site == NULL)
        return false;
    program->key = private_key_load(key, error);
    program->certificate = program->key != NULL ? certificate_load(certificate, error) : NULL;
    if (program->certificate == NULL)
        return error_prefix(error, "this kiosk is not enrolled");
    if (!certificate_matches_key(program->certificate, program->key) ||
        strcmp(certificate_name(program->certificate), site_kiosk_id(program->site)) != 0)
        return error_set(error, ERROR_INPUT,
                         "%s does not belong to %s or to kiosk %s: enrol the kiosk anew",
                         certificate, key, site_kiosk_id(program->site));
    return true;
}

static uint16_t port_of(const char *url)
{
    const char *host = strstr(url, "://");
    const char *colon = host != NULL ? strrchr(host + 3, ':') : NULL;
    unsigned long port =
        colon != NULL && strchr(colon, ']') == NULL ? strtoul(colon + 1, NULL, 10) : PORT_HTTPS;

    return port > 0 && port <= UINT16_MAX ? (uint16_t)port : PORT_HTTPS;
}

static bool confine(const struct program *program, struct error *error)
{
    const struct kiosk_paths *paths = &program->config.paths;
    const char *const write[] = {paths->outbox, paths->state, NULL};
    const uint16_t ports[] = {port_of(program->config.central.url), PORT_NAMES, 0};
    /* libcurl looks names up in a thread, and the C library loads a module for it. */
    const struct sandbox_plan plan = {.program = PROGRAM,
                                      .groups = SANDBOX_FILES | SANDBOX_UNIX | SANDBOX_INET |
                                                SANDBOX_THREADS | SANDBOX_LIBRARIES,
                                      .write = write,
                                      .connect_ports = ports};

    return sandbox_enter(&plan, error);
}

static struct courier *make_courier(struct program *program, struct error *error)
{
    const struct kiosk_config *config = &program->config;
    const struct courier_settings settings = {
        .url = config->central.url,
        .roots_pem = site_tls_roots_pem(program->site),
        .kiosk_id = site_kiosk_id(program->site),
        .outbox_folder = config->paths.outbox,
        .state_folder = config->paths.state,
        .certificate = program->certificate,
        .key = program->key,
        .clock = &clock_system,
        .state = program->state,
        .health_seconds = config->central.health_minutes * 60,
        .retry_least = config->central.retry_least,
        .retry_most = config->central.retry_most,
        .earliest_utc = site_issued_utc(program->site),
    };

    return courier_create(program->loop, &settings, error);
}

static bool start(struct program *program, struct error *error)
{
    static const int signals[] = {SIGTERM, SIGINT};
    char path[FILE_PATH_MAX];

    if (!file_join(path, sizeof path, program->config.paths.state, COURIER_SOCKET))
        return error_set(error, ERROR_INPUT, "the path of the state folder is too long");
    program->loop = loop_create(&clock_system, error);
    if (program->loop == NULL || !loop_catch(program->loop, signals, 2, stop, program, error))
        return false;
    program->state = state_own(program->config.paths.state, "courier", error);
    if (program->state == NULL)
        return false;
    program->server = local_serve(program->loop, path, 0660, FRAME_MAX, take_poke, program, error);
    if (program->server == NULL || !confine(program, error))
        return false;
    program->courier = make_courier(program, error);
    return program->courier != NULL;
}

static bool run(struct program *program, const char *path, struct error *error)
{
    return kiosk_config_load(path, &program->config, error) && load_identity(program, error) &&
           kiosk_config_user(program->config.users.screen, &program->screen, error) &&
           kiosk_config_user(program->config.users.staff, &program->staff, error) &&
           start(program, error) && loop_run(program->loop, error);
}

static void finish(struct program *program)
{
    local_server_destroy(program->server);
    courier_destroy(program->courier);
    if (program->state != NULL)
        state_disown(program->state);
    if (program->loop != NULL)
        loop_destroy(program->loop);
    certificate_destroy(program->certificate);
    private_key_destroy(program->key);
    site_destroy(program->site);
}

int main(int argc, char **argv)
{
    const char *path = KIOSK_CONFIG_DEFAULT;
    bool help = false;
    const struct option_row rows[] = {
        {.name = "config",
         .value = "FILE",
         .target = &path,
         .meaning = "the kiosk's configuration (" KIOSK_CONFIG_DEFAULT ")"},
        {.name = "help", .flag = &help, .meaning = "says this"},
        {0},
    };
    struct program program = {0};
    struct error error = {0};
    size_t operands = 0;
    int code = EXIT_FINE;

    log_start(PROGRAM);
    if (!arguments_parse(argc, argv, rows, NULL, 0, &operands, &error))
        return arguments_mistake(PROGRAM, &error);
    if (help) {
        arguments_print_options(PROGRAM, "", rows);
        return EXIT_FINE;
    }
    if (!sandbox_prepare(NULL, 0, &error) || !run(&program, path, &error))
        code = arguments_mistake(PROGRAM, &error);
    finish(&program);
    return code;
}
