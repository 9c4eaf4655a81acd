#include "platform/window/input.h"
#include "platform/window/panel_record.h"
#include "platform/window/presenter.h"

#include <drm.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FRAME_MS    100 /* six frames of a usual display: it is dark, or its driver hangs */
#define EVENTS_SIZE 1024

struct kms {
    void *upright; /* SDL's offscreen display: surface and queue */
    struct input *input;
    struct panel_record *record;
    struct pixels mapped[PANEL_BUFFERS];
    struct window_panel panel;
    int front; /* which buffer the display shows */
    uint64_t flip;
};

/* ---- opening -------------------------------------------------------------------- */

static void kms_close(void *state)
{
    struct kms *kms = state;

    input_close(kms->input);
    if (kms->upright)
        presenter_sdl.close(kms->upright);
    for (int i = 0; kms->record && i < PANEL_BUFFERS; i++)
        panel_unmap(kms->record, i, &kms->mapped[i]);
    panel_record_unmap(kms->record);
    free(kms);
}

static int shown_now(const struct kms *kms)
{
    drmModeCrtc *crtc = drmModeGetCrtc(kms->panel.device, kms->record->crtc);
    int shown = crtc && crtc->buffer_id == kms->record->buffers[1].framebuffer;

    drmModeFreeCrtc(crtc);
    return shown;
}

static bool start(struct kms *kms, const struct window_setup *setup, struct error *error)
{
    struct window_setup upright = {.driver = "offscreen", .title = setup->title};
    struct input_setup input = {.turn = setup->panel->turn};

    kms->panel = *setup->panel;
    kms->record = panel_record_map(kms->panel.record, false, error);
    if (!kms->record)
        return false;
    for (int i = 0; i < PANEL_BUFFERS; i++) {
        if (!panel_map(kms->panel.device, kms->record, i, &kms->mapped[i], error))
            return false;
    }
    kms->front = shown_now(kms);
    kms->flip = (uint64_t)getpid() << 32;
    upright.width = kms->record->width;
    upright.height = kms->record->height;
    turn_size(kms->panel.turn, &upright.width, &upright.height);
    kms->upright = presenter_sdl.open(&upright, error);
    if (!kms->upright)
        return false;
    input.width = upright.width;
    input.height = upright.height;
    kms->input = input_open(&input, error);
    return kms->input != NULL;
}

static void *kms_open(const struct window_setup *setup, struct error *error)
{
    struct kms *kms = calloc(1, sizeof *kms);

    if (!kms) {
        error_set(error, ERROR_MEMORY, "no memory for the display");
        return NULL;
    }
    if (!start(kms, setup, error)) {
        kms_close(kms);
        return NULL;
    }
    return kms;
}

/* ---- input ------------------------------------------------------------------------ */

static int kms_descriptor(void *state)
{
    struct kms *kms = state;

    return input_descriptor(kms->input);
}

static void kms_pump(void *state, presenter_sink *sink, void *context)
{
    struct kms *kms = state;

    input_pump(kms->input);
    presenter_sdl.pump(kms->upright, sink, context);
}

/* ---- output ------------------------------------------------------------------------- */

static uint8_t *kms_pixels(void *state, int *width, int *height, int *stride)
{
    struct kms *kms = state;

    return presenter_sdl.pixels(kms->upright, width, height, stride);
}

/* Reads what the device told; true when our last flip is among it. The device is shared with the
 * processes before and after this one: what they asked for may be there too. */
static bool flip_is_done(const struct kms *kms)
{
    union {
        struct drm_event aligned;
        char bytes[EVENTS_SIZE];
    } events;
    ssize_t length = read(kms->panel.device, &events, sizeof events);
    bool done = false;

    for (ssize_t at = 0; at + (ssize_t)sizeof(struct drm_event_vblank) <= length;) {
        const struct drm_event_vblank *event = (const void *)(events.bytes + at);
        if (event->base.length < sizeof event->base)
            break;
        done =
            done || (event->base.type == DRM_EVENT_FLIP_COMPLETE && event->user_data == kms->flip);
        at += (ssize_t)event->base.length;
    }
    return done;
}

static void wait_for_flip(const struct kms *kms)
{
    struct pollfd device = {.fd = kms->panel.device, .events = POLLIN};

    while (poll(&device, 1, FRAME_MS) > 0 && device.revents & POLLIN) {
        if (flip_is_done(kms))
            return;
    }
}

static bool flip_to(struct kms *kms, int buffer)
{
    uint32_t crtc = kms->record->crtc;

    if (crtc == 0)
        return false;
    kms->flip++;
    if (drmModePageFlip(kms->panel.device, crtc, kms->record->buffers[buffer].framebuffer,
                        DRM_MODE_PAGE_FLIP_EVENT, (void *)(uintptr_t)kms->flip) != 0)
        return false;
    wait_for_flip(kms);
    kms->front = buffer;
    return true;
}

static void copy_to(struct kms *kms, struct area area, int buffer)
{
    struct pixels upright = {0};

    upright.bytes =
        presenter_sdl.pixels(kms->upright, &upright.width, &upright.height, &upright.stride);
    if (upright.bytes)
        turn_copy(kms->panel.turn, &upright, area, &kms->mapped[buffer]);
}

/*
 * When it returns both buffers hold the picture: whoever takes over may show either, and nothing of a
 * visitor's waits in the one that is not seen. A display that is not there is no failure.
 */
static bool kms_present(void *state, int x, int y, int width, int height, struct error *error)
{
    struct kms *kms = state;
    struct area area = {x, y, width, height};
    int back = 1 - kms->front;
    bool flipped;

    (void)error;
    copy_to(kms, area, back);
    flipped = flip_to(kms, back);
    copy_to(kms, area, 1 - back);
    /* A driver that cannot flip shows what is drawn once it is told to look. */
    if (!flipped)
        (void)drmModeDirtyFB(kms->panel.device, kms->record->buffers[kms->front].framebuffer, NULL,
                             0);
    return true;
}

const struct presenter_calls presenter_kms = {
    .open = kms_open,
    .close = kms_close,
    .descriptor = kms_descriptor,
    .pump = kms_pump,
    .pixels = kms_pixels,
    .present = kms_present,
};
