/*
 * What the steward has its hands do: one task at a time, of one step or, where a
 * USB drive is needed, of three: mount, do, take out. How it goes is told by a
 * state that the program publishes.
 */
#ifndef APP_STAFF_STEWARD_TASKS_H
#define APP_STAFF_STEWARD_TASKS_H

#include "app/local/hand_request.h"
#include "platform/base/loop.h"

struct task_state {
    int64_t number; /* from 1 on; 0: there was none yet */
    char verb[STEWARD_VERB_MAX + 1];
    bool running;
    struct hand_answer answer; /* why: HAND_DONE while it runs */
};

struct tasks; /* opaque */

typedef void tasks_changed(void *context);

/* `hands` is the folder of their sockets; borrowed. `changed` is called whenever the state is another, but not
 * from tasks_start. */
struct tasks *tasks_create(struct loop *loop, const char *hands, tasks_changed *changed,
                           void *context, struct error *error) MUST_USE;
/* Forgets what runs; the hand goes on to its end. NULL is fine. */
void tasks_destroy(struct tasks *tasks);

/* Whether `verb` is done by hands. */
bool tasks_know(const char *verb);

/* Begins a task: `argument` is copied into secret memory and wiped once it was given. Not while one is running. The
 * task may have failed already when this returns true. */
bool tasks_start(struct tasks *tasks, const char *verb, const uint8_t *argument, size_t length,
                 struct error *error) MUST_USE;

const struct task_state *tasks_state(const struct tasks *tasks);

#endif
