#include "app/printer/conversation.h"

#include "platform/base/log.h"
#include "platform/base/text.h"

#include <string.h>

#define LAST_QUESTION       4u /* DLE EOT 1 to 4 */
#define REOPEN_MILLISECONDS 100
#define DRAIN_READS         16u

const char *conversation_obstacle(enum printer_condition condition)
{
    static const char *const obstacles[] = {
        [PRINTER_UNKNOWN] = "no-answer",  [PRINTER_ABSENT] = "no-printer",
        [PRINTER_READY] = NULL,           [PRINTER_LOW] = NULL,
        [PRINTER_OUT] = "no-paper",       [PRINTER_OPEN] = "cover-open",
        [PRINTER_ERROR] = "printer-error"};

    return obstacles[condition];
}

static bool is_well(enum printer_condition condition)
{
    return conversation_obstacle(condition) == NULL;
}

static void set_condition(struct printer *printer, enum printer_condition condition)
{
    if (printer->condition != condition) {
        printer->condition = condition;
        log_info("printer: %s", printer_condition_name(condition));
        printer->changed(printer->context);
    }
}

/* `state` ends the job, unless it is PRINT_SENT. */
static void set_job(struct printer *printer, enum print_state state, const char *reason)
{
    buffer_finish(&printer->job);
    printer->has_job = state == PRINT_SENT;
    jobs_set_last(&printer->jobs, state, reason);
    log_info("print job: %s%s%s", print_state_name(state), reason[0] != '\0' ? ", " : "", reason);
    printer->changed(printer->context);
}

/* Nothing sent is nothing printed; one byte sent, and only the printer knows. */
static void give_up_job(struct printer *printer, const char *reason)
{
    bool begun = printer->job_sent > 0;

    if (printer->has_job) {
        printer->unsettled = printer->unsettled || begun;
        set_job(printer, begun ? PRINT_UNKNOWN : PRINT_REFUSED, reason);
    }
}

static void go_down(struct printer *printer, enum printer_condition condition, const char *reason)
{
    if (printer->wire->descriptor >= 0) {
        loop_unwatch(printer->loop, printer->wire->descriptor);
    }
    wire_close(printer->wire);
    buffer_clear(&printer->requests);
    printer->listener = (struct escpos_listener){.asked = 0};
    give_up_job(printer, reason);
    buffer_finish(&printer->job);
    printer->stage = STAGE_DOWN;
    set_condition(printer, condition);
    loop_timer_set(printer->loop, &printer->timer, printer->times.retry);
}

/* Once, until it is another sentence or all is well: it is looked at for ever. */
static void complain(struct printer *printer, const struct error *error)
{
    if (strcmp(printer->complaint, error->text) != 0) {
        log_warning("%s", error->text);
        (void)text_copy(printer->complaint, sizeof printer->complaint, error->text);
    }
}

static void complain_of_answer(struct printer *printer, const char *what)
{
    struct error error;

    error_set(&error, ERROR_UNAVAILABLE,
              "%s: it %s; look whether a printer for ESC/POS is connected there and on",
              printer->wire->name, what);
    complain(printer, &error);
}

static void go_down_garbled(struct printer *printer)
{
    complain_of_answer(printer, "does not answer as a printer does");
    go_down(printer, PRINTER_UNKNOWN, "garbled");
}

static void ready(void *context, short events);

static void watch(struct printer *printer)
{
    bool writes = printer->stage == STAGE_OPENING || printer->stage == STAGE_WRITING ||
                  printer->requests.length > 0;
    struct error error;

    if (!loop_watch(printer->loop, printer->wire->descriptor,
                    (short)(writes ? POLLIN | POLLOUT : POLLIN), ready, printer, &error)) {
        log_error("%s", error.text);
        go_down(printer, PRINTER_UNKNOWN, "gone");
    }
}

static void enter(struct printer *printer, enum stage stage, int64_t deadline)
{
    printer->stage = stage;
    loop_timer_set(printer->loop, &printer->timer, deadline);
    watch(printer);
}

void conversation_open(struct printer *printer)
{
    struct error error = {.kind = ERROR_NONE};

    if (!wire_open(printer->wire, &error)) {
        complain(printer, &error);
        go_down(printer, PRINTER_ABSENT, "gone");
        return;
    }
    enter(printer, STAGE_OPENING, printer->times.connect);
}

