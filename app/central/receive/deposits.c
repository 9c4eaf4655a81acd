#include "app/central/receive/deposits.h"

#include "app/central/receive/ledger_thread.h"
#include "platform/base/clock.h"

#include <stdlib.h>
#include <sys/queue.h>

_Static_assert(DEPOSITS_TOGETHER_MAX <= LEDGER_BATCHES_MAX, "they fit one commit");

struct deposit {
    STAILQ_ENTRY(deposit) entry; /* while it waits */
    struct http_kept *kept;
    struct intake_batch *batch;
    struct intake_report *report;
    bool stored;
    struct error error; /* where it is not */
};

STAILQ_HEAD(waiting_line, deposit);

struct deposits {
    struct ledger *ledger;
    struct http_server *server;
    deposits_refuse *refuse;
    void *context;
    struct ledger_thread *thread;
    struct waiting_line waiting;                  /* in the order in which they came */
    struct deposit *given[DEPOSITS_TOGETHER_MAX]; /* the thread's, while `given_count` is not 0 */
    size_t given_count;
    int64_t given_ms;
    bool over; /* the ledger is not believed any more */
};

/* ---- in the thread --------------------------------------------------------- */

static void store_batches(struct deposits *deposits, struct error *error)
{
    struct ledger_storing storing[DEPOSITS_TOGETHER_MAX];
    struct deposit *of[DEPOSITS_TOGETHER_MAX];
    size_t count = 0;
    bool fine;

    for (size_t i = 0; i < deposits->given_count; i++) {
        struct deposit *deposit = deposits->given[i];

        if (deposit->batch == NULL)
            continue;
        of[count] = deposit;
        storing[count++] = (struct ledger_storing){.intake = intake_batch_entry(deposit->batch),
                                                   .results = intake_batch_results(deposit->batch)};
    }
    fine = count == 0 || ledger_store_batches(deposits->ledger, storing, count, error);
    for (size_t i = 0; i < count; i++) {
        of[i]->stored = fine && storing[i].stored;
        of[i]->error = fine ? storing[i].error : *error;
    }
}

/* A ledger that has just failed is not asked again for each of those who wait. */
static void store_reports(struct deposits *deposits, struct error *error)
{
    for (size_t i = 0; i < deposits->given_count; i++) {
        struct deposit *deposit = deposits->given[i];

        if (deposit->report == NULL)
            continue;
        deposit->stored =
            error->kind == ERROR_NONE &&
            ledger_store_health(deposits->ledger, intake_report_entry(deposit->report), error);
        deposit->error = *error;
    }
}

static void store(void *context)
{
    struct error error = {0};

    store_batches(context, &error);
    store_reports(context, &error);
}

static void tell(void *context)
{
    const struct deposits *deposits = context;

    http_server_wake(deposits->server);
}

/* ---- in the server's loop -------------------------------------------------- */

static void answer(struct deposits *deposits, struct deposit *deposit)
{
    struct http_answer *answer = http_kept_answer(deposit->kept);
    bool fine = deposit->stored;

    if (fine)
        fine = deposit->batch != NULL
                   ? intake_batch_answer(deposit->batch, &answer->body, &deposit->error)
                   : intake_report_answer(deposit->report, &answer->body, &deposit->error);
    if (fine)
        answer->status = 200;
    else if (!deposits->refuse(deposits->context, http_kept_request(deposit->kept), &deposit->error,
                               answer))
        deposits->over = true;
    intake_batch_destroy(deposit->batch);
    intake_report_destroy(deposit->report);
    http_kept_send(deposit->kept);
    free(deposit);
}

static void refuse_waiting(struct deposits *deposits, const char *why)
{
    struct deposit *deposit;

    while ((deposit = STAILQ_FIRST(&deposits->waiting)) != NULL) {
        STAILQ_REMOVE_HEAD(&deposits->waiting, entry);
        error_set(&deposit->error, ERROR_UNAVAILABLE, "%s", why);
        answer(deposits, deposit);
    }
}

static void take_back(struct deposits *deposits)
{
    const size_t count = deposits->given_count;

    deposits->given_count = 0;
    for (size_t i = 0; i < count; i++)
        answer(deposits, deposits->given[i]);
}

static void give(struct deposits *deposits)
{
    struct deposit *deposit;

    while (deposits->given_count < DEPOSITS_TOGETHER_MAX &&
           (deposit = STAILQ_FIRST(&deposits->waiting)) != NULL) {
        STAILQ_REMOVE_HEAD(&deposits->waiting, entry);
        deposits->given[deposits->given_count++] = deposit;
    }
    if (deposits->given_count == 0)
        return;
    deposits->given_ms = clock_monotonic(&clock_system);
    ledger_thread_give(deposits->thread, store, deposits);
}

/* The server's timer may run out a little early by this clock. */
static void wait_for_ledger(struct deposits *deposits)
{
    const int64_t waited = clock_monotonic(&clock_system) - deposits->given_ms;

    if (waited < DEPOSITS_PATIENCE_MILLISECONDS)
        http_server_turn_in(deposits->server, (int)(DEPOSITS_PATIENCE_MILLISECONDS - waited));
    else
        refuse_waiting(deposits, "the ledger does not come back from what it was given");
}

void deposits_turn(struct deposits *deposits)
{
    if (deposits->given_count > 0 && ledger_thread_take(deposits->thread))
        take_back(deposits);
    if (deposits->over)
        refuse_waiting(deposits, "the ledger has failed");
    else if (deposits->given_count == 0)
        give(deposits);
    if (deposits->given_count > 0)
        wait_for_ledger(deposits);
}

void deposits_add(struct deposits *deposits, struct http_kept *kept, struct intake_batch *batch,
                  struct intake_report *report)
{
    struct deposit *deposit = calloc(1, sizeof *deposit);
    struct error error = {0};

    if (deposit != NULL) {
        *deposit = (struct deposit){.kept = kept, .batch = batch, .report = report};
        STAILQ_INSERT_TAIL(&deposits->waiting, deposit, entry);
        return;
    }
    error_set(&error, ERROR_MEMORY, "no memory to keep a request");
    (void)deposits->refuse(deposits->context, http_kept_request(kept), &error,
                           http_kept_answer(kept));
    intake_batch_destroy(batch);
    intake_report_destroy(report);
    http_kept_send(kept);
}

/* ---- the whole ------------------------------------------------------------- */

struct deposits *deposits_create(struct ledger *ledger, struct http_server *server,
                                 deposits_refuse *refuse, void *context, struct error *error)
{
    struct deposits *deposits = calloc(1, sizeof *deposits);

    if (deposits == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for what kiosks bring");
        return NULL;
    }
    *deposits =
        (struct deposits){.ledger = ledger, .server = server, .refuse = refuse, .context = context};
    STAILQ_INIT(&deposits->waiting);
    deposits->thread = ledger_thread_create(tell, deposits, error);
    if (deposits->thread != NULL)
        return deposits;
    free(deposits);
    return NULL;
}

void deposits_destroy(struct deposits *deposits)
{
    if (deposits == NULL)
        return;
    refuse_waiting(deposits, "the receiver ends");
    if (deposits->given_count > 0) {
        ledger_give_up(deposits->ledger);
        ledger_thread_wait(deposits->thread);
        take_back(deposits);
    }
    ledger_thread_destroy(deposits->thread);
    free(deposits);
}
