#include "platform/window/presenter.h"

#define SDL_MAIN_HANDLED
#include <SDL.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct seen {
    struct clock_source clock;
    int64_t now;
    struct loop *loop;
    struct window *window;
    struct window_event events[16];
    size_t count;
};

static void note(void *context, const struct window_event *event)
{
    struct seen *seen = context;

    if (seen->count < sizeof seen->events / sizeof *seen->events)
        seen->events[seen->count++] = *event;
}

static int64_t turned(void *context)
{
    const struct seen *seen = context;

    return seen->now;
}

static int open_window(void **state)
{
    static struct seen seen;
    struct window_setup setup = {
        .driver = "offscreen", .width = 1080, .height = 1920, .title = "test"};
    struct error error;

    seen = (struct seen){0};
    seen.loop = loop_create(&clock_system, &error);
    if (!seen.loop)
        return -1;
    seen.window = window_open(&setup, seen.loop, note, &seen, &error);
    *state = &seen;
    return seen.window ? 0 : -1;
}

static int close_window(void **state)
{
    struct seen *seen = *state;

    window_close(seen->window);
    loop_destroy(seen->loop);
    return 0;
}

static void gives_pixels_of_the_size_asked_for(void **state)
{
    struct seen *seen = *state;
    int width, height, stride;
    uint8_t *pixels = window_pixels(seen->window, &width, &height, &stride);

    assert_non_null(pixels);
    assert_int_equal(width, 1080);
    assert_int_equal(height, 1920);
    assert_true(stride >= 4 * 1080);
}

static void presents_a_rectangle(void **state)
{
    struct seen *seen = *state;
    struct error error;
    int width, height, stride;

    uint8_t *pixels = window_pixels(seen->window, &width, &height, &stride);

    assert_non_null(pixels);
    memset(pixels, 0x7f, (size_t)stride);
    assert_true(window_present(seen->window, 0, 0, width, 1, &error));
}

static void hands_on_what_is_injected(void **state)
{
    struct seen *seen = *state;
    struct window_event press = {.kind = WINDOW_PRESS, .x = 10, .y = 20};
    struct window_event key = {.kind = WINDOW_KEY, .scancode = 40};

    window_inject(seen->window, &press);
    window_inject(seen->window, &key);
    assert_int_equal(seen->count, 2);
    assert_int_equal(seen->events[0].y, 20);
    assert_int_equal(seen->events[1].scancode, 40);
}

static void ignores_a_second_finger(void **state)
{
    struct seen *seen = *state;

    window_inject(seen->window, &(struct window_event){.kind = WINDOW_PRESS, .x = 1});
    window_inject(seen->window, &(struct window_event){.kind = WINDOW_PRESS, .x = 2});
    assert_int_equal(seen->count, 1);
}

static void takes_a_finger_again_after_the_release(void **state)
{
    struct seen *seen = *state;

    window_inject(seen->window, &(struct window_event){.kind = WINDOW_PRESS, .x = 1});
    window_inject(seen->window, &(struct window_event){.kind = WINDOW_RELEASE, .x = 1});
    window_inject(seen->window, &(struct window_event){.kind = WINDOW_PRESS, .x = 2});
    assert_int_equal(seen->count, 3);
}

static void takes_over_from_a_finger_that_never_lifts(void **state)
{
    struct seen seen = {.clock = {.monotonic_milliseconds = turned, .context = &seen}, .now = 1000};
    struct window_setup setup = {
        .driver = "offscreen", .width = 100, .height = 100, .title = "test"};
    struct error error;

    (void)state;
    seen.loop = loop_create(&seen.clock, &error);
    assert_non_null(seen.loop);
    seen.window = window_open(&setup, seen.loop, note, &seen, &error);
    assert_non_null(seen.window);
    window_inject(seen.window, &(struct window_event){.kind = WINDOW_PRESS, .x = 1});
    seen.now += WINDOW_STUCK_MS - 1;
    window_inject(seen.window, &(struct window_event){.kind = WINDOW_PRESS, .x = 2});
    assert_int_equal(seen.count, 1);
    seen.now += 1;
    window_inject(seen.window, &(struct window_event){.kind = WINDOW_PRESS, .x = 3});
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.events[1].kind, WINDOW_CANCEL);
    assert_int_equal(seen.events[2].x, 3);
    window_close(seen.window);
    loop_destroy(seen.loop);
}

