#include "platform/window/presenter.h"
#include "platform/window/x11.h"

#define SDL_MAIN_HANDLED
#include <SDL.h>

#include <stdlib.h>
#include <string.h>

#define MOUSE_POINTER (-1)

struct sdl {
    SDL_Window *window;
    bool frame_is_shared; /* with an X server */
    bool repeats;         /* the key that is down: what it types now nobody pressed */
};

/* SDL starts helpers and asks services that a kiosk has no use for; each would wake it, keep a
 * descriptor open, or run a program. */
static void quieten(void)
{
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1"); /* else it asks over D-Bus */
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1"); /* else the first click may be lost */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_VIDEO_X11_XRANDR, "0");
    setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 1);
    setenv("XMODIFIERS", "@im=none", 1);
    unsetenv("SDL_IM_MODULE");
    unsetenv("SDL_VIDEO_OFFSCREEN_SAVE_FRAMES"); /* would write every frame to disk */
}

static const char *choose_driver(const char *asked, struct error *error)
{
    if (strcmp(asked, "auto") != 0)
        return asked;
    if (getenv("DISPLAY"))
        return "x11";
    error_set(error, ERROR_UNAVAILABLE,
              "no display: set DISPLAY, or driver under [display] to offscreen");
    return NULL;
}

static SDL_Window *make_window(const struct window_setup *setup)
{
    SDL_Rect area = {0, 0, setup->width, setup->height};
    Uint32 flags = SDL_WINDOW_SHOWN;

    if (setup->fullscreen && SDL_GetDisplayBounds(0, &area) == 0)
        flags |= SDL_WINDOW_BORDERLESS | SDL_WINDOW_FULLSCREEN_DESKTOP;
    return SDL_CreateWindow(setup->title, area.x, area.y, area.w, area.h, flags);
}

static bool check_surface(struct sdl *sdl, struct error *error)
{
    SDL_Surface *surface = SDL_GetWindowSurface(sdl->window);

    if (!surface)
        return error_set(error, ERROR_UNAVAILABLE, "the display gives no surface to draw on: %s",
                         SDL_GetError());
    if (surface->format->format != SDL_PIXELFORMAT_RGB888)
        return error_set(error, ERROR_UNAVAILABLE,
                         "the display's pixels are %s; a depth of 24 bits is needed",
                         SDL_GetPixelFormatName(surface->format->format));
    return true;
}

static void sdl_close(void *state)
{
    struct sdl *sdl = state;

    if (sdl->window)
        SDL_DestroyWindow(sdl->window);
    SDL_Quit();
    free(sdl);
}

static bool start(struct sdl *sdl, const struct window_setup *setup, struct error *error)
{
    const char *driver = choose_driver(setup->driver, error);

    if (!driver)
        return false;
    quieten();
    SDL_SetHint(SDL_HINT_VIDEODRIVER, driver);
    SDL_SetMainReady();
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return error_set(error, ERROR_UNAVAILABLE, "the display '%s' does not open: %s", driver,
                         SDL_GetError());
    sdl->window = make_window(setup);
    if (!sdl->window)
        return error_set(error, ERROR_UNAVAILABLE, "no window on the display '%s': %s", driver,
                         SDL_GetError());
    if (setup->fullscreen) {
        SDL_ShowCursor(SDL_DISABLE);
        x11_keep_lit(sdl->window);
    }
    if (!check_surface(sdl, error))
        return false;
    sdl->frame_is_shared = strcmp(driver, "x11") == 0;
    if (sdl->frame_is_shared && !x11_close_frame_to_others())
        return error_set(error, ERROR_REFUSED,
                         "other users of this machine could read the screen's memory");
    SDL_StartTextInput();
    return true;
}

static void *sdl_open(const struct window_setup *setup, struct error *error)
{
    struct sdl *sdl = calloc(1, sizeof *sdl);

    if (!sdl) {
        error_set(error, ERROR_MEMORY, "no memory for the display");
        return NULL;
    }
    if (!start(sdl, setup, error)) {
        sdl_close(sdl);
        return NULL;
    }
    return sdl;
}

static int sdl_descriptor(void *state)
{
    struct sdl *sdl = state;

    return sdl->frame_is_shared ? x11_descriptor(sdl->window) : -1;
}

static void take_mouse(const SDL_Event *from, presenter_sink *sink, void *context)
{
    struct window_event event = {.kind = WINDOW_MOVE};

    if (from->type == SDL_MOUSEMOTION) {
        event.x = from->motion.x;
        event.y = from->motion.y;
    } else if (from->button.button == SDL_BUTTON_LEFT) {
        event.kind = from->type == SDL_MOUSEBUTTONDOWN ? WINDOW_PRESS : WINDOW_RELEASE;
        event.x = from->button.x;
        event.y = from->button.y;
    } else {
        return;
    }
    sink(context, &event, MOUSE_POINTER);
}

