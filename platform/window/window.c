#include "platform/window/presenter.h"

#include <stdlib.h>
#include <string.h>

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
    enum turn turn;  /* from panel to picture */
    double calibration[6];
};

static const double uncalibrated[6] = {1, 0, 0, 0, 1, 0};

/* ---- where a touch was meant ------------------------------------------------------ */

static int pixel(double part, int size)
{
    int at = (int)(part * size);

    return at < size ? at : size - 1;
}

/* The touch screen counts as the panel does, the event as the picture. */
static void calibrate(struct window *window, struct window_event *event)
{
    enum turn back = (enum turn)((4 - (int)window->turn) % 4);
    int width = 0, height = 0, stride;
    double x, y;

    if (memcmp(window->calibration, uncalibrated, sizeof uncalibrated) == 0 ||
        !window_pixels(window, &width, &height, &stride) || width < 1 || height < 1)
        return;
    x = (event->x + 0.5) / width;
    y = (event->y + 0.5) / height;
    turn_point(back, &x, &y);
    turn_calibrate(window->calibration, &x, &y);
    turn_point(window->turn, &x, &y);
    event->x = pixel(x, width);
    event->y = pixel(y, height);
}

void window_calibrate(struct window *window, const double calibration[6])
{
    memcpy(window->calibration, calibration, sizeof window->calibration);
}

/* ---- fingers ------------------------------------------------------------------------ */

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
    struct window_event meant = *event;

    if (!follow_pointer(window, event->kind, pointer))
        return;
    if (event->kind == WINDOW_PRESS || event->kind == WINDOW_MOVE || event->kind == WINDOW_RELEASE)
        calibrate(window, &meant);
    window->handler(window->context, &meant);
    explicit_bzero(&meant, sizeof meant);
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
    window->turn = setup->panel ? setup->panel->turn : TURN_NONE;
    window_calibrate(window, setup->calibration ? setup->calibration : uncalibrated);
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
