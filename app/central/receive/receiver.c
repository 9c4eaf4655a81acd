#include "app/central/receive/receiver.h"

#include "app/central/receive/deposits.h"
#include "app/central/receive/receiver_files.h"
#include "app/central/receive/releases.h"
#include "app/wire/batch.h"
#include "platform/base/clock.h"
#include "platform/base/log.h"

#include <stdlib.h>
#include <string.h>

#define BUSY_RETRY_SECONDS 5
#define LOOK_SECONDS       5 /* at the lists of refused kiosks */

struct receiver {
    const char *folder;
    struct receive_config config;
    struct receiver_files files;
    struct receiver_lists lists; /* as they were before they were last read */
    struct http_server *server;
    struct deposits *deposits; /* while it runs */
    bool
        ledger_failed; /* an I/O error: nothing may be believed written, so nothing more is taken */
};

/* ---- failures -------------------------------------------------------------- */

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
    log_warning("%s of kiosk %s from %s: %s", request->path, certificate_name(request->client),
                request->peer, error->text);
    if (answer->status == 503)
        answer->retry_after_seconds = BUSY_RETRY_SECONDS;
    if (answer->status == 500) {
        receiver->ledger_failed = true;
        http_server_stop(receiver->server);
    }
}

static bool refuse(void *context, const struct http_request *request, const struct error *error,
                   struct http_answer *answer)
{
    struct receiver *receiver = context;

    answer_failure(receiver, request, error, answer);
    return !receiver->ledger_failed;
}

static void turn(void *context)
{
    const struct receiver *receiver = context;

    deposits_turn(receiver->deposits);
}

/* ---- requests -------------------------------------------------------------- */

typedef void take_call(struct receiver *receiver, const struct http_request *request,
                       struct http_answer *answer);

static struct intake intake_of(const struct http_request *request)
{
    return (struct intake){.peer = request->client,
                           .peer_der = request->certificate,
                           .peer_der_length = request->certificate_length,
                           .now_utc = clock_utc(&clock_system)};
}

static void take_batch(struct receiver *receiver, const struct http_request *request,
                       struct http_answer *answer)
{
    struct error error = {0};
    struct http_kept *kept = http_server_keep(receiver->server, request);
    struct intake intake = intake_of(request);
    struct intake_batch *batch = NULL;

    if (kept == NULL)
        error_set(&error, ERROR_MEMORY, "no memory to keep a request");
    else
        batch = intake_batch_read(&intake, request->body, request->length, &error);
    if (batch != NULL) {
        deposits_add(receiver->deposits, kept, batch, NULL);
        return;
    }
    answer_failure(receiver, request, &error, kept != NULL ? http_kept_answer(kept) : answer);
    if (kept != NULL)
        http_kept_send(kept);
}

static void take_health(struct receiver *receiver, const struct http_request *request,
                        struct http_answer *answer)
{
    struct error error = {0};
    struct intake intake = intake_of(request);
    struct intake_report *report =
        intake_report_read(&intake, request->body, request->length, &error);
    struct http_kept *kept = report != NULL ? http_server_keep(receiver->server, request) : NULL;

    if (kept != NULL) {
        deposits_add(receiver->deposits, kept, NULL, report);
        return;
    }
    if (report != NULL)
        error_set(&error, ERROR_MEMORY, "no memory to keep a request");
    intake_report_destroy(report);
    answer_failure(receiver, request, &error, answer);
}

/* Bundles are nobody's secret, and signed: which kiosk asks does not matter. */
static void give_update(struct receiver *receiver, const struct http_request *request,
                        struct http_answer *answer)
{
    struct error error = {0};

    if (releases_answer(receiver->config.updates, request->path, &answer->body,
                        &answer->content_type, &error)) {
        answer->status = 200;
        return;
    }
    buffer_clear(&answer->body);
    answer->content_type = NULL;
    answer->status = error.kind == ERROR_NOT_FOUND ? 404 : 503;
    if (answer->status == 503)
        log_warning("%s: %s", request->path, error.text);
}

