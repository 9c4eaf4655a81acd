/* Errands against a courier and a steward that answer what the test says. */
#include "app/screen/process/errands.h"

#include "app/local/deliver_poke.h"
#include "platform/base/local.h"
#include "platform/base/secret.h"
#include "tests/support/lib/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct scene {
    struct temp_folder *folder;
    struct loop *loop;
    struct local_server *courier, *steward;
    struct errands *errands;
    const char *courier_says;
    struct steward_answer steward_says;
    char verb[STEWARD_VERB_MAX + 1], argument[16];
    bool taken;
    struct steward_answer answer;
    size_t answers;
};

static void as_courier(void *context, const struct local_caller *caller, const uint8_t *frame,
                       size_t length, struct buffer *answer)
{
    struct scene *scene = context;

    (void)caller;
    assert_true(deliver_poke_is(frame, length));
    buffer_append_text(answer, scene->courier_says);
}

static void as_steward(void *context, const struct local_caller *caller, const uint8_t *frame,
                       size_t length, struct buffer *answer)
{
    struct scene *scene = context;
    struct steward_request request;

    (void)caller;
    assert_true(steward_request_decode(frame, length, &request, NULL));
    memcpy(scene->verb, request.verb, sizeof scene->verb);
    assert_true(request.argument_length < sizeof scene->argument);
    memcpy(scene->argument, request.argument, request.argument_length);
    assert_true(steward_answer_encode(&scene->steward_says, answer, NULL));
}

static void delivered(void *context, bool taken)
{
    struct scene *scene = context;

    scene->taken = taken;
    scene->answers++;
    loop_stop(scene->loop);
}

static void answered(void *context, const struct steward_answer *answer)
{
    struct scene *scene = context;

    scene->answer = *answer;
    scene->answers++;
    loop_stop(scene->loop);
}

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    void *folder = NULL;

    *state = scene;
    if (!secret_start(NULL) || temp_folder_setup(&folder) != 0)
        return -1;
    scene->folder = folder;
    scene->courier_says = DELIVER_TAKEN;
    scene->loop = loop_create(&clock_system, NULL);
    scene->courier = local_serve(scene->loop, temp_folder_path(scene->folder, COURIER_SOCKET), 0600,
                                 64, as_courier, scene, NULL);
    scene->steward = local_serve(scene->loop, temp_folder_path(scene->folder, STEWARD_SOCKET), 0600,
                                 STEWARD_FRAME_MAX, as_steward, scene, NULL);
    scene->errands = errands_create(scene->loop, scene->folder->path, NULL);
    return scene->courier && scene->steward && scene->errands ? 0 : -1;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    void *folder = scene->folder;

    errands_destroy(scene->errands);
    local_server_destroy(scene->courier);
    local_server_destroy(scene->steward);
    loop_destroy(scene->loop);
    temp_folder_teardown(&folder);
    free(scene);
    return 0;
}

static void pokes_the_courier(void **state)
{
    struct scene *scene = *state;

    errands_deliver(scene->errands, delivered, scene);
    assert_true(loop_run(scene->loop, NULL));
    assert_true(scene->taken);
}

static void takes_no_other_word_for_taken(void **state)
{
    struct scene *scene = *state;

    scene->courier_says = "take";
    errands_deliver(scene->errands, delivered, scene);
    assert_true(loop_run(scene->loop, NULL));
    assert_false(scene->taken);
}

static void says_at_once_that_no_courier_runs(void **state)
{
    struct scene *scene = *state;

    local_server_destroy(scene->courier);
    scene->courier = NULL;
    scene->taken = true;
    errands_deliver(scene->errands, delivered, scene);
    assert_int_equal(scene->answers, 1);
    assert_false(scene->taken);
}

static void hands_the_pin_to_the_steward(void **state)
{
    struct scene *scene = *state;

    scene->steward_says = (struct steward_answer){.result = STEWARD_WRONG, .tries_left = 3};
    errands_ask_steward(scene->errands, STEWARD_CHECK_PIN, "482913", answered, scene);
    assert_true(loop_run(scene->loop, NULL));
    assert_string_equal(scene->verb, STEWARD_CHECK_PIN);
    assert_string_equal(scene->argument, "482913");
    assert_int_equal(scene->answer.result, STEWARD_WRONG);
    assert_int_equal(scene->answer.tries_left, 3);
}

static void keeps_no_copy_of_the_pin(void **state)
{
    struct scene *scene = *state;
    size_t before = secret_in_use();

    scene->steward_says.result = STEWARD_FINE;
    errands_ask_steward(scene->errands, STEWARD_CHECK_PIN, "482913", answered, scene);
    assert_true(loop_run(scene->loop, NULL));
    /* The server's side of the exchange may end after ours. */
    for (int round = 0; round < 20 && secret_in_use() != before; round++)
        assert_true(loop_once(scene->loop, false, NULL));
    assert_int_equal(secret_in_use(), before);
}

static void opens_nothing_when_no_steward_runs(void **state)
{
    struct scene *scene = *state;

    local_server_destroy(scene->steward);
    scene->steward = NULL;
    scene->answer.result = STEWARD_FINE;
    errands_ask_steward(scene->errands, STEWARD_CHECK_PIN, "482913", answered, scene);
    assert_int_equal(scene->answers, 1);
    assert_int_equal(scene->answer.result, STEWARD_FAILED);
}

#define NEIGHBOURS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEIGHBOURS(pokes_the_courier),
        NEIGHBOURS(takes_no_other_word_for_taken),
        NEIGHBOURS(says_at_once_that_no_courier_runs),
        NEIGHBOURS(hands_the_pin_to_the_steward),
        NEIGHBOURS(keeps_no_copy_of_the_pin),
        NEIGHBOURS(opens_nothing_when_no_steward_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
