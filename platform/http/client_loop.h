/*
 * What libcurl waits for, inside the program's poll loop: the descriptors and the one timer of a
 * multi handle. For this folder only.
 */
#ifndef PLATFORM_HTTP_CLIENT_LOOP_H
#define PLATFORM_HTTP_CLIENT_LOOP_H

#include "platform/base/loop.h"

#include <curl/curl.h>

#define CLIENT_LOOP_SOCKETS 8 /* two address families tried at once, the resolver's, and room */

struct client_loop;

/* What loop_ready needs to know, since it is not told the descriptor. */
struct client_socket {
    struct client_loop *of;
    curl_socket_t socket; /* CURL_SOCKET_BAD: free */
};

struct client_loop {
    struct loop *loop;
    struct loop_timer timer;
    CURLM *multi;
    struct client_socket sockets[CLIENT_LOOP_SOCKETS];
    void (*acted)(void *context); /* libcurl has done something: transfers may have ended */
    void *context;
};

/* Before init, an all-zero one may be finished. Keeps one connection open. */
bool client_loop_init(struct client_loop *client, struct loop *loop, void (*acted)(void *context),
                      void *context, struct error *error) MUST_USE;
/* After the easy handles have been cleaned up. */
void client_loop_finish(struct client_loop *client);

#endif
