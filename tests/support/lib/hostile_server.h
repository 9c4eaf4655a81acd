/*
 * A TLS server in a process of its own that answers as no server should:
 * whatever bytes a test wants, slowly, cut short, or nothing.
 */
#ifndef TESTS_SUPPORT_LIB_HOSTILE_SERVER_H
#define TESTS_SUPPORT_LIB_HOSTILE_SERVER_H

#include "tests/support/lib/pki.h"

#include <stdint.h>
#include <sys/types.h>

enum hostile_manner {
    HOSTILE_ANSWER,  /* read the request, write `answer`, close properly */
    HOSTILE_CUT,     /* read, write `answer`, close the socket without TLS's farewell */
    HOSTILE_TRICKLE, /* read, then a byte of `answer` each 100 ms */
    HOSTILE_SILENT,  /* read, then nothing */
    HOSTILE_NO_READ, /* shake hands, then neither read nor write */
    HOSTILE_OLD_TLS, /* TLS 1.2 only */
    HOSTILE_PLAIN    /* no TLS at all: `answer` in the clear */
};

struct hostile_server {
    pid_t process;
    uint16_t port;
};

/* Listens on 127.0.0.1 and serves one connection after the other until stopped. */
struct hostile_server hostile_server_start(const struct pki_pair *identity,
                                           enum hostile_manner manner, const char *answer);
void hostile_server_stop(const struct hostile_server *server);

#endif