/* SDL counts from 0 to 1, and both edges are touched. */
static int pixel(float part, int size)
{
    int at = (int)(part * (float)size);

    return at < 0 ? 0 : at < size ? at : size - 1;
}

static void take_finger(struct sdl *sdl, const SDL_TouchFingerEvent *from, presenter_sink *sink,
                        void *context)
{
    struct window_event event = {.kind = WINDOW_MOVE};
    int width = 0, height = 0;

    SDL_GetWindowSize(sdl->window, &width, &height);
    event.x = pixel(from->x, width);
    event.y = pixel(from->y, height);
    if (from->type == SDL_FINGERDOWN)
        event.kind = WINDOW_PRESS;
    else if (from->type == SDL_FINGERUP)
        event.kind = WINDOW_RELEASE;
    sink(context, &event, from->fingerId);
}

static void take_key(const SDL_KeyboardEvent *from, presenter_sink *sink, void *context)
{
    struct window_event event = {.kind = WINDOW_KEY, .scancode = (int)from->keysym.scancode};

    if (from->repeat)
        return;
    if (from->type == SDL_KEYUP)
        event.kind = WINDOW_KEY_UP;
    event.shift = (from->keysym.mod & KMOD_SHIFT) != 0;
    event.control = (from->keysym.mod & KMOD_CTRL) != 0;
    sink(context, &event, 0);
}

static void take_window(struct sdl *sdl, const SDL_WindowEvent *from, presenter_sink *sink,
                        void *context)
{
    struct window_event event = {.kind = WINDOW_EXPOSE};

    switch (from->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        /* A new size brings a new shared frame. */
        if (SDL_GetWindowSurface(sdl->window) && sdl->frame_is_shared &&
            !x11_close_frame_to_others())
            event.kind = WINDOW_CLOSE;
        break;
    case SDL_WINDOWEVENT_EXPOSED:
        break;
    case SDL_WINDOWEVENT_FOCUS_LOST:
    case SDL_WINDOWEVENT_HIDDEN:
        event.kind = WINDOW_CANCEL;
        break;
    default:
        return;
    }
    sink(context, &event, 0);
}

static void take_text(const char *text, presenter_sink *sink, void *context)
{
    struct window_event event = {.kind = WINDOW_TEXT};

    _Static_assert(sizeof event.text >= SDL_TEXTINPUTEVENT_TEXT_SIZE, "SDL's texts fit");
    memcpy(event.text, text, strnlen(text, sizeof event.text - 1));
    sink(context, &event, 0);
    explicit_bzero(&event, sizeof event);
}

static void take(struct sdl *sdl, const SDL_Event *event, presenter_sink *sink, void *context)
{
    switch (event->type) {
    case SDL_MOUSEMOTION:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        take_mouse(event, sink, context);
        break;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        take_finger(sdl, &event->tfinger, sink, context);
        break;
    case SDL_KEYDOWN:
        sdl->repeats = event->key.repeat != 0;
        take_key(&event->key, sink, context);
        break;
    case SDL_KEYUP:
        take_key(&event->key, sink, context);
        break;
    case SDL_TEXTINPUT:
        /* A key that is stuck must not look like a visitor who is still there. */
        if (!sdl->repeats)
            take_text(event->text.text, sink, context);
        break;
    case SDL_WINDOWEVENT:
        take_window(sdl, &event->window, sink, context);
        break;
    case SDL_QUIT:
        sink(context, &(struct window_event){.kind = WINDOW_CLOSE}, 0);
        break;
    default:
        break;
    }
}

static void sdl_pump(void *state, presenter_sink *sink, void *context)
{
    SDL_Event event;

    while (SDL_PollEvent(&event))
        take(state, &event, sink, context);
    explicit_bzero(&event, sizeof event);
}

static uint8_t *sdl_pixels(void *state, int *width, int *height, int *stride)
{
    struct sdl *sdl = state;
    SDL_Surface *surface = SDL_GetWindowSurface(sdl->window);

    *width = surface ? surface->w : 0;
    *height = surface ? surface->h : 0;
    *stride = surface ? surface->pitch : 0;
    return surface ? surface->pixels : NULL;
}

static bool sdl_present(void *state, int x, int y, int width, int height, struct error *error)
{
    struct sdl *sdl = state;
    SDL_Rect rect = {x, y, width, height};

    if (SDL_UpdateWindowSurfaceRects(sdl->window, &rect, 1) != 0)
        return error_set(error, ERROR_IO, "the display does not take the picture: %s",
                         SDL_GetError());
    return true;
}

const struct presenter_calls presenter_sdl = {
    .open = sdl_open,
    .close = sdl_close,
    .descriptor = sdl_descriptor,
    .pump = sdl_pump,
    .pixels = sdl_pixels,
    .present = sdl_present,
};
