#include "app/screen/process/errands.h"

#include "app/local/deliver_poke.h"
#include "platform/base/file.h"
#include "platform/base/local.h"
#include "platform/base/log.h"

#include <stdlib.h>
#include <string.h>

#define COURIER_MS 2000
/* scrypt takes its time, on purpose. */
#define STEWARD_MS 15000

struct errands {
    struct loop *loop;
    char courier[FILE_PATH_MAX], steward[FILE_PATH_MAX];
    struct local_call *to_courier, *to_steward;
    errands_delivered *delivered;
    void *delivered_context;
    errands_answered *answered;
    void *answered_context;
};

struct errands *errands_create(struct loop *loop, const char *state_folder, struct error *error)
{
    struct errands *errands = calloc(1, sizeof *errands);

    if (!errands) {
        error_set(error, ERROR_MEMORY, "no memory for the neighbours' addresses");
        return NULL;
    }
    errands->loop = loop;
    if (file_join(errands->courier, sizeof errands->courier, state_folder, COURIER_SOCKET) &&
        file_join(errands->steward, sizeof errands->steward, state_folder, STEWARD_SOCKET))
        return errands;
    error_set(error, ERROR_LIMIT, "the path of the state folder is too long");
    free(errands);
    return NULL;
}

void errands_destroy(struct errands *errands)
{
    if (!errands)
        return;
    local_call_cancel(errands->to_courier);
    local_call_cancel(errands->to_steward);
    free(errands);
}

static void courier_done(void *context, const struct buffer *answer, const struct error *error)
{
    struct errands *errands = context;
    bool taken = !error && answer->length == sizeof DELIVER_TAKEN - 1 &&
                 memcmp(answer->data, DELIVER_TAKEN, answer->length) == 0;

    errands->to_courier = NULL;
    if (errands->delivered)
        errands->delivered(errands->delivered_context, taken);
}

void errands_deliver(struct errands *errands, errands_delivered *done, void *context)
{
    local_call_cancel(errands->to_courier);
    errands->delivered = done;
    errands->delivered_context = context;
    errands->to_courier =
        local_ask_later(errands->loop, errands->courier, DELIVER_POKE, DELIVER_POKE_LENGTH,
                        COURIER_MS, courier_done, errands, NULL);
    /* A courier that does not run now looks into the outbox when it starts. */
    if (!errands->to_courier && done)
        done(context, false);
}

static void steward_failed(struct errands *errands, const struct error *failure)
{
    static const struct steward_answer none = {.result = STEWARD_FAILED};

    log_warning("%s", failure->text);
    errands->answered(errands->answered_context, &none);
}

static void steward_done(void *context, const struct buffer *frame, const struct error *failure)
{
    struct errands *errands = context;
    struct steward_answer answer;
    struct error error;

    errands->to_steward = NULL;
    if (failure)
        steward_failed(errands, failure);
    else if (!steward_answer_decode(frame->data, frame->length, &answer, &error))
        steward_failed(errands, &error);
    else
        errands->answered(errands->answered_context, &answer);
}

void errands_ask_steward(struct errands *errands, const char *verb, const char *argument,
                         errands_answered *done, void *context)
{
    struct buffer frame;
    struct error error;

    local_call_cancel(errands->to_steward);
    errands->to_steward = NULL;
    errands->answered = done;
    errands->answered_context = context;
    buffer_init_secret(&frame, STEWARD_FRAME_MAX);
    if (steward_request_encode(verb, (const uint8_t *)argument, strlen(argument), &frame, &error))
        errands->to_steward =
            local_ask_later(errands->loop, errands->steward, frame.data, frame.length, STEWARD_MS,
                            steward_done, errands, &error);
    buffer_finish(&frame);
    if (!errands->to_steward)
        steward_failed(errands, &error);
}
