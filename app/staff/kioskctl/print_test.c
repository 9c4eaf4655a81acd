#include "app/local/print_request.h"
#include "app/staff/kioskctl/ctl.h"
#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/base/local.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#define TEST_HEIGHT         400u
#define ANSWER_MILLISECONDS 5000
#define END_MILLISECONDS    30000 /* until the printer has said what became of it */
#define LOOK_MILLISECONDS   300

/* Whether a dot is black: a frame, a ruler of 1 mm at 8 dots a millimetre, four greys, stripes. */
static bool is_black(uint32_t x, uint32_t y, uint32_t width)
{
    bool frame = x < 4 || y < 4 || x >= width - 4 || y >= TEST_HEIGHT - 4;
    if (frame) {
        return true;
    }
    if (y < 60) {
        return x % 80 < 2 || (x % 8 < 1 && y < 30);
    }
    if (y < 160) {
        uint32_t grey = 1 + x * 4 / width;
        return (x % 8) < grey * 2 && (y % 2) == 0;
    }
    if (y < 260) {
        return (x / 16 + y / 16) % 2 == 0;
    }
    return (x + y) % 24 < 3;
}

static uint8_t *draw(uint32_t width)
{
    size_t stride = print_rows_length(width, 1);
    uint8_t *rows = calloc(TEST_HEIGHT, stride);
    for (uint32_t y = 0; rows != NULL && y < TEST_HEIGHT; y++) {
        for (uint32_t x = 0; x < width; x++) {
            if (is_black(x, y, width)) {
                rows[y * stride + x / 8] |= (uint8_t)(0x80u >> (x % 8));
            }
        }
    }
    return rows;
}

static bool ask(const char *socket, const struct print_request *request,
                struct print_answer *answer, struct error *error)
{
    struct buffer frame;
    struct buffer reply;
    buffer_init(&frame, LOCAL_FRAME_MAX);
    buffer_init(&reply, 4096);
    bool fine = print_request_encode(request, &frame, error) &&
                local_ask(socket, frame.data, frame.length, ANSWER_MILLISECONDS, &reply, error) &&
                print_answer_decode(reply.data, reply.length, answer, error);
    buffer_finish(&frame);
    buffer_finish(&reply);
    return fine;
}

static bool is_over(enum print_state state)
{
    return state != PRINT_QUEUED && state != PRINT_SENT;
}

/* Where the printer never confirms, the last that is known stands. */
static bool wait_for_end(const char *socket, const struct print_request *request,
                         struct print_answer *answer, struct error *error)
{
    struct print_request query = {.kind = PRINT_QUERY};
    int64_t until = clock_monotonic(&clock_system) + END_MILLISECONDS;
    for (size_t i = 0; i < PRINT_JOB_BYTES; i++) {
        query.job[i] = request->job[i];
    }
    while (!is_over(answer->state) && clock_monotonic(&clock_system) < until) {
        (void)poll(NULL, 0, LOOK_MILLISECONDS);
        if (!ask(socket, &query, answer, error)) {
            return false;
        }
    }
    return true;
}

static bool print(const struct ctl *ctl, struct print_answer *answer, struct error *error)
{
    char socket[FILE_PATH_MAX];
    struct print_request request = {.kind = PRINT_TEST,
                                    .width = (uint32_t)kiosk_config_dots(&ctl->config),
                                    .height = TEST_HEIGHT};
    if (!file_join(socket, sizeof socket, ctl->config.paths.state, PRINTER_SOCKET)) {
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", ctl->config.paths.state);
    }
    if (getrandom(request.job, sizeof request.job, 0) != (ssize_t)sizeof request.job) {
        return error_set_errno(error, "no random number for the job");
    }
    uint8_t *rows = draw(request.width);
    if (rows == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for the test page");
    }
    request.rows = rows;
    bool fine =
        ask(socket, &request, answer, error) && wait_for_end(socket, &request, answer, error);
    free(rows);
    return fine;
}

static bool judge(const struct print_answer *answer, struct error *error)
{
    if (answer->state == PRINT_CONFIRMED || answer->state == PRINT_SENT) {
        return true;
    }
    return error_set(error, ERROR_UNAVAILABLE, "the test page is %s%s%s; look at the printer",
                     print_state_name(answer->state), answer->reason[0] != '\0' ? ": " : "",
                     answer->reason);
}

static int print_test(const struct ctl *ctl)
{
    struct print_answer answer;
    struct error error;
    bool fine = print(ctl, &answer, &error);
    if (fine && ctl->json) {
        ctl_print_json(json_pack("{s:s, s:s}", "state", print_state_name(answer.state), "reason",
                                 answer.reason));
    } else if (fine && judge(&answer, NULL)) {
        (void)printf("The test page is %s.\n",
                     answer.state == PRINT_CONFIRMED ? "on paper" : "with the printer");
    }
    fine = fine && judge(&answer, &error);
    return ctl_end(fine, &error);
}

int ctl_print_test(int argc, char **argv, void *context)
{
    static const struct ctl_usage usage = {.command = "print-test", .operands = ""};
    (void)context;
    return ctl_run(&usage, argc, argv, print_test);
}
