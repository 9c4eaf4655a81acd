#include "app/central/commands.h"
#include "app/central/intake.h"
#include "app/central/opening_guard.h"
#include "app/central/receive_config.h"
#include "app/wire/batch.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/http/server.h"
#include "platform/sandbox/sandbox.h"

#include <stdio.h>
#include <string.h>

#define PROGRAM            "kiosk-central receive"
#define BUSY_RETRY_SECONDS 5

struct receiver {
    struct ledger *ledger;
    struct http_server *server;
    bool
        ledger_failed; /* an I/O error: nothing may be believed written, so nothing more is taken */
};

/* ---- requests -------------------------------------------------------------- */

typedef bool intake_call(const struct intake *intake, const uint8_t *body, size_t length,
                         struct buffer *answer, struct error *error);

static int status_of(enum error_kind kind)
{
    switch (kind) {
    case ERROR_INPUT:
    case ERROR_LIMIT:
        return 400;
    case ERROR_REFUSED:
        return 403;
    case ERROR_UNAVAILABLE:
    case ERROR_MEMORY:
        return 503;
    default:
        return 500;
    }
}

static void answer_failure(struct receiver *receiver, const struct http_request *request,
                           const struct error *error, struct http_answer *answer)
{
    answer->status = status_of(error->kind);
    buffer_clear(&answer->body);
    /* The reason stays here: what is in the ledger's messages is no kiosk's business. */
    buffer_append_format(&answer->body, "{\"version\":1,\"error\":\"%s\"}",
                         error_kind_name(error->kind));
    log_warning("%s from %s: %s", request->path, request->peer, error->text);
    if (answer->status == 503)
        answer->retry_after_seconds = BUSY_RETRY_SECONDS;
    if (answer->status == 500) {
        receiver->ledger_failed = true;
        http_server_stop(receiver->server);
    }
}

static void take(struct receiver *receiver, const struct http_request *request, intake_call *call,
                 struct http_answer *answer)
{
    struct error error = {0};
    struct intake intake = {.ledger = receiver->ledger,
                            .peer_der = request->certificate,
                            .peer_der_length = request->certificate_length,
                            .now_utc = clock_utc(&clock_system)};
    struct certificate *peer =
        certificate_parse(request->certificate, request->certificate_length, NULL);

    intake.peer = peer;
    if (peer == NULL)
        error_set(&error, ERROR_REFUSED, "its certificate is not one of a kiosk");
    if (peer != NULL && call(&intake, request->body, request->length, &answer->body, &error))
        answer->status = 200;
    else
        answer_failure(receiver, request, &error, answer);
    certificate_destroy(peer);
}

static void handle(void *context, const struct http_request *request, struct http_answer *answer)
{
    static const struct {
        const char *path, *type;
        intake_call *call;
    } routes[] = {
        {"/v1/batches", BATCH_MEDIA_TYPE, intake_batch},
        {"/v1/health", "application/json", intake_health},
    };
    struct receiver *receiver = context;

    answer->status = 404;
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (strcmp(request->path, routes[i].path) != 0)
            continue;
        if (request->method != HTTP_POST)
            answer->status = 405;
        else if (strcmp(request->content_type, routes[i].type) != 0)
            answer->status = 415;
        else if (receiver->ledger_failed)
            answer->status = 503;
        else
            take(receiver, request, routes[i].call, answer);
    }
}

/* ---- starting -------------------------------------------------------------- */

struct credentials {
    struct certificate *certificate, *kiosks;
    struct private_key *key;
};

static void forget(struct credentials *credentials)
{
    certificate_destroy(credentials->certificate);
    certificate_destroy(credentials->kiosks);
    private_key_destroy(credentials->key);
}

static bool load(const struct receive_config *config, struct credentials *credentials,
                 struct error *error)
{
    if ((credentials->certificate = certificate_load(config->certificate, error)) == NULL ||
        (credentials->kiosks = certificate_load(config->kiosks, error)) == NULL ||
        (credentials->key = private_key_load(config->key, error)) == NULL)
        return false;
    return certificate_matches_key(credentials->certificate, credentials->key) ||
           error_set(error, ERROR_INPUT,
                     "%s does not belong to %s: name a pair in receive.ini that init or renew made",
                     config->certificate, config->key);
}

