#include "app/central/commands.h"
#include "app/central/issuing/enrol_config.h"
#include "app/central/issuing/est.h"
#include "app/central/issuing/register.h"
#include "app/central/receive/opening_guard.h"
#include "app/central/server_command.h"
#include "platform/base/clock.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>

#define PROGRAM     "kiosk-central enrol-server"
#define DAY_SECONDS INT64_C(86400)

struct enrol_server {
    const char *folder;
    struct issuing issuing;
    struct http_server *http;
};

/* What the server proves itself with. */
struct identity {
    struct certificate *certificate;
    struct private_key *key;
};

static void forget(struct identity *identity)
{
    private_key_destroy(identity->key);
    certificate_destroy(identity->certificate);
}

static bool load_identity(const struct enrol_config *config, struct identity *identity,
                          struct error *error)
{
    *identity = (struct identity){0};
    identity->certificate = certificate_load(config->certificate, error);
    if (identity->certificate != NULL)
        identity->key = private_key_load(config->key, error);
    return identity->key != NULL;
}

static void handle(void *context, const struct http_request *request, struct http_answer *answer)
{
    const struct enrol_server *server = context;
    est_answer(&server->issuing, request, clock_utc(&clock_system), answer);
}

/* The issuing key stays the one that it was started with. */
static void reload(void *context)
{
    struct enrol_server *server = context;
    struct enrol_config config;
    struct identity identity = {0};
    struct error error = {0};
    bool fine = enrol_config_load(server->folder, &config, &error) &&
                load_identity(&config, &identity, &error) &&
                http_server_reload(server->http, identity.certificate, identity.key,
                                   server->issuing.authority.certificate, &error);
    if (fine)
        server->issuing.days = config.days;
    forget(&identity);
    if (fine)
        log_info("certificate, key and days of validity are read anew");
    else
        log_error("nothing was changed: %s", error.text);
}

static struct http_server *listen_as(const struct enrol_config *config, struct enrol_server *server,
                                     struct error *error)
{
    struct http_server *http = NULL;
    struct identity identity;
    if (load_identity(config, &identity, error)) {
        const struct http_server_settings settings = {
            .address = config->address,
            .port = (uint16_t)config->port,
            .certificate = identity.certificate,
            .key = identity.key,
            .client_root = server->issuing.authority.certificate,
            .clients = HTTP_CLIENTS_OPTIONAL,
            .client_expired_seconds = config->expired_days * DAY_SECONDS,
            .reload = reload};
        http = http_server_create(&settings, handle, server, error);
    }
    forget(&identity);
    return http;
}

/* Whoever takes this process over must not find the power to give kiosks another hotline or key. */
static bool check_signing(const char *folder, struct error *error)
{
    char path[FILE_PATH_MAX];
    return office_path(path, folder, "site-signing.key", error) &&
           (!file_exists(path) ||
            error_set(error, ERROR_REFUSED,
                      "%s does not belong here: make the folder signing beside %s and move all "
                      "site-signing files there, better to another machine",
                      path, folder));
}

/* Makes what is missing in a folder from before there were invitations. */
static bool prepare(const char *folder, struct error *error)
{
    char path[FILE_PATH_MAX];
    int lock = register_lock(folder, error);
    register_unlock(lock);
    return lock >= 0 && office_path(path, folder, "invitations", error) &&
           file_make_folder(path, 0700, error);
}

/* Keys are in memory, the port is open: what is left to write are register and invitations. */
static bool confine(const char *folder, struct error *error)
{
    char kiosks[FILE_PATH_MAX], invitations[FILE_PATH_MAX], lock[FILE_PATH_MAX];
    if (!office_path(kiosks, folder, "kiosks", error) ||
        !office_path(invitations, folder, "invitations", error) ||
        !office_path(lock, folder, REGISTER_LOCK_FILE, error))
        return false;
    const char *const read[] = {folder, NULL};
    const char *const write[] = {kiosks, invitations, lock, NULL};
    const struct sandbox_plan plan = {
        .program = PROGRAM, .groups = SANDBOX_FILES | SANDBOX_INET, .read = read, .write = write};
    return sandbox_enter(&plan, error);
}

static bool serve(const char *folder, const char *port_file, struct error *error)
{
    struct enrol_config config;
    struct enrol_server server = {.folder = folder, .issuing = {.folder = folder}};
    bool fine = false;

    if (!enrol_config_load(folder, &config, error) || !opening_guard_check(config.opening, error) ||
        !check_signing(folder, error) || !prepare(folder, error) ||
        !office_load(folder, "issuing", &server.issuing.authority, error))
        return false;
    server.issuing.days = config.days;
    server.issuing.wrong = wrong_codes_create();
    if (server.issuing.wrong == NULL)
        error_set(error, ERROR_MEMORY, "no memory to count wrong codes");
    else
        server.http = listen_as(&config, &server, error);
    if (server.http != NULL && server_tell_port(port_file, http_server_port(server.http), error) &&
        confine(folder, error)) {
        log_info("enrolling on %s port %u", config.address, http_server_port(server.http));
        fine = http_server_run(server.http, error);
    }
    http_server_destroy(server.http);
    wrong_codes_destroy(server.issuing.wrong);
    office_pair_finish(&server.issuing.authority);
    return fine;
}

int command_enrol_server(int argc, char **argv, void *context)
{
    static const struct server_command command = {
        .program = PROGRAM,
        .folder_meaning = "the issuing folder, with enrol.ini, made by init",
        .serve = serve};

    (void)context;
    return server_command_run(&command, argc, argv);
}
