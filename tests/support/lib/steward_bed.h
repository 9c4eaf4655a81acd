/*
 * A steward with files of its own, a clock that is turned by hand and, where a test wants them, hands.
 * Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_STEWARD_BED_H
#define TESTS_SUPPORT_LIB_STEWARD_BED_H

#include "app/staff/steward/verbs.h"
#include "platform/base/loop.h"
#include "tests/support/lib/temp_folder.h"

struct steward_bed {
    struct temp_folder *folder;
    int64_t utc;
    int64_t monotonic; /* ms */
    bool synchronised;
    struct clock_source clock;
    struct loop *loop;
    struct local_server *hands[2]; /* of the drive, and of what is done with it */
    struct hand_answer says[3];    /* mount, do, take out */
    char heard[128];
    int published;
    struct steward steward;
};

/* *state is a struct steward_bed in between. No PIN is set. */
int steward_bed_set_up(void **state);
int steward_bed_tear_down(void **state);

void steward_bed_set_pin(struct steward_bed *bed, const char *pin);
/* Time, on both clocks. */
void steward_bed_pass(struct steward_bed *bed, int64_t seconds);

/* Who may ask, besides root. */
#define SCREEN 1001
#define STAFF  1002

struct steward_answer steward_bed_ask_as(struct steward_bed *bed, struct local_caller caller,
                                         const char *verb, const char *argument);
/* The same of a process of that user, always the same one. */
enum steward_result steward_bed_ask(struct steward_bed *bed, uid_t user, const char *verb,
                                    const char *argument);

#define TEST(name_)                                                                                \
    cmocka_unit_test_setup_teardown(name_, steward_bed_set_up, steward_bed_tear_down)

#endif
