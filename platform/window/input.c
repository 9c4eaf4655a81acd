#include "platform/window/input.h"

#include "platform/base/log.h"
#include "platform/window/input_devices.h"
#include "platform/window/key_table.h"
#include "platform/window/udev_changes.h"

#define SDL_MAIN_HANDLED
#include <SDL.h>
#include <libinput.h>

#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define FINGERS_MOST 16
#define INPUT_MAJOR  13

struct place {
    double x, y; /* of the picture, 0 to 1 */
};

struct input {
    struct input_setup setup;
    struct libinput *library;
    int changes; /* udev's, -1: none */
    int both;    /* epoll over the library's descriptor and `changes` */
    struct input_devices devices;
    struct place fingers[FINGERS_MOST];
    unsigned shifts, controls; /* keys down */
};

/* ---- touches -------------------------------------------------------------------- */

static struct place place_of(const struct input *input, double x, double y)
{
    turn_point(input->setup.turn, &x, &y);
    return (struct place){x, y};
}

static void push_finger(Uint32 type, int32_t slot, struct place place)
{
    SDL_Event event = {0};

    event.tfinger.type = type;
    event.tfinger.fingerId = slot;
    event.tfinger.x = (float)place.x;
    event.tfinger.y = (float)place.y;
    event.tfinger.pressure = 1;
    SDL_PushEvent(&event);
}

static void take_touch(struct input *input, struct libinput_event *event, Uint32 type)
{
    struct libinput_event_touch *touch = libinput_event_get_touch_event(event);
    int32_t slot = libinput_event_touch_get_seat_slot(touch);

    if (slot < 0 || slot >= FINGERS_MOST)
        return;
    if (type != SDL_FINGERUP)
        input->fingers[slot] = place_of(input, libinput_event_touch_get_x_transformed(touch, 1),
                                        libinput_event_touch_get_y_transformed(touch, 1));
    push_finger(type, slot, input->fingers[slot]);
}

/* The touch is void, as after a palm: what the window does when it loses its focus. */
static void take_cancel(void)
{
    SDL_Event event = {0};

    event.window.type = SDL_WINDOWEVENT;
    event.window.event = SDL_WINDOWEVENT_FOCUS_LOST;
    SDL_PushEvent(&event);
}

static int pixel(double part, int size)
{
    int at = (int)(part * size);

    return at < size ? at : size - 1;
}

static void take_pointer(const struct input *input, struct input_device *device, double x, double y)
{
    struct place place = place_of(input, x, y);
    SDL_Event event = {0};

    event.motion.type = SDL_MOUSEMOTION;
    event.motion.x = pixel(place.x, input->setup.width);
    event.motion.y = pixel(place.y, input->setup.height);
    SDL_PushEvent(&event);
    device->x = x;
    device->y = y;
}

static void take_button(const struct input *input, const struct input_device *device, bool down)
{
    struct place place = place_of(input, device->x, device->y);
    SDL_Event event = {0};

    if (device->x < 0)
        return;
    event.button.type = down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP;
    event.button.button = SDL_BUTTON_LEFT;
    event.button.x = pixel(place.x, input->setup.width);
    event.button.y = pixel(place.y, input->setup.height);
    SDL_PushEvent(&event);
}

static void take_pen(struct input *input, struct libinput_event *event)
{
    struct libinput_event_tablet_tool *pen = libinput_event_get_tablet_tool_event(event);

    take_pointer(input, input_devices_of(event),
                 libinput_event_tablet_tool_get_x_transformed(pen, 1),
                 libinput_event_tablet_tool_get_y_transformed(pen, 1));
    if (libinput_event_get_type(event) == LIBINPUT_EVENT_TABLET_TOOL_TIP)
        take_button(input, input_devices_of(event),
                    libinput_event_tablet_tool_get_tip_state(pen) == LIBINPUT_TABLET_TOOL_TIP_DOWN);
}

/* ---- keys ------------------------------------------------------------------------- */

static void count_modifier(unsigned *count, bool down)
{
    *count += down ? 1u : *count > 0 ? -1u : 0u;
}

static void push_text(char typed)
{
    SDL_Event event = {0};

    event.text.type = SDL_TEXTINPUT;
    event.text.text[0] = typed;
    SDL_PushEvent(&event);
    explicit_bzero(&event, sizeof event);
}

