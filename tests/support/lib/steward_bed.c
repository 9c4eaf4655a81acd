#include "tests/support/lib/steward_bed.h"

#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"

#include <stdlib.h>
#include <string.h>

static int64_t utc_of(void *context)
{
    return ((const struct steward_bed *)context)->utc;
}

static int64_t monotonic_of(void *context)
{
    return ((const struct steward_bed *)context)->monotonic;
}

static bool synchronised_of(void *context)
{
    return ((const struct steward_bed *)context)->synchronised;
}

static void changed(void *context)
{
    ((struct steward_bed *)context)->published++;
}

int steward_bed_set_up(void **state)
{
    struct steward_bed *bed = calloc(1, sizeof *bed);
    *state = bed;
    bed->utc = 1795296900;
    bed->monotonic = 1000000;
    bed->synchronised = true;
    bed->clock = (struct clock_source){.utc_seconds = utc_of,
                                       .monotonic_milliseconds = monotonic_of,
                                       .context = bed,
                                       .is_synchronised = synchronised_of};
    bed->steward.callers = (struct steward_callers){.screen = 1001, .staff = 1002};
    bed->loop = loop_create(&clock_system, NULL);
    return temp_folder_setup((void **)&bed->folder) == 0 && bed->loop != NULL &&
                   (bed->steward.tasks =
                        tasks_create(bed->loop, bed->folder->path, changed, bed, NULL)) != NULL &&
                   pin_store_init(&bed->steward.pins, bed->folder->path, &bed->clock, NULL) &&
                   secret_start(NULL)
               ? 0
               : -1;
}

int steward_bed_tear_down(void **state)
{
    struct steward_bed *bed = *state;
    tasks_destroy(bed->steward.tasks);
    local_server_destroy(bed->hands[0]);
    local_server_destroy(bed->hands[1]);
    loop_destroy(bed->loop);
    int result = temp_folder_teardown((void **)&bed->folder);
    free(bed);
    secret_stop();
    return result;
}

void steward_bed_set_pin(struct steward_bed *bed, const char *pin)
{
    assert_true(pin_set(&bed->steward.pins, pin, strlen(pin), NULL));
}

void steward_bed_pass(struct steward_bed *bed, int64_t seconds)
{
    bed->utc += seconds;
    bed->monotonic += seconds * 1000;
}

struct steward_answer steward_bed_ask_as(struct steward_bed *bed, struct local_caller caller,
                                         const char *verb, const char *argument)
{
    struct steward_answer answer;
    struct buffer frame;
    buffer_init_secret(&frame, STEWARD_FRAME_MAX);
    assert_true(
        steward_request_encode(verb, (const uint8_t *)argument, strlen(argument), &frame, NULL));
    steward_do(&bed->steward, &caller, frame.data, frame.length, &answer);
    buffer_finish(&frame);
    return answer;
}

enum steward_result steward_bed_ask(struct steward_bed *bed, uid_t user, const char *verb,
                                    const char *argument)
{
    return steward_bed_ask_as(bed, (struct local_caller){.user = user, .process = 77}, verb,
                              argument)
        .result;
}
