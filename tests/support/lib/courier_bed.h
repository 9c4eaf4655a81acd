/*
 * A kiosk with an outbox, and a courier inside the test's own loop. Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_COURIER_BED_H
#define TESTS_SUPPORT_LIB_COURIER_BED_H

#include "app/courier/courier.h"
#include "tests/support/lib/patience.h"
#include "tests/support/lib/pki.h"

#include <jansson.h>

/* Milliseconds until something that must happen has failed to. */
#define COURIER_BED_PATIENCE patience(20000)

struct courier_bed {
    struct pki pki;
    char kiosk[64]; /* folder: outbox/ and state/ */
    char outbox_folder[96], state_folder[96], keys_folder[96];
    struct identity *identity;
    int64_t earliest_utc;  /* what the courier is told; 0: nothing */
    struct outbox *outbox; /* the screen's side */
    struct sealer *sealer;
    char *roots;
    struct loop *loop;
    struct state_file *state;
    struct courier *courier;
    char url[64];
};

/* *state is a struct courier_bed in between. */
int courier_bed_set_up(void **state);
int courier_bed_tear_down(void **state);

/* Into the outbox: any bytes, under a look-up value made of `number`; or sealed requests. */
void courier_bed_save_bytes(struct courier_bed *bed, unsigned number, const void *bytes,
                            size_t length);
void courier_bed_save_requests(struct courier_bed *bed, unsigned count);
struct outbox_counts courier_bed_count(struct courier_bed *bed);

/* With an office at that port of this machine; `least` seconds between two tries. */
void courier_bed_start(struct courier_bed *bed, uint16_t port, int64_t least);

/* courier.json; the caller's. */
json_t *courier_bed_read_state(struct courier_bed *bed);

typedef bool courier_bed_condition(struct courier_bed *bed);

/* Runs the loop until the condition holds; false when `patience` milliseconds end first. */
bool courier_bed_run_until(struct courier_bed *bed, courier_bed_condition *holds, int64_t patience);

bool courier_bed_never(struct courier_bed *bed);
/* courier.json names an error. */
bool courier_bed_has_failed(struct courier_bed *bed);
/* Delivered all and said so to the centre: nothing is left to do. */
bool courier_bed_is_at_rest(struct courier_bed *bed);

#endif
