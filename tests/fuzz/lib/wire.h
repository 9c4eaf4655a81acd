/*
 * The other side of a connection for the targets of HTTP: real TLS over loopback, since neither our
 * server nor our client has a way without it, and any bytes inside. A connection an input.
 */
#ifndef TESTS_FUZZ_LIB_WIRE_H
#define TESTS_FUZZ_LIB_WIRE_H

#include "platform/http/client.h"
#include "platform/http/server.h"

/* Runs our server in a thread until the process ends; its port. */
uint16_t fuzz_serve(http_handler *handler);
/* Connects as the kiosk, sends the bytes, says that no more come, and reads until the server ends it. */
void fuzz_send(uint16_t port, const uint8_t *data, size_t size);

/* A server in a thread, until the process ends, that gives every request the answer set last and
 * closes. Its port. */
uint16_t fuzz_answerer(void);
/* Borrowed until the next call. */
void fuzz_set_answer(const uint8_t *data, size_t size);

/* A client of it, with a loop. To be kept. */
struct http_client *fuzz_client(struct loop *loop, uint16_t port);

#endif
