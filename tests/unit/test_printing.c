/* Printing against a printer's program that answers what the test says. */
#include "app/screen/process/printing.h"

#include "app/local/print_request.h"
#include "platform/base/file.h"
#include "platform/base/local.h"
#include "platform/base/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ANSWERS_MAX 4

struct scene {
    char folder[32];
    char socket[FILE_PATH_MAX];
    struct loop *loop;
    struct local_server *server;
    struct printing *printing;
    enum print_state answers[ANSWERS_MAX]; /* to the first, second … frame */
    bool other_job;
    enum print_kind kinds[ANSWERS_MAX];
    uint32_t width, height;
    size_t asked;
    bool ended;
    enum printing_outcome outcome;
};

static void answer(void *context, const struct local_caller *caller, const uint8_t *frame,
                   size_t length, struct buffer *out)
{
    struct scene *scene = context;
    struct print_request request;
    struct print_answer reply = {.state = PRINT_UNKNOWN};

    (void)caller;
    assert_true(print_request_decode(frame, length, &request, NULL));
    if (scene->asked < ANSWERS_MAX) {
        scene->kinds[scene->asked] = request.kind;
        reply.state = scene->answers[scene->asked];
    }
    if (scene->asked++ == 0) {
        scene->width = request.width;
        scene->height = request.height;
    }
    memcpy(reply.job, request.job, sizeof reply.job);
    if (scene->other_job)
        reply.job[0] ^= 1;
    assert_true(print_answer_encode(&reply, out, NULL));
}

static void ended(void *context, enum printing_outcome outcome)
{
    struct scene *scene = context;

    scene->ended = true;
    scene->outcome = outcome;
    loop_stop(scene->loop);
}

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct error error;

    *state = scene;
    if (!secret_start(&error))
        return -1;
    (void)snprintf(scene->folder, sizeof scene->folder, "/tmp/printing.XXXXXX");
    if (!mkdtemp(scene->folder) ||
        !file_join(scene->socket, sizeof scene->socket, scene->folder, PRINTER_SOCKET))
        return -1;
    scene->loop = loop_create(&clock_system, &error);
    scene->server =
        local_serve(scene->loop, scene->socket, 0600, LOCAL_FRAME_MAX, answer, scene, &error);
    scene->printing = printing_create(scene->loop, scene->folder, ended, scene, &error);
    return scene->server && scene->printing ? 0 : -1;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;

    printing_destroy(scene->printing);
    local_server_destroy(scene->server);
    loop_destroy(scene->loop);
    unlink(scene->socket);
    rmdir(scene->folder);
    free(scene);
    return 0;
}

static void print_and_wait(struct scene *scene, bool is_test)
{
    static const uint8_t rows[2 * 2] = {0xff, 0x80, 0x00, 0x01};
    struct error error;

    assert_true(printing_start(scene->printing, is_test, 16, 2, rows, &error));
    assert_true(loop_run(scene->loop, &error));
    assert_true(scene->ended);
}

static void is_done_when_the_printer_confirms(void **state)
{
    struct scene *scene = *state;

    scene->answers[0] = PRINT_CONFIRMED;
    print_and_wait(scene, false);
    assert_int_equal(scene->outcome, PRINTING_DONE);
    assert_int_equal(scene->kinds[0], PRINT_RECEIPT);
    assert_int_equal(scene->width, 16);
    assert_int_equal(scene->height, 2);
}

static void asks_until_the_printer_has_decided(void **state)
{
    struct scene *scene = *state;

    scene->answers[0] = PRINT_QUEUED;
    scene->answers[1] = PRINT_SENT;
    scene->answers[2] = PRINT_CONFIRMED;
    print_and_wait(scene, false);
    assert_int_equal(scene->asked, 3);
    assert_int_equal(scene->kinds[1], PRINT_QUERY);
    assert_int_equal(scene->outcome, PRINTING_DONE);
}

static void says_failed_only_for_a_refusal(void **state)
{
    struct scene *scene = *state;

    scene->answers[0] = PRINT_REFUSED;
    print_and_wait(scene, true);
    assert_int_equal(scene->kinds[0], PRINT_TEST);
    assert_int_equal(scene->outcome, PRINTING_FAILED);
}

static void does_not_claim_what_the_printer_does_not_know(void **state)
{
    struct scene *scene = *state;

    scene->answers[0] = PRINT_SENT;
    scene->answers[1] = PRINT_UNKNOWN;
    print_and_wait(scene, false);
    assert_int_equal(scene->outcome, PRINTING_UNKNOWN);
}

static void believes_no_answer_about_another_job(void **state)
{
    struct scene *scene = *state;

    scene->answers[0] = PRINT_CONFIRMED;
    scene->other_job = true;
    print_and_wait(scene, false);
    assert_int_equal(scene->outcome, PRINTING_UNKNOWN);
}

static void starts_nothing_where_nobody_prints(void **state)
{
    struct scene *scene = *state;
    static const uint8_t rows[2];
    struct error error;

    local_server_destroy(scene->server);
    scene->server = NULL;
    assert_false(printing_start(scene->printing, false, 16, 1, rows, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_false(scene->ended);
}

static void prints_one_thing_at_a_time(void **state)
{
    struct scene *scene = *state;
    static const uint8_t rows[2];
    struct error error;

    assert_true(printing_start(scene->printing, false, 16, 1, rows, &error));
    assert_false(printing_start(scene->printing, false, 16, 1, rows, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
}

#define PRINTER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PRINTER(is_done_when_the_printer_confirms),
        PRINTER(asks_until_the_printer_has_decided),
        PRINTER(says_failed_only_for_a_refusal),
        PRINTER(does_not_claim_what_the_printer_does_not_know),
        PRINTER(believes_no_answer_about_another_job),
        PRINTER(starts_nothing_where_nobody_prints),
        PRINTER(prints_one_thing_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
