/*
 * What the kiosk's programs that serve the others over a small Unix socket (printer, courier, steward, voice)
 * do alike: command line, configuration, loop, state file, socket, and the end on SIGTERM or SIGINT.
 * What is served, to whom, and the sandbox are the program's own.
 */
#ifndef APP_LOCAL_KIOSK_SERVICE_H
#define APP_LOCAL_KIOSK_SERVICE_H

#include "app/local/kiosk_config.h"
#include "platform/base/local.h"
#include "platform/base/state.h"

struct kiosk_service {
    const char *program; /* "kiosk-printer", for the usage; the caller sets it */
    const char *command; /* what it can do besides serving ("set-pin"); NULL: nothing */
    bool help;           /* the usage was printed: nothing is left to do */
    bool commanded;      /* `command` was given */
    struct kiosk_config config;
    uid_t screen, staff; /* who runs kiosk-screen and kioskctl, from kiosk_service_open on */
    struct loop *loop;
    struct state_file *state;
    struct local_server *server;
};

/* Parses --config, --help and the command; prints the usage or loads the configuration. */
bool kiosk_service_configure(struct kiosk_service *service, int argc, char **argv,
                             struct error *error) MUST_USE;

/* Finds the users, owns `name`.json, makes the loop that ends on SIGTERM and SIGINT: for a program that
 * serves in its own way. What was opened before a failure is closed by kiosk_service_close. */
bool kiosk_service_begin(struct kiosk_service *service, const char *name,
                         struct error *error) MUST_USE;

/* The same, and listens at `socket`, in the state folder; frames are local_serve's. */
bool kiosk_service_open(struct kiosk_service *service, const char *name, const char *socket,
                        size_t frame_max, local_handler *handler, void *context,
                        struct error *error) MUST_USE;

/* Root, and who runs kiosk-screen and kioskctl. */
bool kiosk_service_knows(const struct kiosk_service *service, const struct local_caller *caller);

/* After whatever else uses the loop or the state file. */
void kiosk_service_close(struct kiosk_service *service);

/* What a program does between its command line and its end, and what it lets go of after that, whether or
 * not all of it was there. */
struct kiosk_service_life {
    bool (*run)(void *context, struct error *error);
    void (*finish)(void *context);
};

/* A service's whole main: log, what must be before a sandbox, command line, life. Returns the exit code
 * (platform/base/arguments.h); a failure is one line in the log. */
int kiosk_service_main(struct kiosk_service *service, int argc, char **argv,
                       const struct kiosk_service_life *life, void *context) MUST_USE;

#endif
