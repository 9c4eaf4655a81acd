#include "app/printer/printer.h"

#include "app/printer/conversation.h"
#include "platform/base/log.h"

#include <stdlib.h>
#include <string.h>

#define JOB_BYTES_MAX ((size_t)512 << 10)
#define REQUESTS_MAX  64u /* bytes */

const struct printer_times printer_times_usual = {
    .connect = 3000, .status = 1500, .stall = 5000, .confirm = 10000, .idle = 30000, .retry = 5000};

const char *printer_condition_name(enum printer_condition condition)
{
    static const char *const names[] = {
        [PRINTER_UNKNOWN] = "unknown", [PRINTER_ABSENT] = "absent", [PRINTER_READY] = "ready",
        [PRINTER_LOW] = "low",         [PRINTER_OUT] = "out",       [PRINTER_OPEN] = "open",
        [PRINTER_ERROR] = "error"};

    return names[condition];
}

enum printer_condition printer_condition(const struct printer *printer)
{
    return printer->condition;
}

bool printer_can_print(const struct printer *printer)
{
    return conversation_obstacle(printer->condition) == NULL && !printer->unsettled;
}

struct printer *printer_create(struct loop *loop, struct wire *wire, uint32_t dots,
                               const struct printer_times *times, printer_changed *changed,
                               void *context, struct error *error)
{
    struct printer *printer = calloc(1, sizeof *printer);

    if (printer == NULL) {
        wire_destroy(wire);
        error_set(error, ERROR_MEMORY, "no memory for the printer");
        return NULL;
    }
    *printer = (struct printer){.loop = loop,
                                .wire = wire,
                                .dots = dots,
                                .times = *times,
                                .changed = changed,
                                .context = context,
                                .condition = wire != NULL ? PRINTER_UNKNOWN : PRINTER_ABSENT,
                                .timer = {.callback = conversation_due, .context = printer}};
    buffer_init(&printer->requests, REQUESTS_MAX);
    buffer_init_secret(&printer->job, JOB_BYTES_MAX);
    if (!loop_add_timer(loop, &printer->timer, error)) {
        wire_destroy(wire);
        free(printer);
        return NULL;
    }
    return printer;
}

void printer_start(struct printer *printer)
{
    if (printer->wire != NULL) {
        conversation_open(printer);
    }
}

void printer_destroy(struct printer *printer)
{
    if (printer == NULL) {
        return;
    }
    conversation_stop(printer);
    wire_destroy(printer->wire);
    loop_remove_timer(printer->loop, &printer->timer);
    buffer_finish(&printer->job);
    buffer_finish(&printer->requests);
    free(printer);
}

bool printer_find(const struct printer *printer, const uint8_t job[PRINT_JOB_BYTES],
                  struct print_answer *answer)
{
    const struct print_answer *found = jobs_find(&printer->jobs, job);

    *answer = (struct print_answer){.state = PRINT_UNKNOWN};
    memcpy(answer->job, job, PRINT_JOB_BYTES);
    if (found != NULL) {
        *answer = *found;
    }
    return found != NULL;
}

bool printer_last(const struct printer *printer, struct print_answer *answer)
{
    const struct print_answer *last = jobs_last(&printer->jobs);

    if (last != NULL) {
        *answer = *last;
    }
    return last != NULL;
}

static const char *reason_to_refuse(const struct printer *printer,
                                    const struct print_request *request)
{
    const char *obstacle = conversation_obstacle(printer->condition);

    if (obstacle != NULL) {
        return obstacle;
    }
    if (printer->has_job || printer->unsettled) {
        return "busy";
    }
    return request->width > printer->dots ? "too-wide" : NULL;
}

static bool encode(struct printer *printer, const struct print_request *request)
{
    const struct wire_picture picture = {
        .width = request->width, .height = request->height, .rows = request->rows};
    struct error error;

    if (escpos_put_job(&picture, &printer->job, &error) &&
        wire_show_picture(printer->wire, &picture, &error)) {
        return true;
    }
    log_error("%s", error.text);
    buffer_finish(&printer->job);
    return false;
}

void printer_submit(struct printer *printer, const struct print_request *request,
                    struct print_answer *answer)
{
    const char *reason;

    if (printer_find(printer, request->job, answer)) {
        return;
    }
    reason = reason_to_refuse(printer, request);
    if (reason == NULL && !encode(printer, request)) {
        reason = "too-large";
    }
    if (reason != NULL) {
        jobs_describe(answer, PRINT_REFUSED, reason);
        return;
    }
    jobs_add(&printer->jobs, request->job);
    printer->has_job = true;
    printer->job_sent = 0;
    printer->changed(printer->context);
    conversation_begin_job(printer);
    (void)printer_find(printer, request->job, answer);
}
