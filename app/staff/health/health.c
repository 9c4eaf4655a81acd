#include "app/staff/health/health.h"

#include "app/outbox/outbox.h"
#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/base/state.h"
#include "platform/base/text.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

/* Not every change is one of a state file: the outbox may answer later. */
#define LOOK_AGAIN_MS 2000

static void note(struct health *health, const char *problem)
{
    if (health->problem[0] == '\0')
        (void)text_format(health->problem, sizeof health->problem, "%.400s", problem);
}

/* A new reference, or NULL where the program does not run or says nothing. */
static json_t *read_running(const char *folder, const char *name)
{
    enum state_life life = STATE_ABSENT;
    json_t *object = NULL;
    if (state_read(folder, name, &life, &object, NULL) && life == STATE_RUNNING)
        return object;
    json_decref(object);
    return NULL;
}

static bool look_at_screen(const struct health_settings *settings, struct health *health)
{
    json_t *object = read_running(settings->state, "screen");
    const char *state = json_string_value(json_object_get(object, "state"));
    bool drawn = state != NULL && strcmp(state, "failing") != 0 && strcmp(state, "starting") != 0;
    bool ready = drawn && strcmp(state, "not_available") != 0;
    json_decref(object);
    if (!drawn)
        note(health, "the screen has not drawn");
    else if (!ready && file_exists(settings->site))
        note(health, "the screen takes no visits");
    return ready || (drawn && !file_exists(settings->site));
}

static bool look_at_outbox(const struct health_settings *settings, struct health *health)
{
    struct error error = {.kind = ERROR_NONE};
    struct outbox_counts counts;
    struct outbox *outbox = outbox_open(settings->outbox, NULL, &error);
    bool fine =
        outbox != NULL && outbox_is_ready(outbox, &error) && outbox_count(outbox, &counts, &error);
    /* It is made when the first visit begins; but its folder is there, or the data partition is not. */
    fine =
        fine || (outbox == NULL && error.kind == ERROR_NOT_FOUND && file_exists(settings->outbox));
    outbox_close(outbox);
    if (!fine)
        note(health, error.text);
    return fine;
}

static bool look_at_printer(const struct health_settings *settings, struct health *health)
{
    json_t *object = read_running(settings->state, "printer");
    bool fine = object != NULL;
    json_decref(object);
    if (!fine)
        note(health, "the printer's program does not run");
    return fine;
}

bool health_look(const struct health_settings *settings, struct health *health)
{
    *health = (struct health){.screen = false};
    health->screen = look_at_screen(settings, health);
    health->outbox = look_at_outbox(settings, health);
    health->printer = look_at_printer(settings, health);
    return health->screen && health->outbox && health->printer;
}

static void wait_for_change(int watch, int64_t milliseconds)
{
    struct pollfd change = {.fd = watch, .events = POLLIN};
    if (poll(&change, 1, milliseconds < LOOK_AGAIN_MS ? (int)milliseconds : LOOK_AGAIN_MS) > 0)
        state_watch_drain(watch);
}

bool health_wait(const struct health_settings *settings, int64_t seconds, struct health *health)
{
    int64_t until = clock_monotonic(&clock_system) + seconds * 1000;
    int watch = state_watch(settings->state, NULL);
    bool fine = health_look(settings, health);
    for (int64_t left = until - clock_monotonic(&clock_system); !fine && left > 0;
         left = until - clock_monotonic(&clock_system)) {
        wait_for_change(watch, left);
        fine = health_look(settings, health);
    }
    if (watch >= 0)
        (void)close(watch);
    return fine;
}
