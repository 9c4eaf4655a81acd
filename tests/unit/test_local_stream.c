#include "platform/base/local_stream.h"
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LIMIT_SECONDS 30
#define MESSAGE_MAX   20000u

/* Both ends of a conversation in one loop. */
struct end {
    struct local_stream *stream;
    int heard, ended;
    size_t length;
    uint8_t first, last;
    bool destroys; /* its stream, when it hears something */
};

struct stage {
    struct loop *loop;
    struct end a, b;
};

static void heard(void *context, const uint8_t *message, size_t length)
{
    struct end *end = context;

    end->heard++;
    end->length = length;
    end->first = length > 0 ? message[0] : 0;
    end->last = length > 0 ? message[length - 1] : 0;
    if (end->destroys) {
        local_stream_destroy(end->stream);
        end->stream = NULL;
    }
}

static void ended(void *context)
{
    struct end *end = context;

    end->ended++;
}

static void adopt(struct stage *stage, struct end *end, int descriptor)
{
    const struct local_stream_setup setup = {.loop = stage->loop,
                                             .message_max = MESSAGE_MAX,
                                             .heard = heard,
                                             .ended = ended,
                                             .context = end};

    end->stream = local_stream_adopt(descriptor, &setup, NULL);
    assert_non_null(end->stream);
}

static int setup(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);
    int ends[2];

    (void)alarm(LIMIT_SECONDS);
    *state = stage;
    stage->loop = loop_create(&clock_system, NULL);
    if (!secret_start(NULL) ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) {
        return -1;
    }
    adopt(stage, &stage->a, ends[0]);
    adopt(stage, &stage->b, ends[1]);
    return 0;
}

static int teardown(void **state)
{
    struct stage *stage = *state;

    local_stream_destroy(stage->a.stream);
    local_stream_destroy(stage->b.stream);
    loop_destroy(stage->loop);
    free(stage);
    secret_stop();
    return 0;
}

static void run_until(struct stage *stage, const int *counter, int count)
{
    while (*counter < count) {
        assert_true(loop_once(stage->loop, true, NULL));
    }
}

static void messages_go_both_ways_in_order(void **state)
{
    struct stage *stage = *state;

    assert_true(local_stream_send(stage->a.stream, "one", 3));
    assert_true(local_stream_send(stage->a.stream, "two!", 4));
    assert_true(local_stream_send(stage->b.stream, "", 0));
    run_until(stage, &stage->b.heard, 1);
    assert_int_equal(stage->b.last, 'e');
    run_until(stage, &stage->b.heard, 2);
    assert_int_equal(stage->b.last, '!');
    run_until(stage, &stage->a.heard, 1);
    assert_int_equal(stage->a.length, 0);
}

static void the_longest_message_arrives_and_a_longer_one_ends_it(void **state)
{
    static uint8_t message[MESSAGE_MAX + 1];
    struct stage *stage = *state;

    message[MESSAGE_MAX - 1] = 7;
    assert_true(local_stream_send(stage->a.stream, message, MESSAGE_MAX));
    run_until(stage, &stage->b.heard, 1);
    assert_int_equal(stage->b.length, MESSAGE_MAX);
    assert_int_equal(stage->b.last, 7);
    assert_true(local_stream_send(stage->a.stream, message, MESSAGE_MAX + 1));
    run_until(stage, &stage->b.ended, 1);
    run_until(stage, &stage->a.ended, 1);
    assert_int_equal(stage->b.heard, 1);
    assert_false(local_stream_send(stage->b.stream, "x", 1));
}

static void who_hangs_up_is_noticed_once(void **state)
{
    struct stage *stage = *state;

    local_stream_destroy(stage->a.stream);
    stage->a.stream = NULL;
    run_until(stage, &stage->b.ended, 1);
    assert_true(loop_once(stage->loop, false, NULL));
    assert_int_equal(stage->b.ended, 1);
}

/* Nobody reads: the socket takes some, then they wait, then there are too many. */
static void what_waits_has_a_limit(void **state)
{
    static const uint8_t message[MESSAGE_MAX];
    struct stage *stage = *state;
    int sent = 0;

    while (local_stream_send(stage->a.stream, message, sizeof message)) {
        assert_true(sent++ < 1000);
    }
    run_until(stage, &stage->b.heard, sent);
    assert_true(local_stream_send(stage->a.stream, message, sizeof message));
}

static void a_message_may_be_the_last_that_is_heard(void **state)
{
    struct stage *stage = *state;

    stage->b.destroys = true;
    assert_true(local_stream_send(stage->a.stream, "one", 3));
    assert_true(local_stream_send(stage->a.stream, "two", 3));
    run_until(stage, &stage->a.ended, 1);
    assert_int_equal(stage->b.heard, 1);
}

static void nothing_of_a_message_stays(void **state)
{
    struct stage *stage = *state;
    size_t before = secret_in_use();

    assert_true(local_stream_send(stage->a.stream, "one", 3));
    run_until(stage, &stage->b.heard, 1);
    assert_int_equal(secret_in_use(), before);
}

#define STAGED(test_) cmocka_unit_test_setup_teardown(test_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(messages_go_both_ways_in_order),
        STAGED(the_longest_message_arrives_and_a_longer_one_ends_it),
        STAGED(who_hangs_up_is_noticed_once),
        STAGED(what_waits_has_a_limit),
        STAGED(a_message_may_be_the_last_that_is_heard),
        STAGED(nothing_of_a_message_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