static void ask(struct printer *printer, unsigned question)
{
    uint8_t request[ESCPOS_REQUEST_BYTES];

    printer->question = question;
    printer->listener.asked = question;
    escpos_ask_status(question, request);
    (void)buffer_append(&printer->requests, request, sizeof request);
    enter(printer, STAGE_ASKING, printer->times.status);
}

/* What the printer said to whoever was here before is no answer to this program. */
static void drain(struct printer *printer)
{
    uint8_t bytes[64];

    for (unsigned i = 0; i < DRAIN_READS && wire_read(printer->wire, bytes, sizeof bytes) > 0;
         i++) {
        continue;
    }
}

static void finish_opening(struct printer *printer)
{
    uint8_t request[ESCPOS_REQUEST_BYTES];
    struct error error = {.kind = ERROR_NONE};

    if (!wire_connected(printer->wire, &error)) {
        complain(printer, &error);
        go_down(printer, PRINTER_ABSENT, "gone");
        return;
    }
    drain(printer);
    escpos_ask_changes(request);
    (void)buffer_append(&printer->requests, request, sizeof request);
    ask(printer, 1);
}

static enum printer_condition judge(const struct escpos_status *status)
{
    if (status->cover_open) {
        return PRINTER_OPEN;
    }
    if (status->paper_out) {
        return PRINTER_OUT;
    }
    if (status->error || status->offline) {
        return PRINTER_ERROR;
    }
    return status->paper_low ? PRINTER_LOW : PRINTER_READY;
}

static void rest(struct printer *printer)
{
    enter(printer, STAGE_IDLE,
          is_well(printer->condition) ? printer->times.idle : printer->times.retry);
}

/* Ends whatever an earlier job left unfinished, and has the printer say when it is done with it. */
static void settle(struct printer *printer)
{
    printer->job_sent = 0;
    if (escpos_put_settling(&printer->job)) {
        enter(printer, STAGE_WRITING, printer->times.stall);
    } else {
        go_down(printer, PRINTER_UNKNOWN, "");
    }
}

static void finish_settling(struct printer *printer)
{
    printer->unsettled = false;
    printer->changed(printer->context);
    ask(printer, 1); /* a second owed answer, if there is one, comes before these answers */
}

/* All four answers are there: the moment at which a queued job goes or is refused. */
static void finish_asking(struct printer *printer)
{
    printer->complaint[0] = '\0';
    set_condition(printer, judge(&printer->listener.status));
    if (!is_well(printer->condition)) {
        give_up_job(printer, conversation_obstacle(printer->condition));
        rest(printer);
        return;
    }
    if (printer->unsettled) {
        settle(printer);
        return;
    }
    printer->owed_answers = 0;
    if (printer->has_job) {
        enter(printer, STAGE_WRITING, printer->times.stall);
    } else {
        rest(printer);
    }
}

/* Throws away what the printer holds of a job, then looks how it is. */
static void abandon(struct printer *printer, const char *reason)
{
    uint8_t clear[ESCPOS_CLEAR_BYTES];

    escpos_clear(clear);
    (void)buffer_append(&printer->requests, clear, sizeof clear);
    give_up_job(printer, reason);
    buffer_finish(&printer->job);
    ask(printer, 1);
}

static bool is_printing(const struct printer *printer)
{
    return printer->stage == STAGE_WRITING || printer->stage == STAGE_CONFIRMING;
}

static void take_change(struct printer *printer)
{
    enum printer_condition condition = judge(&printer->listener.status);

    if (printer->stage == STAGE_ASKING) {
        return; /* the answers that are asked for come after it and are newer */
    }
    set_condition(printer, condition);
    if (is_printing(printer) && !is_well(condition)) {
        abandon(printer, conversation_obstacle(condition));
    } else if (printer->stage == STAGE_IDLE) {
        rest(printer);
    }
}

static void take_done(struct printer *printer)
{
    if (printer->owed_answers == 0) {
        go_down_garbled(printer);
        return;
    }
    printer->owed_answers--;
    if (printer->stage != STAGE_CONFIRMING) {
        return;
    }
    if (!printer->has_job) {
        finish_settling(printer);
        return;
    }
    if (printer->listener.done_without_paper) {
        set_job(printer, PRINT_UNKNOWN, conversation_obstacle(PRINTER_OUT));
    } else {
        set_job(printer, PRINT_CONFIRMED, "");
    }
    ask(printer, 1);
}