static void take_key(struct input *input, struct libinput_event_keyboard *key)
{
    bool down = libinput_event_keyboard_get_key_state(key) == LIBINPUT_KEY_STATE_PRESSED;
    int scancode = key_scancode(libinput_event_keyboard_get_key(key));
    SDL_Event event = {0};
    char typed;

    if (scancode == 0)
        return;
    if (scancode == SDL_SCANCODE_LSHIFT || scancode == SDL_SCANCODE_RSHIFT)
        count_modifier(&input->shifts, down);
    if (scancode == SDL_SCANCODE_LCTRL || scancode == SDL_SCANCODE_RCTRL)
        count_modifier(&input->controls, down);
    event.key.type = down ? SDL_KEYDOWN : SDL_KEYUP;
    event.key.state = down ? SDL_PRESSED : SDL_RELEASED;
    event.key.keysym.scancode = (SDL_Scancode)scancode;
    event.key.keysym.mod =
        (Uint16)((input->shifts ? KMOD_LSHIFT : 0) | (input->controls ? KMOD_LCTRL : 0));
    SDL_PushEvent(&event);
    typed = key_text(scancode, input->shifts > 0);
    if (down && typed && !input->controls)
        push_text(typed);
    explicit_bzero(&event, sizeof event);
}

/* ---- what arrives ------------------------------------------------------------------ */

static void take(struct input *input, struct libinput_event *event)
{
    struct libinput_event_pointer *pointer;

    switch ((int)libinput_event_get_type(event)) {
    case LIBINPUT_EVENT_KEYBOARD_KEY:
        take_key(input, libinput_event_get_keyboard_event(event));
        break;
    case LIBINPUT_EVENT_POINTER_MOTION_ABSOLUTE:
        pointer = libinput_event_get_pointer_event(event);
        take_pointer(input, input_devices_of(event),
                     libinput_event_pointer_get_absolute_x_transformed(pointer, 1),
                     libinput_event_pointer_get_absolute_y_transformed(pointer, 1));
        break;
    case LIBINPUT_EVENT_POINTER_BUTTON:
        pointer = libinput_event_get_pointer_event(event);
        if (libinput_event_pointer_get_button(pointer) == BTN_LEFT)
            take_button(input, input_devices_of(event),
                        libinput_event_pointer_get_button_state(pointer) ==
                            LIBINPUT_BUTTON_STATE_PRESSED);
        break;
    case LIBINPUT_EVENT_TOUCH_DOWN:
        take_touch(input, event, SDL_FINGERDOWN);
        break;
    case LIBINPUT_EVENT_TOUCH_MOTION:
        take_touch(input, event, SDL_FINGERMOTION);
        break;
    case LIBINPUT_EVENT_TOUCH_UP:
        take_touch(input, event, SDL_FINGERUP);
        break;
    case LIBINPUT_EVENT_TOUCH_CANCEL:
        take_cancel();
        break;
    case LIBINPUT_EVENT_TABLET_TOOL_AXIS:
    case LIBINPUT_EVENT_TABLET_TOOL_TIP:
        take_pen(input, event);
        break;
    default:
        break;
    }
}

static void note_change(void *context, unsigned device_minor)
{
    bool *changed = context;

    (void)device_minor;
    *changed = true;
}

static void take_all(struct input *input)
{
    struct libinput_event *event;

    while ((event = libinput_get_event(input->library))) {
        take(input, event);
        libinput_event_destroy(event);
    }
}

void input_pump(struct input *input)
{
    bool changed = false;

    if (libinput_dispatch(input->library) != 0)
        log_warning("input devices cannot be read");
    take_all(input);
    udev_changes_drain(input->changes, INPUT_MAJOR, note_change, &changed);
    if (!changed)
        return;
    /* A finger that lay on it must not press what it lay on: nobody lifted it. */
    if (input_devices_look(&input->devices))
        take_cancel();
    take_all(input);
}

/* ---- opening ------------------------------------------------------------------------ */

static bool add_to(int both, int descriptor)
{
    struct epoll_event wanted = {.events = EPOLLIN};

    return descriptor < 0 || epoll_ctl(both, EPOLL_CTL_ADD, descriptor, &wanted) == 0;
}

struct input *input_open(const struct input_setup *setup, struct error *error)
{
    struct input *input = calloc(1, sizeof *input);

    if (!input) {
        error_set(error, ERROR_MEMORY, "no memory for touches and keys");
        return NULL;
    }
    input->setup = *setup;
    input->changes = udev_changes_watch();
    input->both = epoll_create1(EPOLL_CLOEXEC);
    input->library = input->devices.library = input_devices_library();
    if (!input->library || input->both < 0 ||
        !add_to(input->both, libinput_get_fd(input->library)) ||
        !add_to(input->both, input->changes)) {
        error_set(error, ERROR_UNAVAILABLE, "touches and keys cannot be heard");
        input_close(input);
        return NULL;
    }
    (void)input_devices_look(&input->devices);
    take_all(input);
    return input;
}

void input_close(struct input *input)
{
    if (!input)
        return;
    input_devices_finish(&input->devices);
    if (input->library)
        libinput_unref(input->library);
    if (input->both >= 0)
        close(input->both);
    if (input->changes >= 0)
        close(input->changes);
    free(input);
}

int input_descriptor(const struct input *input)
{
    return input->both;
}
