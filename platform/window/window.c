#include "platform/window/presenter.h"

#include <stdlib.h>

struct window {
    const struct presenter_calls *calls;
    void *state;
    struct loop *loop;
    window_handler *handler;
    void *context;
    int descriptor;
    struct loop_timer look_again; /* input that was read while presenting */
    bool touched;
    int64_t pointer; /* the finger that counts while touched */
    int64_t since;   /* when it came */
};

/* A touch whose end never comes. */
static void let_go_of_stuck(struct window *window)
{
    if (!window->touched || loop_now(window->loop) - window->since < WINDOW_STUCK_MS)
        return;
    window->touched = false;
    window->handler(window->context, &(struct window_event){.kind = WINDOW_CANCEL});
}

/* False for what a second finger does. */
static bool follow_pointer(struct window *window, enum window_event_kind kind, int64_t pointer)
{
    switch (kind) {
    case WINDOW_PRESS:
        let_go_of_stuck(window);
        if (window->touched)
            return false;
        window->touched = true;
        window->pointer = pointer;
        window->since = loop_now(window->loop);
        return true;
    case WINDOW_MOVE:
        return window->touched && window->pointer == pointer;
    case WINDOW_RELEASE:
        if (!window->touched || window->pointer != pointer)
            return false;
        window->touched = false;
        return true;
    case WINDOW_CANCEL:
        if (!window->touched)
            return false;
        window->touched = false;
        return true;
    case WINDOW_KEY:
    case WINDOW_KEY_UP:
    case WINDOW_TEXT:
    case WINDOW_EXPOSE:
    case WINDOW_CLOSE:
        break;
    }
    return true;
}

static void take(void *context, const struct window_event *event, int64_t pointer)
{
    struct window *window = context;

    if (follow_pointer(window, event->kind, pointer))
        window->handler(window->context, event);
}

static void pump(struct window *window)
{
    window->calls->pump(window->state, take, window);
}

static void readable(void *context, short events)
{
    struct window *window = context;

    /* A display that went away leaves its descriptor readable for ever. */
    if (events & (POLLERR | POLLHUP | POLLNVAL)) {
        loop_unwatch(window->loop, window->descriptor);
        window->handler(window->context, &(struct window_event){.kind = WINDOW_CLOSE});
        return;
    }
    pump(window);
}

static void look_again(void *context)
{
    pump(context);
}

static bool hook(struct window *window, struct error *error)
{
    window->descriptor = window->calls->descriptor(window->state);
    window->look_again = (struct loop_timer){.callback = look_again, .context = window};
    if (window->descriptor < 0)
        return true;
    if (!loop_add_timer(window->loop, &window->look_again, error))
        return false;
    if (!loop_watch(window->loop, window->descriptor, POLLIN, readable, window, error)) {
        loop_remove_timer(window->loop, &window->look_again);
        return false;
    }
    loop_timer_set(window->loop, &window->look_again, 0);
    return true;
}

struct window *window_open(const struct window_setup *setup, struct loop *loop,
                           window_handler *handler, void *context, struct error *error)
{
    struct window *window = calloc(1, sizeof *window);

    if (!window) {
        error_set(error, ERROR_MEMORY, "no memory for the window");
        return NULL;
    }
    window->calls = setup->panel ? &presenter_kms : &presenter_sdl;
    window->loop = loop;
    window->handler = handler;
    window->context = context;
    window->state = window->calls->open(setup, error);
    if (!window->state)
        goto failed;
    if (!hook(window, error)) {
        window->calls->close(window->state);
        goto failed;
    }
    return window;
failed:
    free(window);
    return NULL;
}

void window_close(struct window *window)
{
    if (!window)
        return;
    if (window->descriptor >= 0) {
        loop_unwatch(window->loop, window->descriptor);
        loop_remove_timer(window->loop, &window->look_again);
    }
    window->calls->close(window->state);
    free(window);
}

uint8_t *window_pixels(struct window *window, int *width, int *height, int *stride)
{
    return window->calls->pixels(window->state, width, height, stride);
}

bool window_present(struct window *window, int x, int y, int width, int height, struct error *error)
{
    bool presented = window->calls->present(window->state, x, y, width, height, error);

    if (window->descriptor >= 0)
        loop_timer_set(window->loop, &window->look_again, 0);
    return presented;
}

void window_inject(struct window *window, const struct window_event *event)
{
    take(window, event, INT64_MIN);
}
