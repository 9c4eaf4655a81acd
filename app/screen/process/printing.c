#include "app/screen/process/printing.h"

#include "app/local/print_request.h"
#include "platform/base/file.h"
#include "platform/base/local.h"
#include "platform/base/log.h"
#include "platform/crypto/random.h"

#include <stdlib.h>
#include <string.h>

#define HAND_OVER_MS 5000
#define ASK_AFTER_MS 300
#define GIVE_UP_MS   40000
#define FRAME_HEADER 64u /* bytes beside the rows, at most */
#define FRAME_BYTES  (FRAME_HEADER + (PRINT_WIDTH_MAX + 7) / 8 * PRINT_HEIGHT_MAX)
#define QUERY_BYTES  FRAME_HEADER

struct printing {
    struct loop *loop;
    char path[FILE_PATH_MAX];
    printing_ended *ended;
    void *context;
    struct local_call *call;
    struct loop_timer ask_again, give_up;
    uint8_t job[PRINT_JOB_BYTES];
    bool busy;
};

static void finish(struct printing *printing, enum printing_outcome outcome)
{
    loop_timer_stop(&printing->ask_again);
    loop_timer_stop(&printing->give_up);
    printing->busy = false;
    printing->ended(printing->context, outcome);
}

static void judge(struct printing *printing, const struct print_answer *answer)
{
    switch (answer->state) {
    case PRINT_CONFIRMED:
        finish(printing, PRINTING_DONE);
        return;
    case PRINT_REFUSED:
        log_warning("the printer did not print: %s", answer->reason);
        finish(printing, PRINTING_FAILED);
        return;
    case PRINT_UNKNOWN:
        finish(printing, PRINTING_UNKNOWN);
        return;
    case PRINT_QUEUED:
    case PRINT_SENT:
        loop_timer_set(printing->loop, &printing->ask_again, ASK_AFTER_MS);
        return;
    }
}

static void answered(void *context, const struct buffer *frame, const struct error *failure)
{
    struct printing *printing = context;
    struct print_answer answer;
    struct error error;

    printing->call = NULL;
    if (failure) {
        log_warning("%s", failure->text);
        finish(printing, PRINTING_UNKNOWN);
    } else if (!print_answer_decode(frame->data, frame->length, &answer, &error)) {
        log_warning("%s", error.text);
        finish(printing, PRINTING_UNKNOWN);
    } else if (memcmp(answer.job, printing->job, sizeof answer.job) != 0) {
        log_warning("the printer's program answered about another job");
        finish(printing, PRINTING_UNKNOWN);
    } else {
        judge(printing, &answer);
    }
}

static bool send_frame(struct printing *printing, const struct print_request *request,
                       struct buffer *frame, struct error *error)
{
    if (!print_request_encode(request, frame, error))
        return false;
    printing->call = local_ask_later(printing->loop, printing->path, frame->data, frame->length,
                                     HAND_OVER_MS, answered, printing, error);
    return printing->call != NULL;
}

static void ask_again(void *context)
{
    struct printing *printing = context;
    struct print_request request = {.kind = PRINT_QUERY};
    struct buffer frame;
    struct error error;

    memcpy(request.job, printing->job, sizeof request.job);
    buffer_init(&frame, QUERY_BYTES);
    if (!send_frame(printing, &request, &frame, &error)) {
        log_warning("%s", error.text);
        finish(printing, PRINTING_UNKNOWN);
    }
    buffer_finish(&frame);
}

static void give_up(void *context)
{
    struct printing *printing = context;

    local_call_cancel(printing->call);
    printing->call = NULL;
    finish(printing, PRINTING_UNKNOWN);
}

struct printing *printing_create(struct loop *loop, const char *state_folder, printing_ended *ended,
                                 void *context, struct error *error)
{
    struct printing *printing = calloc(1, sizeof *printing);

    if (!printing) {
        error_set(error, ERROR_MEMORY, "no memory for printing");
        return NULL;
    }
    printing->loop = loop;
    printing->ended = ended;
    printing->context = context;
    printing->ask_again = (struct loop_timer){.callback = ask_again, .context = printing};
    printing->give_up = (struct loop_timer){.callback = give_up, .context = printing};
    if (!file_join(printing->path, sizeof printing->path, state_folder, PRINTER_SOCKET))
        error_set(error, ERROR_LIMIT, "the path of the state folder is too long");
    else if (loop_add_timer(loop, &printing->ask_again, error) &&
             loop_add_timer(loop, &printing->give_up, error))
        return printing;
    printing_destroy(printing);
    return NULL;
}

void printing_destroy(struct printing *printing)
{
    if (!printing)
        return;
    local_call_cancel(printing->call);
    loop_remove_timer(printing->loop, &printing->ask_again);
    loop_remove_timer(printing->loop, &printing->give_up);
    free(printing);
}

bool printing_start(struct printing *printing, bool is_test, int width, int height,
                    const uint8_t *rows, struct error *error)
{
    struct print_request request = {
        .kind = is_test ? PRINT_TEST : PRINT_RECEIPT,
        .width = (uint32_t)width,
        .height = (uint32_t)height,
        .rows = rows,
    };
    struct buffer frame;

    if (printing->busy)
        return error_set(error, ERROR_UNAVAILABLE, "something is being printed already");
    if (!random_bytes(printing->job, sizeof printing->job, error))
        return false;
    memcpy(request.job, printing->job, sizeof request.job);
    buffer_init_secret(&frame, FRAME_BYTES);
    printing->busy = send_frame(printing, &request, &frame, error);
    buffer_finish(&frame);
    if (printing->busy)
        loop_timer_set(printing->loop, &printing->give_up, GIVE_UP_MS);
    return printing->busy;
}