static void makes_touches_right_by_the_calibration(void **state)
{
    const double mirrored[6] = {-1, 0, 1, 0, 1, 0.25};
    struct seen *seen = *state;

    window_calibrate(seen->window, mirrored);
    window_inject(seen->window, &(struct window_event){.kind = WINDOW_PRESS, .x = 0, .y = 10});
    window_inject(seen->window,
                  &(struct window_event){.kind = WINDOW_RELEASE, .x = 979, .y = 1900});
    window_inject(seen->window, &(struct window_event){.kind = WINDOW_KEY, .scancode = 40});
    assert_int_equal(seen->count, 3);
    assert_int_equal(seen->events[0].x, 1079);
    assert_int_equal(seen->events[0].y, 490);
    assert_int_equal(seen->events[1].x, 100);
    assert_int_equal(seen->events[1].y, 1919);
    assert_int_equal(seen->events[2].x, 0);
}

static void drops_a_release_without_a_press(void **state)
{
    struct seen *seen = *state;

    window_inject(seen->window, &(struct window_event){.kind = WINDOW_RELEASE});
    window_inject(seen->window, &(struct window_event){.kind = WINDOW_MOVE});
    window_inject(seen->window, &(struct window_event){.kind = WINDOW_CANCEL});
    assert_int_equal(seen->count, 0);
}

static void note_from_display(void *context, const struct window_event *event, int64_t pointer)
{
    (void)pointer;
    note(context, event);
}

static void push_key(bool repeat, const char *text)
{
    SDL_Event key = {.key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .repeat = repeat}};
    SDL_Event typed = {.text = {.type = SDL_TEXTINPUT}};

    key.key.keysym.scancode = SDL_SCANCODE_A;
    memcpy(typed.text.text, text, strlen(text) + 1);
    assert_int_equal(SDL_PushEvent(&key), 1);
    assert_int_equal(SDL_PushEvent(&typed), 1);
}

static void takes_a_held_key_once(void **state)
{
    struct window_setup setup = {
        .driver = "offscreen", .width = 100, .height = 100, .title = "test"};
    struct seen seen = {0};
    struct error error;
    void *display = presenter_sdl.open(&setup, &error);

    (void)state;
    assert_non_null(display);
    SDL_FlushEvents(SDL_FIRSTEVENT, SDL_LASTEVENT);
    push_key(false, "a");
    push_key(true, "a");
    push_key(true, "a");
    push_key(false, "b");
    presenter_sdl.pump(display, note_from_display, &seen);
    presenter_sdl.close(display);
    assert_int_equal(seen.count, 4);
    assert_string_equal(seen.events[1].text, "a");
    assert_string_equal(seen.events[3].text, "b");
}

static void end_loop(void *context)
{
    loop_stop(context);
}

static void wakes_nobody_by_itself(void **state)
{
    struct seen *seen = *state;
    struct loop_timer stop = {0};
    struct error error;
    uint64_t before = loop_wakeups(seen->loop);

    stop.callback = end_loop;
    stop.context = seen->loop;
    assert_true(loop_add_timer(seen->loop, &stop, &error));
    loop_timer_set(seen->loop, &stop, 300);
    assert_true(loop_run(seen->loop, &error));
    assert_int_equal(loop_wakeups(seen->loop) - before, 1);
    loop_remove_timer(seen->loop, &stop);
}

static void says_which_display_does_not_open(void **state)
{
    struct window_setup setup = {.driver = "nonsense", .width = 10, .height = 10, .title = "test"};
    struct error error;
    struct loop *loop = loop_create(&clock_system, &error);

    (void)state;
    assert_non_null(loop);
    assert_null(window_open(&setup, loop, note, NULL, &error));
    loop_destroy(loop);
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_non_null(strstr(error.text, "nonsense"));
}

#define DISPLAYED(test) cmocka_unit_test_setup_teardown(test, open_window, close_window)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DISPLAYED(gives_pixels_of_the_size_asked_for),
        DISPLAYED(presents_a_rectangle),
        DISPLAYED(hands_on_what_is_injected),
        DISPLAYED(ignores_a_second_finger),
        DISPLAYED(takes_a_finger_again_after_the_release),
        cmocka_unit_test(takes_over_from_a_finger_that_never_lifts),
        DISPLAYED(makes_touches_right_by_the_calibration),
        DISPLAYED(drops_a_release_without_a_press),
        DISPLAYED(wakes_nobody_by_itself),
        cmocka_unit_test(takes_a_held_key_once),
        cmocka_unit_test(says_which_display_does_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
