/*
 * Made-up sealed requests for the tests of power cuts: each is known by its
 * number, wherever a piece of it is found.
 */
#ifndef TESTS_FAULTS_POWER_REQUEST_H
#define TESTS_FAULTS_POWER_REQUEST_H

#include "app/wire/chain.h"

#define REQUEST_KIOSK     "kiosk-7"
#define REQUEST_BYTES_MAX 8192u

/* Fills `sealed` with "<request NUMBER>" over and over; returns how many bytes it has. */
size_t request_fill(unsigned number, uint8_t lookup[CHAIN_HASH_SIZE],
                    uint8_t sealed[REQUEST_BYTES_MAX]);

/* Which request `bytes` begin with, and how long it is; false where they are not a whole one, byte for
 * byte. */
bool request_read(const uint8_t *bytes, size_t length, unsigned *number, size_t *taken) MUST_USE;

#endif
