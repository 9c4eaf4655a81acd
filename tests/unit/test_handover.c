#include "app/screen/process/handover.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <sys/socket.h>

struct ends {
    int parent, child;
};

static int open_ends(void **state)
{
    static struct ends ends;
    struct error error;

    *state = &ends;
    return handover_pair(&ends.parent, &ends.child, &error) ? 0 : -1;
}

static int close_ends(void **state)
{
    struct ends *ends = *state;

    close(ends->parent);
    close(ends->child);
    return 0;
}

static void carries_kind_and_reason(void **state)
{
    struct ends *ends = *state;
    struct handover message;

    assert_true(handover_tell(ends->child, HANDOVER_CLOSED, "no site bundle"));
    assert_int_equal(handover_hear(ends->parent, &message), HANDOVER_MESSAGE);
    assert_int_equal(message.kind, HANDOVER_CLOSED);
    assert_string_equal(message.reason, "no site bundle");
}

static void keeps_two_messages_apart(void **state)
{
    struct ends *ends = *state;
    struct handover message;

    assert_true(handover_tell(ends->child, HANDOVER_ALIVE, NULL));
    assert_true(handover_tell(ends->child, HANDOVER_ENDED, NULL));
    assert_int_equal(handover_hear(ends->parent, &message), HANDOVER_MESSAGE);
    assert_int_equal(message.kind, HANDOVER_ALIVE);
    assert_int_equal(handover_hear(ends->parent, &message), HANDOVER_MESSAGE);
    assert_int_equal(message.kind, HANDOVER_ENDED);
}

static void says_when_there_is_nothing(void **state)
{
    struct ends *ends = *state;
    struct handover message;

    assert_int_equal(handover_hear(ends->parent, &message), HANDOVER_NOTHING);
}

static void cuts_a_reason_that_is_too_long(void **state)
{
    struct ends *ends = *state;
    struct handover message;
    char reason[2 * HANDOVER_REASON_MAX];

    memset(reason, 'a', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    assert_true(handover_tell(ends->child, HANDOVER_CLOSED, reason));
    assert_int_equal(handover_hear(ends->parent, &message), HANDOVER_MESSAGE);
    assert_int_equal(strlen(message.reason), HANDOVER_REASON_MAX - 1);
}

static void takes_nonsense_for_the_end(void **state)
{
    struct ends *ends = *state;
    struct handover message;

    assert_int_equal(send(ends->child, "?", 1, 0), 1);
    assert_int_equal(handover_hear(ends->parent, &message), HANDOVER_GONE);
}

static void notices_a_closed_end(void **state)
{
    struct ends *ends = *state;
    struct handover message;

    close(ends->child);
    assert_int_equal(handover_hear(ends->parent, &message), HANDOVER_GONE);
    assert_false(handover_tell(ends->parent, HANDOVER_READY, NULL));
    ends->child = dup(0);
}

#define JOINED(test) cmocka_unit_test_setup_teardown(test, open_ends, close_ends)

int main(void)
{
    const struct CMUnitTest tests[] = {
        JOINED(carries_kind_and_reason),    JOINED(keeps_two_messages_apart),
        JOINED(says_when_there_is_nothing), JOINED(cuts_a_reason_that_is_too_long),
        JOINED(takes_nonsense_for_the_end), JOINED(notices_a_closed_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
