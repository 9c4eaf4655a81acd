/* What hands do one after another. */
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/steward_bed.h"

#include <string.h>

static void as_hand(void *context, const struct local_caller *caller, const uint8_t *frame,
                    size_t length, struct buffer *answer)
{
    struct steward_bed *bed = context;
    struct steward_request request;
    (void)caller;
    assert_true(steward_request_decode(frame, length, &request, NULL));
    size_t step = strcmp(request.verb, HAND_TAKE_OUT) == 0  ? 2
                  : strncmp(request.verb, "mount-", 6) == 0 ? 0
                                                            : 1;
    strcat(bed->heard, request.verb);
    strncat(bed->heard, (const char *)request.argument, request.argument_length);
    strcat(bed->heard, ";");
    assert_true(hand_answer_encode(&bed->says[step], answer, NULL));
}

static void have_hands(struct steward_bed *bed, const char *socket)
{
    const char *const names[] = {"drive.sock", socket};
    for (size_t i = 0; i < 2; i++) {
        bed->hands[i] = local_serve(bed->loop, temp_folder_path(bed->folder, names[i]), 0600,
                                    STEWARD_FRAME_MAX, as_hand, bed, NULL);
        assert_non_null(bed->hands[i]);
    }
}

static const struct task_state *until_done(struct steward_bed *bed)
{
    const struct task_state *task = tasks_state(bed->steward.tasks);
    while (task->running) {
        assert_true(loop_once(bed->loop, true, NULL));
    }
    return task;
}

static void a_drive_is_mounted_used_and_taken_out(void **state)
{
    struct steward_bed *bed = *state;
    have_hands(bed, "courier.sock");
    bed->says[1] = (struct hand_answer){.count = 12};
    struct steward_answer answer =
        steward_bed_ask_as(bed, (struct local_caller){.user = SCREEN}, STEWARD_EXPORT, "");
    assert_int_equal(answer.result, STEWARD_STARTED);
    assert_int_equal(answer.task, 1);
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_RESTART, ""), STEWARD_BUSY);
    const struct task_state *task = until_done(bed);
    assert_string_equal(bed->heard, "mount-export;export;take-out;");
    assert_string_equal(task->verb, STEWARD_EXPORT);
    assert_int_equal(task->answer.why, HAND_DONE);
    assert_int_equal(task->answer.count, 12);
    assert_true(bed->published >= 1);
}

static void without_a_drive_nothing_is_tried(void **state)
{
    struct steward_bed *bed = *state;
    have_hands(bed, "courier.sock");
    bed->says[0].why = HAND_TWO_DRIVES;
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_ACKNOWLEDGE, ""), STEWARD_STARTED);
    assert_int_equal(until_done(bed)->answer.why, HAND_TWO_DRIVES);
    assert_string_equal(bed->heard, "mount-read;");
}

static void a_failure_is_told_and_the_drive_taken_out(void **state)
{
    struct steward_bed *bed = *state;
    have_hands(bed, "update.sock");
    bed->says[1] = (struct hand_answer){.why = HAND_NOT_TAKEN, .detail = "older"};
    bed->says[2].why = HAND_NOT_A_FAT;
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_UPDATE, ""), STEWARD_STARTED);
    const struct task_state *task = until_done(bed);
    assert_string_equal(bed->heard, "mount-read;update;take-out;");
    assert_int_equal(task->answer.why, HAND_NOT_TAKEN);
    assert_string_equal(task->answer.detail, "older");
}

static void what_is_not_on_the_drive_yet_is_not_called_done(void **state)
{
    struct steward_bed *bed = *state;
    have_hands(bed, "courier.sock");
    bed->says[1] = (struct hand_answer){.count = 12};
    bed->says[2].why = HAND_NOT_A_FAT;
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_EXPORT, ""), STEWARD_STARTED);
    assert_int_equal(until_done(bed)->answer.why, HAND_NOT_A_FAT);
}

static void a_hand_that_is_absent_is_told(void **state)
{
    struct steward_bed *bed = *state;
    struct steward_answer answer =
        steward_bed_ask_as(bed, (struct local_caller){.user = SCREEN}, STEWARD_SHUT_DOWN, "");
    assert_int_equal(answer.result, STEWARD_STARTED);
    assert_int_equal(until_done(bed)->answer.why, HAND_ABSENT);
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_UPDATE, ""), STEWARD_STARTED);
    assert_int_equal(until_done(bed)->answer.why, HAND_ABSENT);
    assert_int_equal(tasks_state(bed->steward.tasks)->number, 2);
}

static void a_code_goes_to_its_hand_and_stays_nowhere(void **state)
{
    struct steward_bed *bed = *state;
    size_t before = secret_in_use();
    have_hands(bed, "enrol.sock");
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_ENROL, "ABCDEFGH"), STEWARD_STARTED);
    assert_int_equal(until_done(bed)->answer.why, HAND_DONE);
    assert_string_equal(bed->heard, "mount-read;enrolABCDEFGH;take-out;");
    assert_true(loop_once(bed->loop, false, NULL));
    assert_int_equal(secret_in_use(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_drive_is_mounted_used_and_taken_out),
        TEST(without_a_drive_nothing_is_tried),
        TEST(a_failure_is_told_and_the_drive_taken_out),
        TEST(what_is_not_on_the_drive_yet_is_not_called_done),
        TEST(a_hand_that_is_absent_is_told),
        TEST(a_code_goes_to_its_hand_and_stays_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