static void handle(void *context, const struct http_request *request, struct http_answer *answer)
{
    static const struct {
        const char *path, *type;
        take_call *take;
    } routes[] = {
        {"/v1/batches", BATCH_MEDIA_TYPE, take_batch},
        {"/v1/health", "application/json", take_health},
    };
    struct receiver *receiver = context;

    answer->status = 404;
    if (request->method == HTTP_GET &&
        strncmp(request->path, UPDATES_PATH, sizeof UPDATES_PATH - 1) == 0) {
        give_update(receiver, request, answer);
        return;
    }
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
            routes[i].take(receiver, request, answer);
    }
}

/* ---- who may come in ------------------------------------------------------- */

static bool admit(void *context, const struct certificate *kiosk)
{
    const struct receiver *receiver = context;
    const char *reason = admission_refuses(receiver->files.admission, kiosk);

    if (reason != NULL)
        log_warning("kiosk %s is turned away: %s", certificate_name(kiosk), reason);
    return reason == NULL;
}

static bool read_anew(struct receiver *receiver, struct error *error)
{
    struct receive_config config;
    struct receiver_files files;
    struct receiver_lists lists;

    if (!receive_config_load(receiver->folder, &config, error))
        return false;
    lists = receiver_lists_look(&config);
    if (!receiver_files_load(&config, &receiver->files, &files, error))
        return false;
    if (!http_server_reload(receiver->server, files.certificate, files.key, files.kiosks, error)) {
        receiver_files_finish(&files);
        return false;
    }
    receiver_files_finish(&receiver->files);
    receiver->files = files;
    receiver->lists = lists;
    memcpy(receiver->config.revoked, config.revoked, sizeof config.revoked);
    memcpy(receiver->config.refused, config.refused, sizeof config.refused);
    receiver_files_tell(&config, &receiver->files);
    return true;
}

static void reload(void *context)
{
    struct error error = {0};

    if (read_anew(context, &error))
        log_info("certificates, key and lists were read anew");
    else
        log_error("nothing was changed: %s", error.text);
}

/* Whoever put a new list there need not be able to send signals here. One that cannot be used is told once. */
static void look(void *context)
{
    struct receiver *receiver = context;
    const struct receiver_lists lists = receiver_lists_look(&receiver->config);

    if (receiver_lists_are_same(&lists, &receiver->lists))
        return;
    receiver->lists = lists;
    reload(receiver);
}

/* ---- the whole ------------------------------------------------------------- */

static struct http_server *listen_as(struct receiver *receiver, struct error *error)
{
    const struct http_server_settings settings = {.address = receiver->config.address,
                                                  .port = (uint16_t)receiver->config.port,
                                                  .certificate = receiver->files.certificate,
                                                  .key = receiver->files.key,
                                                  .client_root = receiver->files.kiosks,
                                                  .admit = admit,
                                                  .turn = turn,
                                                  .reload = reload,
                                                  .look = look,
                                                  .look_seconds = LOOK_SECONDS};

    return http_server_create(&settings, handle, receiver, error);
}

struct receiver *receiver_create(const char *folder, const struct receive_config *config,
                                 struct error *error)
{
    struct receiver *receiver = calloc(1, sizeof *receiver);

    if (receiver == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for the receiver");
        return NULL;
    }
    receiver->folder = folder;
    receiver->config = *config;
    receiver->lists = receiver_lists_look(config);
    if (!receiver_files_load(config, NULL, &receiver->files, error) ||
        (receiver->server = listen_as(receiver, error)) == NULL) {
        receiver_destroy(receiver);
        return NULL;
    }
    return receiver;
}

void receiver_destroy(struct receiver *receiver)
{
    if (receiver == NULL)
        return;
    http_server_destroy(receiver->server);
    receiver_files_finish(&receiver->files);
    free(receiver);
}

uint16_t receiver_port(const struct receiver *receiver)
{
    return http_server_port(receiver->server);
}

bool receiver_run(struct receiver *receiver, struct ledger *ledger, struct error *error)
{
    bool fine;

    receiver->deposits = deposits_create(ledger, receiver->server, refuse, receiver, error);
    if (receiver->deposits == NULL)
        return false;
    receiver_files_tell(&receiver->config, &receiver->files);
    fine = http_server_run(receiver->server, error);
    deposits_destroy(receiver->deposits);
    receiver->deposits = NULL;
    return fine && (!receiver->ledger_failed ||
                    error_set(error, ERROR_IO,
                              "stopped, since the ledger failed; it is checked at the next start"));
}