static void take_byte(struct printer *printer, uint8_t byte)
{
    switch (escpos_listen(&printer->listener, byte)) {
    case ESCPOS_NOTHING:
        break;
    case ESCPOS_STATUS:
        if (printer->question < LAST_QUESTION) {
            ask(printer, printer->question + 1);
        } else {
            finish_asking(printer);
        }
        break;
    case ESCPOS_CHANGE:
        take_change(printer);
        break;
    case ESCPOS_DONE:
        take_done(printer);
        break;
    case ESCPOS_GARBLED:
        go_down_garbled(printer);
        break;
    }
}

static void read_wire(struct printer *printer)
{
    uint8_t bytes[64];
    ssize_t got = wire_read(printer->wire, bytes, sizeof bytes);

    if (got < 0) {
        bool rested = printer->stage == STAGE_IDLE;

        go_down(printer, PRINTER_ABSENT, "gone");
        if (rested) { /* network printers end connections that rest */
            loop_timer_set(printer->loop, &printer->timer, REOPEN_MILLISECONDS);
        }
        return;
    }
    for (ssize_t i = 0; i < got && printer->stage != STAGE_DOWN; i++) {
        take_byte(printer, bytes[i]);
    }
}

/* Bytes left in *buffer after one write; SIZE_MAX when the printer is gone. */
static size_t write_some(struct printer *printer, struct buffer *buffer, size_t *sent)
{
    ssize_t put = wire_write(printer->wire, buffer->data + *sent, buffer->length - *sent);

    if (put < 0) {
        go_down(printer, PRINTER_ABSENT, "gone");
        return SIZE_MAX;
    }
    *sent += (size_t)put;
    return buffer->length - *sent;
}

static void write_requests(struct printer *printer)
{
    size_t sent = 0;
    size_t left = write_some(printer, &printer->requests, &sent);

    if (left != SIZE_MAX) {
        memmove(printer->requests.data, printer->requests.data + sent, left);
        printer->requests.length = left;
        watch(printer);
    }
}

static void write_job(struct printer *printer)
{
    size_t before = printer->job_sent;
    size_t left = write_some(printer, &printer->job, &printer->job_sent);

    if (left == SIZE_MAX) {
        return;
    }
    if (left > 0) {
        if (printer->job_sent > before) {
            loop_timer_set(printer->loop, &printer->timer, printer->times.stall);
        }
        return;
    }
    if (printer->has_job) {
        set_job(printer, PRINT_SENT, "");
    }
    buffer_finish(&printer->job);
    printer->owed_answers++;
    enter(printer, STAGE_CONFIRMING, printer->times.confirm);
}

static void write_wire(struct printer *printer)
{
    if (printer->requests.length > 0) {
        write_requests(printer);
    } else if (printer->stage == STAGE_WRITING) {
        write_job(printer);
    }
}

static void ready(void *context, short events)
{
    struct printer *printer = context;

    if (printer->stage == STAGE_OPENING) {
        finish_opening(printer); /* whatever came of it */
        return;
    }
    if ((events & POLLIN) != 0) {
        read_wire(printer);
    }
    if ((events & POLLOUT) != 0 && printer->stage != STAGE_DOWN) {
        write_wire(printer);
    }
    if ((events & (POLLERR | POLLHUP | POLLNVAL)) != 0 && (events & POLLIN) == 0 &&
        printer->stage != STAGE_DOWN) {
        go_down(printer, PRINTER_ABSENT, "gone");
    }
}

static void give_up_waiting(struct printer *printer, const char *reason)
{
    if (printer->has_job) {
        abandon(printer, reason);
    } else {
        go_down(printer, PRINTER_UNKNOWN, reason);
    }
}

void conversation_due(void *context)
{
    struct printer *printer = context;

    switch (printer->stage) {
    case STAGE_DOWN:
        conversation_open(printer);
        break;
    case STAGE_OPENING:
        go_down(printer, PRINTER_ABSENT, "gone");
        break;
    case STAGE_ASKING:
        complain_of_answer(printer, "does not say how it is");
        go_down(printer, PRINTER_UNKNOWN, "no-answer");
        break;
    case STAGE_IDLE:
        ask(printer, 1);
        break;
    case STAGE_WRITING:
        give_up_waiting(printer, "stalled");
        break;
    case STAGE_CONFIRMING:
        give_up_waiting(printer, "no-answer");
        break;
    }
}

void conversation_begin_job(struct printer *printer)
{
    if (printer->stage == STAGE_IDLE) {
        ask(printer, 1);
    }
}

void conversation_stop(struct printer *printer)
{
    if (printer->wire != NULL && printer->wire->descriptor >= 0) {
        loop_unwatch(printer->loop, printer->wire->descriptor);
    }
}
