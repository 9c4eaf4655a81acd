/*
 * A server under test, in a process of its own. It answers with who asks, and keeps requests for later
 * where the path says so: /keep until three are there, /keep-till-woken and /keep-a-while for two turns, until
 * /release; /keep-and-release not at all. /kept says how many there are. After /refuse it admits PKI_KIOSK_ID
 * no more, and SIGHUP gives it the other certificate. Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_HTTP_BED_H
#define TESTS_SUPPORT_LIB_HTTP_BED_H

#include "platform/http/server.h"
#include "tests/support/lib/pki.h"

#include <sys/types.h>

struct http_bed {
    struct pki pki;
    struct pki_pair other; /* what SIGHUP changes to */
    pid_t process;
    uint16_t port;
};

/* *state becomes a struct http_bed, with keys and without a server. */
int http_bed_set_up(void **state);
int http_bed_tear_down(void **state);
#define WITH_KEYS(test) cmocka_unit_test_setup_teardown(test, http_bed_set_up, http_bed_tear_down)

/* Runs in the server's process before it serves. */
typedef void http_bed_trouble(void);

/* Address, keys and hooks are filled in here; `trouble` may be NULL. */
void http_bed_start(struct http_bed *bed, struct http_server_settings settings,
                    http_bed_trouble *trouble);
/* Ends it, and it must end well. */
void http_bed_stop(struct http_bed *bed);

#endif
