#include "tests/support/lib/http_bed.h"

#include "tests/support/lib/cmocka.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEPT_MAX 16

struct serving {
    struct http_server *server;
    const struct pki *pki;
    const struct pki_pair *other; /* what a reload changes to */
    struct http_kept *kept[KEPT_MAX];
    size_t count;
    int turns;  /* until what is kept is answered; 0: not by turns */
    bool waits; /* for the next of them, in place of being woken */
    bool refusing;
};

static bool admit(void *context, const struct certificate *client)
{
    const struct serving *serving = context;

    return !serving->refusing || strcmp(certificate_name(client), PKI_KIOSK_ID) != 0;
}

static void release_all(struct serving *serving)
{
    for (size_t i = 0; i < serving->count; i++) {
        struct http_answer *answer = http_kept_answer(serving->kept[i]);
        const struct http_request *request = http_kept_request(serving->kept[i]);

        answer->status = 200;
        buffer_append_format(&answer->body, "%zu of %zu for %s: %.*s", i + 1, serving->count,
                             certificate_name(request->client), (int)request->length,
                             (const char *)request->body);
        http_kept_send(serving->kept[i]);
    }
    serving->count = 0;
}

static void *wake(void *context)
{
    const struct serving *serving = context;

    http_server_wake(serving->server);
    return NULL;
}

/* The first turn has the second one brought, by another thread or by time. */
static void take_turn(struct serving *serving)
{
    pthread_t thread;

    if (--serving->turns == 0)
        release_all(serving);
    else if (serving->waits)
        http_server_turn_in(serving->server, 20);
    else if (pthread_create(&thread, NULL, wake, serving) != 0 || pthread_detach(thread) != 0)
        abort();
}

static void turn(void *context)
{
    struct serving *serving = context;

    if (serving->turns > 0)
        take_turn(serving);
    else if (serving->count == 3)
        release_all(serving);
}

static void keep_for_two_turns(struct serving *serving, const struct http_request *request)
{
    serving->kept[serving->count++] = http_server_keep(serving->server, request);
    serving->turns = 2;
    serving->waits = strcmp(request->path, "/keep-a-while") == 0;
}

static void reload(void *context)
{
    struct serving *serving = context;
    const struct pki_pair *pair = serving->other;

    if (!http_server_reload(serving->server, pair->certificate, pair->key,
                            serving->pki->issuing.certificate, NULL))
        abort();
}

static void handle(void *context, const struct http_request *request, struct http_answer *answer)
{
    struct serving *serving = context;

    answer->status = 200;
    if (strcmp(request->path, "/keep") == 0)
        serving->kept[serving->count++] = http_server_keep(serving->server, request);
    else if (strcmp(request->path, "/keep-a-while") == 0 ||
             strcmp(request->path, "/keep-till-woken") == 0)
        keep_for_two_turns(serving, request);
    else if (strcmp(request->path, "/keep-and-release") == 0) {
        serving->kept[serving->count++] = http_server_keep(serving->server, request);
        release_all(serving);
    } else if (strcmp(request->path, "/release") == 0)
        release_all(serving);
    else if (strcmp(request->path, "/refuse") == 0)
        serving->refusing = true;
    else if (strcmp(request->path, "/kept") == 0)
        buffer_append_format(&answer->body, "%zu kept, asks ", serving->count);
    buffer_append_format(&answer->body, "%s%s%s",
                         request->client != NULL ? certificate_name(request->client) : "nobody",
                         request->certificate_expired ? " expired" : "", request->authorization);
    answer->content_type = "text/plain";
    answer->headers[0] = (struct http_header){"WWW-Authenticate", "Basic realm=\"enrolment\""};
}

static void run_server(const struct http_bed *bed, const struct http_server_settings *settings,
                       http_bed_trouble *trouble, int port_out)
{
    struct serving serving = {.pki = &bed->pki, .other = &bed->other};
    uint16_t port = 0;
    bool fine;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    serving.server = http_server_create(settings, handle, &serving, NULL);
    if (serving.server != NULL)
        port = http_server_port(serving.server);
    if (trouble != NULL)
        trouble();
    fine = write(port_out, &port, sizeof port) == sizeof port && port != 0 &&
           http_server_run(serving.server, NULL);
    http_server_destroy(serving.server);
    _exit(fine ? 0 : 1);
}

void http_bed_start(struct http_bed *bed, struct http_server_settings settings,
                    http_bed_trouble *trouble)
{
    int port[2];

    settings.address = "127.0.0.1";
    settings.certificate = bed->pki.server.certificate;
    settings.key = bed->pki.server.key;
    settings.client_root = bed->pki.issuing.certificate;
    settings.admit = admit;
    settings.turn = turn;
    settings.reload = reload;
    assert_int_equal(pipe2(port, O_CLOEXEC), 0);
    bed->process = fork();
    if (bed->process == 0)
        run_server(bed, &settings, trouble, port[1]);
    assert_int_equal(read(port[0], &bed->port, sizeof bed->port), sizeof bed->port);
    assert_int_not_equal(bed->port, 0);
    close(port[0]);
    close(port[1]);
}

void http_bed_stop(struct http_bed *bed)
{
    int status = 0;

    assert_int_equal(kill(bed->process, SIGTERM), 0);
    assert_int_equal(waitpid(bed->process, &status, 0), bed->process);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int http_bed_set_up(void **state)
{
    struct http_bed *bed = calloc(1, sizeof *bed);

    (void)signal(SIGPIPE, SIG_IGN);
    pki_start(&bed->pki);
    bed->other = pki_make(&bed->pki, &bed->pki.tls_root, PURPOSE_TLS_SERVER, "another", 0, 5);
    *state = bed;
    return 0;
}

int http_bed_tear_down(void **state)
{
    struct http_bed *bed = *state;

    pki_pair_finish(&bed->other);
    pki_stop(&bed->pki);
    free(bed);
    return 0;
}
