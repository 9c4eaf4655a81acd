#include "app/central/receive/ledger_thread.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct ledger_thread {
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t change;
    ledger_work *work; /* NULL: none is wanted or under way */
    void *work_context;
    bool done; /* and not yet taken */
    bool ending;
    ledger_told *told;
    void *told_context;
};

/* False where the thread is to end. */
static bool await_work(struct ledger_thread *thread)
{
    bool wanted;

    (void)pthread_mutex_lock(&thread->lock);
    while (thread->work == NULL && !thread->ending)
        (void)pthread_cond_wait(&thread->change, &thread->lock);
    wanted = thread->work != NULL;
    (void)pthread_mutex_unlock(&thread->lock);
    return wanted;
}

static void finish_work(struct ledger_thread *thread)
{
    (void)pthread_mutex_lock(&thread->lock);
    thread->work = NULL;
    thread->done = true;
    (void)pthread_cond_signal(&thread->change);
    (void)pthread_mutex_unlock(&thread->lock);
    thread->told(thread->told_context);
}

static void *run(void *context)
{
    struct ledger_thread *thread = context;

    while (await_work(thread)) {
        thread->work(thread->work_context);
        finish_work(thread);
    }
    return NULL;
}

/* Signals are the loop's. */
static bool start(struct ledger_thread *thread)
{
    sigset_t all, before;
    bool fine;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    fine = pthread_create(&thread->thread, NULL, run, thread) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return fine;
}

static void release(struct ledger_thread *thread)
{
    (void)pthread_cond_destroy(&thread->change);
    (void)pthread_mutex_destroy(&thread->lock);
    free(thread);
}

struct ledger_thread *ledger_thread_create(ledger_told *told, void *context, struct error *error)
{
    struct ledger_thread *thread = calloc(1, sizeof *thread);

    if (thread != NULL) {
        thread->told = told;
        thread->told_context = context;
        (void)pthread_mutex_init(&thread->lock, NULL);
        (void)pthread_cond_init(&thread->change, NULL);
        if (start(thread))
            return thread;
        release(thread);
    }
    error_set(error, ERROR_MEMORY, "no memory for the ledger's thread");
    return NULL;
}

void ledger_thread_destroy(struct ledger_thread *thread)
{
    if (thread == NULL)
        return;
    (void)pthread_mutex_lock(&thread->lock);
    thread->ending = true;
    (void)pthread_cond_signal(&thread->change);
    (void)pthread_mutex_unlock(&thread->lock);
    (void)pthread_join(thread->thread, NULL);
    release(thread);
}

void ledger_thread_give(struct ledger_thread *thread, ledger_work *work, void *context)
{
    (void)pthread_mutex_lock(&thread->lock);
    thread->work = work;
    thread->work_context = context;
    (void)pthread_cond_signal(&thread->change);
    (void)pthread_mutex_unlock(&thread->lock);
}

bool ledger_thread_take(struct ledger_thread *thread)
{
    bool done;

    (void)pthread_mutex_lock(&thread->lock);
    done = thread->done;
    thread->done = false;
    (void)pthread_mutex_unlock(&thread->lock);
    return done;
}

void ledger_thread_wait(struct ledger_thread *thread)
{
    (void)pthread_mutex_lock(&thread->lock);
    while (thread->work != NULL)
        (void)pthread_cond_wait(&thread->change, &thread->lock);
    (void)pthread_mutex_unlock(&thread->lock);
}