static struct http_server *listen_as(const struct receive_config *config,
                                     const struct credentials *credentials,
                                     struct receiver *receiver, struct error *error)
{
    const struct http_server_settings settings = {.address = config->address,
                                                  .port = (uint16_t)config->port,
                                                  .certificate = credentials->certificate,
                                                  .key = credentials->key,
                                                  .client_root = credentials->kiosks};

    return http_server_create(&settings, handle, receiver, error);
}

/* Keys are in memory, the port is open: what is left is the ledger's folder. */
static bool confine(const struct receive_config *config, struct error *error)
{
    char folder[RECEIVE_PATH_SIZE];
    char *slash;
    const char *write[] = {folder, NULL};
    const struct sandbox_plan plan = {
        .program = PROGRAM, .groups = SANDBOX_FILES | SANDBOX_INET, .write = write};

    if (!text_copy(folder, sizeof folder, config->ledger))
        return error_set(error, ERROR_INPUT, "the ledger's path is too long");
    slash = strrchr(folder, '/');
    if (slash != NULL)
        *slash = '\0';
    else
        (void)text_copy(folder, sizeof folder, ".");
    return sandbox_enter(&plan, error);
}

/* For who started it on any free port. */
static bool tell_port(const char *path, uint16_t port, struct error *error)
{
    char text[16];

    return path == NULL || (text_format(text, sizeof text, "%u\n", port) &&
                            file_write(path, text, strlen(text), 0644, error));
}

static bool receive(const char *folder, const char *port_file, struct error *error)
{
    struct receive_config config;
    struct credentials credentials = {0};
    struct receiver receiver = {0};
    bool fine = false;

    if (!receive_config_load(folder, &config, error) ||
        !opening_guard_check(config.opening, error) || !load(&config, &credentials, error))
        goto done;
    receiver.server = listen_as(&config, &credentials, &receiver, error);
    if (receiver.server == NULL)
        goto done;
    receiver.ledger = ledger_open(config.ledger, LEDGER_MAKE, error);
    if (receiver.ledger == NULL ||
        !tell_port(port_file, http_server_port(receiver.server), error) || !confine(&config, error))
        goto done;
    log_info("receiving on %s port %u", config.address, http_server_port(receiver.server));
    fine = http_server_run(receiver.server, error);
    if (fine && receiver.ledger_failed)
        fine = error_set(error, ERROR_IO,
                         "stopped, since the ledger %s failed; it is checked at the "
                         "next start",
                         config.ledger);
done:
    http_server_destroy(receiver.server);
    ledger_close(receiver.ledger);
    forget(&credentials);
    return fine;
}

int command_receive(int argc, char **argv, void *context)
{
    const char *folder = NULL, *port_file = NULL;
    bool help = false;
    const struct option_row rows[] = {
        {.name = "folder",
         .value = "FOLDER",
         .target = &folder,
         .meaning = "the receiver's folder, with receive.ini, made by init"},
        {.name = "port-file",
         .value = "FILE",
         .target = &port_file,
         .meaning = "write the port into this file once it is listened on"},
        {.name = "help", .flag = &help, .meaning = "says this"},
        {0},
    };
    struct error error = {0};
    size_t operands = 0;

    (void)context;
    if (!arguments_parse(argc, argv, rows, NULL, 0, &operands, &error))
        return arguments_mistake(PROGRAM, &error);
    if (help) {
        arguments_print_options(PROGRAM, "", rows);
        return EXIT_FINE;
    }
    if (folder == NULL)
        error_set(&error, ERROR_INPUT, "--folder FOLDER is needed");
    if (folder == NULL || !receive(folder, port_file, &error))
        return arguments_mistake(PROGRAM, &error);
    return EXIT_FINE;
}
