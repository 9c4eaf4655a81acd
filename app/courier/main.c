#include "app/courier/courier.h"
#include "app/local/deliver_poke.h"
#include "app/local/kiosk_service.h"
#include "app/site/site.h"
#include "platform/base/arguments.h"
#include "platform/base/log.h"
#include "platform/sandbox/sandbox.h"
#include "platform/tpm/tpm.h"

#include <stdlib.h>
#include <string.h>

#define PROGRAM    "kiosk-courier"
#define FRAME_MAX  64
#define PORT_HTTPS 443
#define PORT_NAMES 53 /* DNS over TCP, where an answer does not fit into a datagram */

struct program {
    struct kiosk_service service;
    struct site *site;
    struct tpm *tpm; /* NULL: the kiosk's key is a file */
    struct identity *identity;
    struct courier *courier;
};

/* ---- while it runs --------------------------------------------------------- */

static void take_poke(void *context, const struct local_caller *caller, const uint8_t *frame,
                      size_t length, struct buffer *answer)
{
    struct program *program = context;

    if (!kiosk_service_knows(&program->service, caller)) {
        log_warning("user %u may not ask for delivery", (unsigned)caller->user);
        return;
    }
    if (!deliver_poke_is(frame, length))
        return;
    buffer_append_text(answer, DELIVER_TAKEN);
    courier_poke(program->courier);
}

/* ---- starting -------------------------------------------------------------- */

static bool load_identity(struct program *program, struct error *error)
{
    const struct kiosk_config *config = &program->service.config;
    const struct kiosk_paths *paths = &config->paths;

    /* Dates are judged by the centre, whose clock is right. */
    program->site = site_load(paths->site, paths->site_root, CERTIFICATE_ANY_TIME, error);
    if (program->site == NULL)
        return false;
    if (config->keys.tpm[0] != '\0' && (program->tpm = tpm_open(config->keys.tpm, error)) == NULL)
        return false;
    program->identity =
        identity_load(paths->keys, site_kiosk_id(program->site), program->tpm, error);
    return program->identity != NULL;
}

static uint16_t port_of(const char *url)
{
    const char *host = strstr(url, "://");
    const char *colon = host != NULL ? strrchr(host + 3, ':') : NULL;
    unsigned long port =
        colon != NULL && strchr(colon, ']') == NULL ? strtoul(colon + 1, NULL, 10) : PORT_HTTPS;

    return port > 0 && port <= UINT16_MAX ? (uint16_t)port : PORT_HTTPS;
}

/* What the kiosk's configuration leaves out the signed bundle says: a kiosk of an image knows its office by
 * nothing else. */
static const char *central_url(const struct program *program)
{
    const char *url = program->service.config.central.url;
    return url[0] != '\0' ? url : site_central_url(program->site);
}

static const char *enrol_url(const struct program *program)
{
    const char *url = program->service.config.central.enrol_url;
    return url[0] != '\0' ? url : site_enrol_url(program->site);
}

static bool confine(const struct program *program, struct error *error)
{
    const struct kiosk_paths *paths = &program->service.config.paths;
    const struct kiosk_update *update = &program->service.config.update;
    const char *const write[] = {paths->outbox, paths->state, paths->keys, update->fetched, NULL};
    const char *const read[] = {update->kept, update->os_release, NULL};
    const char *enrol = enrol_url(program);
    const uint16_t ports[] = {port_of(central_url(program)), PORT_NAMES,
                              enrol[0] != '\0' ? port_of(enrol) : 0, 0};
    /* libcurl looks names up in a thread, and the C library loads a module for it. A TPM's device is open
     * by now. */
    const struct sandbox_plan plan = {.program = PROGRAM,
                                      .groups = SANDBOX_FILES | SANDBOX_UNIX | SANDBOX_INET |
                                                SANDBOX_NAMES | SANDBOX_THREADS | SANDBOX_LIBRARIES,
                                      .read = read,
                                      .write = write,
                                      .connect_ports = ports};

    return sandbox_enter(&plan, error);
}

static struct courier *make_courier(struct program *program, struct error *error)
{
    const struct kiosk_config *config = &program->service.config;
    const struct courier_settings settings = {
        .office = {.url = central_url(program),
                   .roots_pem = site_tls_roots_pem(program->site),
                   .answer_seconds = (int)config->central.answer_seconds},
        .enrol_url = enrol_url(program),
        .kiosk_id = site_kiosk_id(program->site),
        .outbox_folder = config->paths.outbox,
        .state_folder = config->paths.state,
        .identity = program->identity,
        .clock = &clock_system,
        .state = program->service.state,
        .health_seconds = config->central.health_minutes * 60,
        .retry_least = config->central.retry_least,
        .retry_most = config->central.retry_most,
        .earliest_utc = site_issued_utc(program->site),
        .update_folder = config->update.fetched,
        .update_kept = config->update.kept,
        .os_release = config->update.os_release,
    };

    return courier_create(program->service.loop, &settings, error);
}

static bool run(void *context, struct error *error)
{
    struct program *program = context;
    if (!load_identity(program, error) ||
        !kiosk_service_open(&program->service, "courier", COURIER_SOCKET, FRAME_MAX, take_poke,
                            program, error) ||
        !confine(program, error))
        return false;
    program->courier = make_courier(program, error);
    return program->courier != NULL && loop_run(program->service.loop, error);
}

static void finish(void *context)
{
    struct program *program = context;

    courier_destroy(program->courier);
    kiosk_service_close(&program->service);
    identity_destroy(program->identity);
    tpm_close(program->tpm);
    site_destroy(program->site);
}

int main(int argc, char **argv)
{
    static const struct kiosk_service_life life = {.run = run, .finish = finish};
    struct program program = {.service = {.program = PROGRAM}};

    return kiosk_service_main(&program.service, argc, argv, &life, &program);
}
