#include "app/screen/process/door.h"

#ifdef KIOSK_TEST_DOOR

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COMMAND_MAX 512

struct door {
    struct loop *loop;
    struct window *window;
    int socket;
    json_int_t generation;
    json_int_t inputs;
    void (*advance)(void *context, int64_t milliseconds);
    void *context;
};

int door_descriptor(void)
{
    const char *number = getenv("KIOSK_TEST_DOOR");

    return number ? atoi(number) : -1;
}

static void say(struct door *door, json_t *message)
{
    char *text = message ? json_dumps(message, JSON_COMPACT) : NULL;
    void (*release)(void *);

    json_get_alloc_funcs(NULL, &release);
    /* A test that went away is not waited for. */
    if (text)
        (void)!send(door->socket, text, strlen(text), MSG_NOSIGNAL);
    release(text);
    json_decref(message);
}

static json_t *describe(const struct control *control, const struct frame *frame)
{
    struct rect place = frame_on_panel(frame, &control->rect);

    return json_pack("{s:s, s:i, s:[i,i,i,i], s:[i,i], s:b, s:b, s:b, s:i}", "id", control->id,
                     "role", (int)control->role, "rect", control->rect.x, control->rect.y,
                     control->rect.width, control->rect.height, "at", place.x + place.width / 2,
                     place.y + place.height / 2, "pressable", control->pressable, "disabled",
                     control->disabled, "attention", control->attention, "focus", control->focus);
}

void door_tell(struct door *door, const struct view *view, const struct frame *frame)
{
    json_t *controls = door ? json_array() : NULL;

    if (!door)
        return;
    for (size_t i = 0; i < view->count; i++)
        json_array_append_new(controls, describe(&view->controls[i], frame));
    say(door,
        json_pack("{s:s, s:I, s:i, s:s, s:s, s:b, s:i, s:[i,i,i,i], s:o}", "screen", view->screen,
                  "generation", ++door->generation, "pid", (int)getpid(), "focused", view->focused,
                  "language", view->style.language ? view->style.language : "", "covers",
                  view->covers, "size", (int)view->style.size, "group", view->group.x,
                  view->group.y, view->group.width, view->group.height, "controls", controls));
}

void door_note_input(struct door *door)
{
    if (door)
        door->inputs++;
}

static void touch(struct door *door, enum window_event_kind kind, const json_t *at)
{
    struct window_event event = {
        .kind = kind,
        .x = (int)json_integer_value(json_array_get(at, 0)),
        .y = (int)json_integer_value(json_array_get(at, 1)),
    };

    window_inject(door->window, &event);
}

static void press_key(struct door *door, const json_t *command, int scancode)
{
    struct window_event event = {.kind = WINDOW_KEY,
                                 .scancode = scancode,
                                 .shift = json_is_true(json_object_get(command, "shift"))};

    window_inject(door->window, &event);
    if (json_is_true(json_object_get(command, "hold")))
        return;
    event.kind = WINDOW_KEY_UP;
    window_inject(door->window, &event);
}

static void type(struct door *door, const char *text)
{
    struct window_event event = {.kind = WINDOW_TEXT};

    if (strlen(text) < sizeof event.text) {
        memcpy(event.text, text, strlen(text));
        window_inject(door->window, &event);
    }
}

static void obey(struct door *door, const json_t *command)
{
    const json_t *value;

    if ((value = json_object_get(command, "advance")))
        door->advance(door->context, json_integer_value(value));
    if ((value = json_object_get(command, "press"))) {
        touch(door, WINDOW_PRESS, value);
        touch(door, WINDOW_RELEASE, value);
    }
    if ((value = json_object_get(command, "down")))
        touch(door, WINDOW_PRESS, value);
    if ((value = json_object_get(command, "up")))
        touch(door, WINDOW_RELEASE, value);
    if ((value = json_object_get(command, "key")))
        press_key(door, command, (int)json_integer_value(value));
    if ((value = json_object_get(command, "text")) && json_is_string(value))
        type(door, json_string_value(value));
    if (json_object_get(command, "wakeups"))
        say(door, json_pack("{s:I, s:I, s:I, s:i}", "wakeups", (json_int_t)loop_wakeups(door->loop),
                            "pings", (json_int_t)loop_watchdog_pings(door->loop), "inputs",
                            door->inputs, "pid", (int)getpid()));
}

static void readable(void *context, short events)
{
    struct door *door = context;
    char text[COMMAND_MAX];
    ssize_t length = recv(door->socket, text, sizeof text, MSG_DONTWAIT);
    json_t *command;

    (void)events;
    if (length <= 0) {
        if (length == 0)
            loop_unwatch(door->loop, door->socket);
        return;
    }
    command = json_loadb(text, (size_t)length, 0, NULL);
    obey(door, command);
    json_decref(command);
    explicit_bzero(text, sizeof text);
}

struct door *door_open(struct loop *loop, struct window *window,
                       void (*advance)(void *context, int64_t milliseconds), void *context)
{
    struct door *door = door_descriptor() < 0 ? NULL : calloc(1, sizeof *door);

    if (!door)
        return NULL;
    *door = (struct door){.loop = loop,
                          .window = window,
                          .socket = door_descriptor(),
                          .advance = advance,
                          .context = context};
    if (loop_watch(loop, door->socket, POLLIN, readable, door, NULL))
        return door;
    free(door);
    return NULL;
}

void door_close(struct door *door)
{
    if (!door)
        return;
    loop_unwatch(door->loop, door->socket);
    free(door);
}

#endif
